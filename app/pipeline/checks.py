"""All that is checked before generated PromQL runs: fill → parse → lint → cost."""

from collections.abc import Callable
from dataclasses import dataclass

from app.catalogue.catalogues import Catalogues
from app.deadline import Deadline
from app.domain import Cost, Problem, Severity, Window
from app.pipeline import cost
from app.pipeline.lint import lint
from app.pipeline.parse import parse
from app.pipeline.placeholders import fill
from app.pipeline.probe import Probe
from app.prometheus.scrape_interval import ScrapeInterval

Findings = tuple[Problem, ...]


def errors(problems: Findings) -> Findings:
    """Return the findings that keep generated PromQL from running."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


@dataclass(frozen=True)
class Checks:
    """The checks with what they look things up in; one instance serves all threads."""

    catalogues: Catalogues
    scrape_interval: ScrapeInterval
    probe: Probe
    limits: cost.Limits
    clock: Callable[[], float]

    def now(self) -> Window:
        """Return the window of an instant query asked now."""
        now = self.clock()
        return Window(now, now)

    def fill(self, promql: str, tenant: str, window: Window, deadline: Deadline) -> str:
        """Return the PromQL with its placeholders filled for the window."""
        if "$" not in promql:
            return promql
        return fill(promql, window, self.scrape_interval.seconds(tenant, deadline))

    def check(self, promql: str, tenant: str, window: Window, deadline: Deadline) -> Findings:
        """Return what lint and cost find in PromQL with placeholders.

        Raises `ParseError` where it is not PromQL.
        """
        filled = self.fill(promql, tenant, window, deadline)
        estimated = self.cost(filled, tenant, window, deadline)
        return (*self.lint(filled, tenant, deadline), *estimated.problems)

    def lint(self, filled: str, tenant: str, deadline: Deadline) -> Findings:
        """Return what the rules find in filled PromQL; raises `ParseError`."""
        return lint(parse(filled), self.catalogues.get(tenant, deadline))

    def cost(self, filled: str, tenant: str, window: Window, deadline: Deadline) -> Cost:
        """Return what filled PromQL would take over the window; raises `ParseError`."""
        return cost.estimate(parse(filled), window, tenant, self.probe, self.limits, deadline)

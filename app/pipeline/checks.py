"""All that is checked before generated PromQL runs: fill → parse → lint → cost."""

from collections.abc import Callable
from dataclasses import dataclass

from app.catalogue.catalogues import Catalogues
from app.deadline import Deadline
from app.domain import Cost, Problem, Severity, Window
from app.errors import ProxyError
from app.pipeline.cost.estimate import Known, estimate, selector_windows
from app.pipeline.cost.limits import Limits
from app.pipeline.cost.probe import Budget, Probe
from app.pipeline.existence import Existence
from app.pipeline.lint import Levels, lint
from app.pipeline.lint.base import Context
from app.pipeline.parse import ParseError, parse
from app.pipeline.placeholders import fill
from app.pipeline.server_check import ServerCheck
from app.prometheus.scrape_interval import ScrapeInterval
from app.prometheus.server import Server, Servers

Findings = tuple[Problem, ...]


def errors(problems: Findings) -> Findings:
    """Return the findings that keep generated PromQL from running."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class CostBudget:
    """What finding out the cost of one query may take."""

    seconds: float = 3.0
    requests: int = 16


@dataclass(frozen=True, slots=True)
class Examined:
    """A query as it would run, all that was found about it, and what it would take.

    Without a cost it is no PromQL, and `findings` say why.
    """

    executed: str
    findings: Findings
    cost: Cost | None = None


@dataclass(frozen=True)
class Checks:
    """The checks with what they look things up in; one instance serves all threads."""

    catalogues: Catalogues
    scrape_interval: ScrapeInterval
    probe: Probe
    limits: Limits
    budget: CostBudget
    existence: Existence
    servers: Servers
    server_check: ServerCheck
    levels: Levels
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

    def examine(
        self,
        promql: str,
        tenant: str,
        window: Window,
        deadline: Deadline,
        *,
        try_out: bool = False,
    ) -> Examined:
        """Return what lint, the server and cost find in PromQL, which may hold placeholders.

        With `try_out` the server evaluates it once at the window's end, where nothing speaks
        against that.
        """
        filled = self.fill(promql, tenant, window, deadline)
        try:
            found = self.lint(filled, tenant, window, deadline)
        except ParseError as error:
            short = f"it does not parse: {error}"
            return Examined(filled, (Problem("syntax", Severity.ERROR, filled[:200], short),))
        if not errors(found):  # about what is wrong already the server has little to add
            found = _once(found, self.server_check.check(filled, tenant, deadline))
        cost = self.cost(filled, tenant, window, deadline)
        found += cost.problems
        if try_out and not errors(found):
            found += self.server_check.try_out(filled, window.end_seconds, tenant, deadline)
        return Examined(filled, found, cost)

    def passes(self, promql: str, tenant: str, deadline: Deadline) -> bool:
        """Say whether PromQL, which may hold placeholders, passes parse and lint."""
        window = self.now()
        filled = self.fill(promql, tenant, window, deadline)
        try:
            found = self.lint(filled, tenant, window, deadline)
        except ParseError:
            return False
        return not errors(found)

    def lint(self, filled: str, tenant: str, window: Window, deadline: Deadline) -> Findings:
        """Return what the rules find in filled PromQL; raises `ParseError`."""
        expr = parse(filled)
        context = Context(
            catalogue=self.catalogues.get(tenant, deadline),
            window=window,
            scrape_interval_seconds=self.scrape_interval.seconds(tenant, deadline),
            shortest_interval_seconds=self.scrape_interval.shortest_seconds(tenant, deadline),
            deadline=deadline,
            holds=lambda selector, when: self.existence.holds(selector, when, tenant, deadline),
            server=self._server(tenant, deadline),
        )
        return lint(expr, context, self.levels)

    def cost(self, filled: str, tenant: str, window: Window, deadline: Deadline) -> Cost:
        """Return what filled PromQL would take over the window; raises `ParseError`."""
        expr, server = parse(filled), self._server(tenant, deadline)
        known = Known(
            probe=self.probe,
            tenant=tenant,
            budget=Budget(deadline.at_most(self.budget.seconds), self.budget.requests),
            windows=selector_windows(expr, window),
            default_interval_seconds=self.scrape_interval.seconds(tenant, deadline),
            before_3=bool(server.version) and not server.has((3, 0)),
        )
        return estimate(expr, window, known, self.limits)

    def _server(self, tenant: str, deadline: Deadline) -> Server:
        try:
            return self.servers.of(tenant, deadline)
        except ProxyError:
            return Server()  # rules about the server then have nothing to say


def _once(found: Findings, said: Findings) -> Findings:
    """Return both, without our word about a feature where the server refuses it in its own."""
    if errors(said):
        found = tuple(problem for problem in found if problem.rule != "server-feature")
    return found + said

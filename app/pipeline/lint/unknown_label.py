"""A selector, grouping or join names a label that the series do not carry."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain import Problem, Severity, Window
from app.pipeline.lint.base import Context
from app.pipeline.lint.close import close
from app.pipeline.lint.label_flow import base_labels, labels_of_metric, metrics_of
from app.pipeline.lint.matchers import matchers_of
from app.pipeline.lint.presence import Presence, carries, gone, presence
from app.pipeline.lint.used_labels import used_labels
from app.pipeline.parse import Expr, walk
from app.pipeline.reach import reaches

# Each costs a look-up, and nobody reads more.
MAX_TOLD = 10


@dataclass(frozen=True, slots=True)
class _Asked:
    """A label that metrics should carry in a window, and the labels that are known of them."""

    metrics: tuple[str, ...]
    label: str
    known: frozenset[str]
    window: Window
    optional: bool = False


@dataclass(frozen=True, slots=True)
class UnknownLabel:
    """Every label that must be there is carried by the metric, now or in the asked window."""

    id: str = "unknown-label"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each metric and label that is not there; a note where it was.

        What label_replace() and label_join() read is a warning: a missing label is an empty one.
        """
        seen: set[tuple[tuple[str, ...], str]] = set()
        for asked in (*_filtered(expr, context), *_used(expr, context)):
            key = (asked.metrics, asked.label)
            if key not in seen and asked.label not in asked.known and len(seen) < MAX_TOLD:
                seen.add(key)
                yield self._problem(asked, context)

    def _problem(self, asked: _Asked, context: Context) -> Problem:
        label, named = asked.label, ", ".join(asked.metrics)
        selectors = [carries(metric, label) for metric in asked.metrics]
        then = presence(selectors, [asked.window], context)
        if then is not Presence.NEVER:
            return gone(self.id, label, f"{named} does not have the label {label}", then)
        near = close(label, asked.known) or tuple(sorted(asked.known))[:3]
        return Problem(
            rule=self.id,
            severity=Severity.WARNING if asked.optional else self.severity,
            fragment=label,
            short=f"{named} has no label {label}",
            long=f"it has {', '.join(sorted(asked.known)[:12])}",
            suggestions=near,
        )


def _filtered(expr: Expr, context: Context) -> Iterator[_Asked]:
    for reach in reaches(expr, context.window):
        known = labels_of_metric(reach.metric, context)
        if reach.metric is None or known is None:
            continue
        for matcher in matchers_of(reach.selector):
            if matcher.wants_it:
                yield _Asked((reach.metric,), matcher.label, known, reach.window)


def _used(expr: Expr, context: Context) -> Iterator[_Asked]:
    widest = _widest(expr, context)
    for node, _ in walk(expr):
        for use in used_labels(node):
            known, metrics = base_labels(use.over, context), tuple(metrics_of(use.over))
            if known is not None and metrics:
                for label in sorted(use.labels):
                    yield _Asked(metrics, label, known, widest, optional=use.optional)


def _widest(expr: Expr, context: Context) -> Window:
    windows = [reach.window for reach in reaches(expr, context.window)] or [context.window]
    return Window(
        min(window.start_seconds for window in windows),
        max(window.end_seconds for window in windows),
        context.window.step_seconds,
    )

"""A selector, grouping or join names a label that the series do not carry."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import promql_parser

from app.catalogue.labels import NAME_LABEL
from app.domain import Problem, Severity, Window
from app.pipeline.lint.base import Context
from app.pipeline.lint.close import close
from app.pipeline.lint.label_flow import Flow, base_labels, grouping, labels_of_metric, metrics_of
from app.pipeline.lint.matchers import matchers_of
from app.pipeline.lint.presence import carries
from app.pipeline.parse import Expr, walk
from app.pipeline.reach import reaches

# Each costs a look-up, and nobody reads more.
MAX_TOLD = 10


@dataclass(frozen=True, slots=True)
class UnknownLabel:
    """Every label that must be there is carried by the metric, now or in the asked window."""

    id: str = "unknown-label"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each metric and label that is not there; a note where it was."""
        seen: set[tuple[tuple[str, ...], str]] = set()
        for metrics, label, known, window in (*_filtered(expr, context), *_grouped(expr, context)):
            if (metrics, label) not in seen and label not in known and len(seen) < MAX_TOLD:
                seen.add((metrics, label))
                yield self._problem(metrics, label, known, window, context)

    def _problem(
        self,
        metrics: tuple[str, ...],
        label: str,
        known: frozenset[str],
        window: Window,
        context: Context,
    ) -> Problem:
        named = ", ".join(metrics)
        if any(context.holds(carries(metric, label), window) for metric in metrics):
            there = f"{named} does not have the label {label} now, only in the time asked about"
            return Problem(self.id, Severity.NOTE, label, there)
        near = close(label, known) or tuple(sorted(known))[:3]
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=label,
            short=f"{named} has no label {label}",
            long=f"it has {', '.join(sorted(known)[:12])}",
            suggestions=near,
        )


Looked = tuple[tuple[str, ...], str, frozenset[str], Window]


def _filtered(expr: Expr, context: Context) -> Iterator[Looked]:
    for reach in reaches(expr, context.window):
        known = labels_of_metric(reach.metric, context)
        if reach.metric is None or known is None:
            continue
        for matcher in matchers_of(reach.selector):
            if matcher.wants_it:
                yield (reach.metric,), matcher.label, known, reach.window


def _grouped(expr: Expr, context: Context) -> Iterator[Looked]:
    widest = _widest(expr, context)
    for node, _ in walk(expr):
        for labels, over in _named_labels(node):
            known: Flow = base_labels(over, context)
            metrics = tuple(metrics_of(over))
            if known is None or not metrics:
                continue
            for label in sorted(labels - {NAME_LABEL}):
                yield metrics, label, known, widest


def _named_labels(node: Expr) -> Iterable[tuple[frozenset[str], Expr]]:
    """Yield labels that a node groups or joins by, with the expression that should have them."""
    if isinstance(node, promql_parser.AggregateExpr):
        labels, by = grouping(node)
        return [(labels, node.expr)] if by else []
    if isinstance(node, promql_parser.BinaryExpr) and node.modifier is not None:
        return [*_matched_by(node), *_added(node)]
    return []


def _matched_by(node: Expr) -> Iterator[tuple[frozenset[str], Expr]]:
    matching = node.modifier.matching
    if matching is not None and matching.type == promql_parser.LabelModifierType.Include:
        for side in (node.lhs, node.rhs):
            yield frozenset(matching.labels), side


def _added(node: Expr) -> Iterator[tuple[frozenset[str], Expr]]:
    """Yield the labels of `group_left (…)`, with the side that they are taken from."""
    added = frozenset(node.modifier.group_labels or ())
    if added:
        many_to_one = node.modifier.card == promql_parser.VectorMatchCardinality.ManyToOne
        yield added, node.rhs if many_to_one else node.lhs


def _widest(expr: Expr, context: Context) -> Window:
    windows = [reach.window for reach in reaches(expr, context.window)] or [context.window]
    return Window(
        min(window.start_seconds for window in windows),
        max(window.end_seconds for window in windows),
        context.window.step_seconds,
    )

"""A grouping or join by a label that an aggregation further inside has dropped."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.label_flow import base_labels, flow, grouping
from app.pipeline.parse import Expr, one_line, walk

_ALWAYS = frozenset({"__name__"})


@dataclass(frozen=True, slots=True)
class LabelLost:
    """What is grouped or joined by a label still has it."""

    id: str = "label-lost"
    severity: Severity = Severity.WARNING

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each label that was there before it was aggregated away."""
        for node, _ in walk(expr):
            for labels, over in _used(node):
                kept, there = flow(over, context), base_labels(over, context)
                if kept is None or there is None:
                    continue
                for label in sorted((labels & there) - kept - _ALWAYS):
                    yield self._problem(label, over)

    def _problem(self, label: str, over: Expr) -> Problem:
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=one_line(over),
            short=f"the label {label} is aggregated away before it is used",
            long=f"add {label} to the inner by (…)",
            suggestions=(label,),
        )


def _used(node: Expr) -> Iterator[tuple[frozenset[str], Expr]]:
    """Yield the labels that a node groups or joins by, and the expression that should have them."""
    if isinstance(node, promql_parser.AggregateExpr):
        labels, by = grouping(node)
        if by:
            yield labels, node.expr
    if isinstance(node, promql_parser.BinaryExpr) and node.modifier is not None:
        yield from _joined(node)


def _joined(node: Expr) -> Iterator[tuple[frozenset[str], Expr]]:
    matching = node.modifier.matching
    if matching is not None and matching.type == promql_parser.LabelModifierType.Include:
        for side in (node.lhs, node.rhs):
            yield frozenset(matching.labels), side
    added = frozenset(node.modifier.group_labels or ())
    if added:
        many_to_one = node.modifier.card == promql_parser.VectorMatchCardinality.ManyToOne
        yield added, node.rhs if many_to_one else node.lhs

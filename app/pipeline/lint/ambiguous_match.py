"""A one-to-one match that finds several series of one side for one of the other."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import promql_parser

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.label_flow import many_side, matched_by
from app.pipeline.lint.label_sets import LabelSet, label_sets, part
from app.pipeline.lint.used_labels import listed
from app.pipeline.lint.values import FILTERING
from app.pipeline.parse import Expr, one_line, walk

_MANY_TO_MANY = FILTERING | {"or"}


@dataclass(frozen=True, slots=True)
class AmbiguousMatch:
    """Prometheus refuses a query where a series could be matched with several."""

    id: str = "ambiguous-match"
    severity: Severity = Severity.WARNING

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each operator for which the series of both sides are known."""
        for node, _ in walk(expr):
            if _is_one_to_one(node):
                left, right = _groups(node, node.lhs, context), _groups(node, node.rhs, context)
                several_left = any(left[key] > 1 for key in left.keys() & right.keys())
                several_right = any(right[key] > 1 for key in left.keys() & right.keys())
                if several_left or several_right:
                    yield self._problem(node, left=several_left, right=several_right)

    def _problem(self, node: Expr, *, left: bool, right: bool) -> Problem:
        labels, on = matched_by(node)
        match = f"{'on' if on else 'ignoring'} ({listed(labels)})"
        word = "" if left and right else "group_left" if left else "group_right"
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=one_line(node),
            short=f"{match} matches {_number(left)} series of the left side with"
            f" {_number(right)} of the right, which Prometheus refuses",
            long=f"write {word} after {match}"
            if word
            else "aggregate one side by the labels of the match, or match by more labels",
            suggestions=(word,) if word else (),
        )


def _is_one_to_one(node: Expr) -> bool:
    if not isinstance(node, promql_parser.BinaryExpr) or str(node.op) in _MANY_TO_MANY:
        return False
    matched = node.modifier is not None and node.modifier.matching is not None
    return matched and not many_side(node)


def _groups(node: Expr, side: Expr, context: Context) -> Counter[LabelSet]:
    """Return how many series of a side are alike to the match; none where that cannot be told."""
    labels, on = matched_by(node)
    known: Iterable[LabelSet] = label_sets(side, context) or ()
    return Counter(part(one, labels, kept=on) for one in known)


def _number(several: bool) -> str:
    return "several" if several else "one"

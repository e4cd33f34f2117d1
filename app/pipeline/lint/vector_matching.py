"""The two sides of an operator have different labels, so that no series find each other."""

from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.label_flow import deciding, flow
from app.pipeline.parse import Expr, is_scalar, one_line, walk


@dataclass(frozen=True, slots=True)
class VectorMatching:
    """Series of both sides are matched by the same labels."""

    id: str = "vector-matching"
    severity: Severity = Severity.WARNING

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each operator whose sides cannot match."""
        for node, _ in walk(expr):
            if not isinstance(node, promql_parser.BinaryExpr) or str(node.op) == "or":
                continue
            if is_scalar(node.lhs) or is_scalar(node.rhs):
                continue
            left, right = flow(node.lhs, context), flow(node.rhs, context)
            if left is not None and right is not None:
                yield from self._compared(node, left, right)

    def _compared(
        self, node: Expr, left: frozenset[str], right: frozenset[str]
    ) -> Iterator[Problem]:
        on_left, on_right = deciding(node, left), deciding(node, right)
        only_left, only_right = on_left - on_right, on_right - on_left
        if not only_left and not only_right:
            return
        shared = sorted(left & right)
        yield Problem(
            rule=self.id,
            severity=self.severity,
            fragment=one_line(node),
            short="the two sides have different labels, so that no series match:"
            f" {_told(only_left)} on the left, {_told(only_right)} on the right",
            long=_advice(shared, left, right),
            suggestions=tuple(shared),
        )


def _told(labels: frozenset[str]) -> str:
    return f"only {', '.join(sorted(labels))}" if labels else "nothing else"


def _advice(shared: list[str], left: frozenset[str], right: frozenset[str]) -> str:
    if not right or not left:
        return "write scalar(…) around the side without labels"
    if not shared:
        return "aggregate both sides by the same labels"
    grouped = "" if left == right else " with group_left or group_right"
    return f"match on ({', '.join(shared)}){grouped}, or aggregate both sides by the same labels"

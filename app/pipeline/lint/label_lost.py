"""A grouping, join or label_replace() by a label that something further inside has dropped."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.dropped_labels import Drop, dropped
from app.pipeline.lint.label_flow import base_labels, flow
from app.pipeline.lint.used_labels import Use, used_labels
from app.pipeline.parse import Expr, one_line, walk


@dataclass(frozen=True, slots=True)
class LabelLost:
    """What is grouped or joined by a label still has it."""

    id: str = "label-lost"
    severity: Severity = Severity.WARNING

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each label that was there before it was dropped."""
        for node, _ in walk(expr):
            for use in used_labels(node):
                kept, there = flow(use.over, context), base_labels(use.over, context)
                if kept is None or there is None:
                    continue
                for label in sorted((use.labels & there) - kept):
                    yield self._problem(label, use, dropped(use.over, label, context))

    def _problem(self, label: str, use: Use, drop: Drop | None) -> Problem:
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=drop.fragment if drop else one_line(use.over),
            short=f"{drop.name if drop else 'this'} drops the label {label}, and {use.by} needs it",
            long=drop.instead if drop else "",
            suggestions=(label,),
        )

"""Whether a metric carries a label, or a label with a value, and how much that matters."""

from collections.abc import Iterable

from app.domain import Severity
from app.pipeline.reach import Reach
from app.pipeline.tokens import quoted


def carries(metric: str, label: str, value: str = "", operator: str = "") -> str:
    """Return a selector for the series of a metric that have the label, or pass a matcher on it."""
    name = label if label.isascii() and label.isidentifier() else quoted(label)
    return f"{{__name__={quoted(metric)},{name}{operator or '!='}{quoted(value)}}}"


def severity_of(found: Iterable[Reach], severity: Severity) -> Severity:
    """Return how much it matters that something is missing: little where absence is asked for."""
    return Severity.WARNING if all(reach.asks_absence for reach in found) else severity

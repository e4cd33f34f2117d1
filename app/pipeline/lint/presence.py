"""Selectors that ask whether a metric carries a label, or a label with a value."""

from app.pipeline.tokens import quoted


def carries(metric: str, label: str, value: str = "", operator: str = "") -> str:
    """Return a selector for the series of a metric that have the label, or pass a matcher on it."""
    name = label if label.isascii() and label.isidentifier() else quoted(label)
    return f"{{__name__={quoted(metric)},{name}{operator or '!='}{quoted(value)}}}"

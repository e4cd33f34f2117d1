"""Whether and when a metric, a label or a value was there, and how much that matters."""

from collections.abc import Collection, Iterable
from enum import Enum, auto

from app.domain import Problem, Severity, Window
from app.pipeline.lint.base import Context
from app.pipeline.reach import Reach
from app.pipeline.tokens import quoted

# Prometheus keeps samples so long where nobody set another time, and incidents lie in the past.
_LATELY_SECONDS = 15 * 86_400.0


class Presence(Enum):
    """When something that is not there now was there last."""

    THEN = auto()  # in the time that is asked about
    BEFORE = auto()  # in the fifteen days before
    NEVER = auto()


def presence(selectors: Collection[str], windows: Iterable[Window], context: Context) -> Presence:
    """Return when any of the selectors matched a series; asks Prometheus twice at most for each."""
    for then, times in ((Presence.THEN, windows), (Presence.BEFORE, map(_begun_sooner, windows))):
        if any(context.holds(selector, window) for window in times for selector in selectors):
            return then
    return Presence.NEVER


def gone(rule: str, fragment: str, what: str, then: Presence) -> Problem:
    """Return the finding about what was there: `what` it is that is not so any more."""
    if then is Presence.THEN:
        told = f"{what} now, only in the time asked about"
        return Problem(rule, Severity.NOTE, fragment, told)
    told = f"{what} now or in the time asked about, only before it"
    return Problem(rule, Severity.WARNING, fragment, told)


def carries(metric: str, label: str, value: str = "", operator: str = "") -> str:
    """Return a selector for the series of a metric that have the label, or pass a matcher on it."""
    name = label if label.isascii() and label.isidentifier() else quoted(label)
    return f"{{__name__={quoted(metric)},{name}{operator or '!='}{quoted(value)}}}"


def severity_of(found: Iterable[Reach], severity: Severity) -> Severity:
    """Return how much it matters that something is missing: little where absence is asked for."""
    return Severity.WARNING if all(reach.asks_absence for reach in found) else severity


def _begun_sooner(window: Window) -> Window:
    begin = min(window.start_seconds, window.end_seconds - _LATELY_SECONDS)
    return Window(begin, window.end_seconds, window.step_seconds)

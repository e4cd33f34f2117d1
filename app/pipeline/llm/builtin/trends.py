"""How fast something changes, by how much it did, and when it is used up."""

from dataclasses import replace

from app.catalogue.words import stems
from app.pipeline.llm.builtin import rates
from app.pipeline.llm.builtin.aggregation import aggregated
from app.pipeline.llm.builtin.promql import Binary, Call, Expr, Number
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading import shape
from app.pipeline.reading.frame import Frame, Operation
from app.pipeline.reading.siblings import Role, role_of

TREND_WINDOW = "1h"
FILLS = frozenset(stems("full fill fills filling filled out run exhaust exhausted last"))
USED_UP = FILLS | frozenset(stems("space room capacity"))
_FILLING = frozenset(stems("fill filling fills full"))
_SHRINKS = frozenset(
    stems("shrink shrinking shrank shrunk falling drain draining drained depleting dropping")
) | frozenset(stems("decrease decreasing decline declining"))
_FELL = _SHRINKS | frozenset(
    stems("reduction reduced fell fall fallen drop dropped less fewer lower smaller")
)
_ROSE = frozenset(stems("more up rise rose risen grow grew grown increase increased higher larger"))
_RATIOS = frozenset(stems("twice double half vs versus ratio times relative"))
_AGAINST = frozenset(stems("vs versus relative"))
_CHANGES = frozenset(stems("change changed difference delta growth grew grown rise rose fell drop"))
_MORE = frozenset(stems("more higher larger bigger greater"))
_LESS = frozenset(stems("less fewer lower smaller"))
_AMOUNTS = frozenset(stems("much many difference"))
_TWICE = frozenset(stems("twice double doubled"))
_LENGTHS = frozenset(stems("latency duration delay time long slow slower faster response"))
_TIME_LEFT = frozenset(stems("ttl remaining until left expiry expire expiring expiration"))


def slope(subject: Subject) -> Expr:
    """Return the growth per second, or the loss where it is asked how fast something shrinks."""
    if shape.is_counter(subject.metric):
        return rates.rate(subject)
    words = subject.frame.words
    fills = role_of(subject.metric) is Role.FREE and not _FILLING.isdisjoint(words)
    grown = aggregated(subject, Call("deriv", (subject.select(None, subject.window),)))
    if subject.frame.scale != 1:
        grown = Binary("*", grown, Number(subject.frame.scale))
    return negative(grown) if fills or shrinks(subject.frame) else grown


def shrinks(frame: Frame) -> bool:
    """Say whether it is asked how fast something becomes less."""
    return not _SHRINKS.isdisjoint(frame.words)


def time_left(subject: Subject) -> Expr | None:
    """Return the seconds until what is free is used up; the value itself where it is a time left.

    None where the metric tells neither.
    """
    metric = subject.metric
    if not _TIME_LEFT.isdisjoint(stems(metric.name)):
        return aggregated(subject, subject.select())
    if role_of(metric) is not Role.FREE or USED_UP.isdisjoint(subject.frame.words):
        return None
    window = subject.window if subject.frame.window_seconds else TREND_WINDOW
    lost = negative(Call("deriv", (subject.select(None, window),)))
    return Binary("/", subject.select(), lost)


def change(subject: Subject) -> Expr:
    """Return now minus then, or by how many percent now is more than then."""
    frame = subject.frame
    if frame.offset_seconds is None and frame.window_seconds and frame.percent:
        # By how many percent within an hour: compared with the hour, or the value, before.
        subject = replace(subject, frame=replace(frame, offset_seconds=frame.window_seconds))
    if subject.frame.offset_seconds is None:
        return _within_window(subject)
    return difference(frame, _level(_now(subject)), _level(subject))


def difference(frame: Frame, now: Expr, then: Expr) -> Expr:
    """Return how much more there is now than then: as much, in percent, or how many times it."""
    words = set(frame.words)
    # A change in percent against last week is how much more there is, not how many times it.
    ratio = not _RATIOS.isdisjoint(words - _AGAINST if words & _CHANGES else words)
    if is_more := _is_more(frame):
        return Binary(is_more, now, then)
    if _TWICE & set(frame.words) and frame.threshold is None:
        return Binary(">=", Binary("/", now, then), Number(2))
    if frame.percent and not ratio:
        return Binary("*", Number(100), _share_of_change(frame, now, then))
    if ratio and (frame.percent or frame.threshold or "vs" not in frame.words):
        share = Binary("/", now, then)
        return Binary("*", Number(100), share) if frame.percent else share
    return Binary("-", then, now) if _fell(frame) else Binary("-", now, then)


def _is_more(frame: Frame) -> str | None:
    """Return the sign of a comparison that tells whether, or which, is more than it was."""
    words = set(frame.words)
    told = (frame.yes_no or frame.listing) and not (frame.top or frame.threshold or frame.percent)
    if not told or words & (_TWICE | _AMOUNTS):
        return None
    if words & _MORE:
        return ">"
    return "<" if words & _LESS else None


def _now(subject: Subject) -> Subject:
    return replace(subject, frame=replace(subject.frame, offset_seconds=None))


def _share_of_change(frame: Frame, now: Expr, then: Expr) -> Expr:
    share = Binary("/", now, then)
    return Binary("-", Number(1), share) if _fell(frame) else Binary("-", share, Number(1))


def _within_window(subject: Subject) -> Expr:
    if shape.is_counter(subject.metric):
        return rates.increase(subject)
    grown = aggregated(subject, Call("delta", (subject.select(None, subject.span),)))
    return negative(grown) if _fell(subject.frame) else grown


def _fell(frame: Frame) -> bool:
    """Say whether it is asked by how much something fell, and not whether it rose or fell."""
    words = set(frame.words)
    return not _FELL.isdisjoint(words) and _ROSE.isdisjoint(words)


def _level(subject: Subject) -> Expr:
    """Return how much there was at a time: a value, a rate, or what came within a window."""
    metric, frame = subject.metric, subject.frame
    if shape.is_distribution(metric) and not _LENGTHS.isdisjoint(frame.words):
        return rates.mean(subject)
    if not shape.is_counter(metric) and not shape.is_distribution(metric):
        return aggregated(subject, subject.select())
    happened = frame.window_seconds and not frame.rated
    happened = happened and not shape.measures_time(metric)
    counted = replace(subject, frame=replace(frame, operation=Operation.INCREASE))
    return rates.increase(counted) if happened else rates.rate(subject)


def negative(expr: Expr) -> Expr:
    """Return an expression with the other sign."""
    return Binary("-", Number(0), expr)

"""Whether what a question wants done can be done with the answer of a recipe."""

from app.catalogue.words import stem
from app.pipeline.llm.builtin.promql import Binary, Number
from app.pipeline.llm.builtin.recipe_book import Way
from app.pipeline.llm.builtin.recipe_phrase import meanings, meanings_of
from app.pipeline.llm.builtin.recipe_rewriting import calls, compares, parts, selectors
from app.pipeline.llm.builtin.recipe_template import QUANTILE, WINDOW
from app.pipeline.reading.frame import Frame, Mood, Operation
from app.pipeline.reading.units import UNITS
from app.recipes.recipe import Unit

RATES = frozenset({Unit.PER_SECOND, Unit.BYTES_PER_SECOND})
_MEASURES = {
    "ratio": {Unit.RATIO},
    "bytes": {Unit.BYTES, Unit.BYTES_PER_SECOND},
    "seconds": {Unit.SECONDS},
}
# What only a recipe gives whose own phrase asks for it.
_OWN = frozenset({Operation.AGE, Operation.UNTIL, Operation.FLAPS})
# Who asks how much there is asks for the whole of it, not for what is taken.
_OWNED = frozenset(map(stem, ("have", "has", "installed")))
_TAKEN = meanings_of("used free")
# Failures are asked for by many words, of which only some tell a bad state.
_FAILED = meanings_of("failed")


def fits(way: Way, frame: Frame) -> bool:
    """Say whether side, unit and operation of the question are those of the recipe."""
    if frame.divided or frame.past_bound or frame.compared is Operation.QUANTILE:
        return False  # each recipe is of one whole, at one time
    if _asks_for_whole(frame) and way.phrase.words.isdisjoint(_TAKEN) and _is_taken(way):
        return False
    if frame.window_seconds and compares(way.prepared.expr) and not is_windowed(way):
        return False  # what is so now says nothing about what was
    return _side_fits(way, frame) and _unit_fits(way, frame) and _operation_fits(way, frame)


def _side_fits(way: Way, frame: Frame) -> bool:
    """Say whether what is bad, none, failed or succeeded is so in both."""
    phrase = way.phrase
    if (frame.succeeded and phrase.errors) or (frame.errors and phrase.succeeded):
        return False
    bad = frame.mood is Mood.BAD and phrase.words.isdisjoint(_FAILED)
    # "without" is bad, "have no" is not, and both mean the same
    return frame.none == phrase.none and (bad == phrase.bad or phrase.none)


def _asks_for_whole(frame: Frame) -> bool:
    return not _OWNED.isdisjoint(frame.words) and meanings(frame.words).isdisjoint(_TAKEN)


def _is_taken(way: Way) -> bool:
    """Say whether the recipe answers with what is taken of a whole."""
    expr = way.prepared.expr
    return isinstance(expr, Binary) and expr.op == "-"


def is_windowed(way: Way) -> bool:
    """Say whether the recipe's PromQL looks at a window."""
    return any(s.window == WINDOW for s in selectors(way.prepared.expr))


def _unit_fits(way: Way, frame: Frame) -> bool:
    unit, bound = way.prepared.recipe.unit, frame.threshold
    if bound is not None and unit not in _MEASURES.get(bound.unit, {unit}):
        return False
    wanted = UNITS.get(frame.unit or "", ("", 1.0))[0]
    return unit in _MEASURES.get(wanted, {unit})


def _operation_fits(way: Way, frame: Frame) -> bool:  # noqa: PLR0911
    operation, unit = frame.operation, way.prepared.recipe.unit
    clocked = calls(way.prepared.expr, "time")
    if frame.offset_seconds is not None and clocked:
        return False
    quantile = Number(QUANTILE) in parts(way.prepared.expr)
    if way.prepared.recipe.asks and operation is not way.phrase.operation:
        bound = frame.threshold.unit if frame.threshold else ""
        grows = way.phrase.operation is Operation.SLOPE and operation is Operation.CHANGE
        grows = grows and frame.offset_seconds is None
        return grows or (way.phrase.operation is Operation.RATIO and bound == "ratio")
    if operation is way.phrase.operation:
        return True
    match operation:
        case Operation.QUANTILE:
            return quantile
        case Operation.RATIO:
            return unit is Unit.RATIO
        case Operation.RATE:
            counts = unit in (Unit.COUNT, Unit.OTHER)
            # The rate of hits, errors or retransmissions is a share, unless it is one a second.
            share = unit is Unit.RATIO and "second" not in frame.words
            return (
                unit in RATES or share or (counts and calls(way.prepared.expr, "increase", "rate"))
            )
        case Operation.INCREASE:
            return unit in RATES or (unit is Unit.COUNT and is_windowed(way))
        case Operation.COUNT:
            things = unit is Unit.COUNT or compares(way.prepared.expr)
            counted = things or frame.threshold is not None
            return counted or (unit in RATES and frame.window_seconds is not None)
        case Operation.FLAPS:
            return unit is Unit.COUNT and is_windowed(way)
        case Operation.CHANGE:
            apart = frame.offset_seconds is not None or frame.window_seconds is not None
            return apart and not clocked
        case Operation.SLOPE | Operation.PREDICT:
            return not clocked
        case _:
            return operation not in _OWN

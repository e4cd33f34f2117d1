"""A recipe on its way to an answer, and what the question wants of its numbers."""

from dataclasses import dataclass

from app.pipeline.llm.builtin.promql import Binary
from app.pipeline.llm.builtin.recipe_fit import RATES
from app.pipeline.llm.builtin.recipe_reading import RecipeReading
from app.pipeline.llm.builtin.recipe_rewriting import calls
from app.pipeline.reading.frame import Frame, Operation
from app.recipes.recipe import Recipe, Unit

_HOUR_SECONDS = 3600.0
_SHOWN_OVER_TIME = (Operation.OVER_TIME, Operation.VALUE, Operation.RATIO, Operation.RATE)


@dataclass(frozen=True, slots=True)
class Steps:
    """A recipe being made into an answer."""

    reading: RecipeReading
    frame: Frame

    @property
    def recipe(self) -> Recipe:
        """Return the recipe as it is written."""
        return self.reading.way.prepared.recipe

    @property
    def unit(self) -> Unit:
        """Return what the recipe's numbers are."""
        return self.recipe.unit

    @property
    def wanted_change(self) -> str | None:
        """Return the function that counters are looked at by, None where it is the recipe's."""
        frame, operation = self.frame, self.frame.operation
        if self.is_per_long:
            return "increase"
        if self.unit is Unit.COUNT:
            return "rate" if operation is Operation.RATE else None
        if self.unit not in RATES:
            return None
        happened = frame.window_seconds and operation is Operation.VALUE and not frame.aggregate
        summed = operation in (Operation.INCREASE, Operation.COUNT, Operation.FLAPS)
        return "increase" if summed or happened else None

    @property
    def is_per_long(self) -> bool:
        """Say whether so much an hour or a day is asked for, which is what came within one."""
        frame, expr = self.frame, self.reading.expr
        divided = isinstance(expr, Binary) and expr.op == "/"
        long = frame.scale >= _HOUR_SECONDS and frame.window_seconds is None
        return long and not divided and calls(expr, "rate", "increase")

    @property
    def wants_extreme(self) -> bool:
        """Say whether the largest or smallest value within the window is asked for."""
        frame = self.frame
        shown = frame.operation in _SHOWN_OVER_TIME and frame.window_seconds is not None
        return shown and frame.aggregate in ("max", "min")

    @property
    def wants_one_number(self) -> bool:
        """Say whether the question is how many there are of something."""
        frame = self.frame
        happened = frame.operation is Operation.INCREASE and "many" in frame.words
        counts = happened or frame.operation is Operation.COUNT
        return counts and not frame.threshold and not frame.top

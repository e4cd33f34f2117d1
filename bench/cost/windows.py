"""Chooses windows that lie inside the data, all that a query looks back at included."""

from random import Random

from app.domain import Window
from bench.cost.targets import END, START

# An instant selector finds samples that are as old as this.
LOOKBACK_SECONDS = 300

_INSTANT_PROBABILITY = 0.35
_LENGTHS = (900, 1800, 3600)
_STEPS = (15, 30, 60, 120, 300)


def window(random: Random, reach_seconds: int) -> Window:
    """Return an instant, or a stretch of time with a step; half of them begin at a whole step."""
    first = START + reach_seconds + LOOKBACK_SECONDS
    lengths = [length for length in _LENGTHS if first + length < END]
    if not lengths or random.random() < _INSTANT_PROBABILITY:
        at = random.randrange(first, END)
        return Window(at, at)
    length, step = random.choice(lengths), random.choice(_STEPS)
    begins = random.randrange(first, END - length)
    if random.random() < 0.5:
        begins = max(first, begins // step * step)
    return Window(begins, begins + length, step)

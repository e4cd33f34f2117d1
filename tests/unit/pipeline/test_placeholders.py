"""Placeholders are filled by the request's own times, inside brackets only."""

import pytest

from app.domain import Window
from app.pipeline.placeholders import duration, fill
from tests.fakes import NOON

RATE = "rate(x[$__rate_interval])"
RANGE = "increase(x[$__range])"


def range_of(seconds: float, step_seconds: float) -> Window:
    return Window(NOON - seconds, NOON, step_seconds)


@pytest.mark.parametrize(
    ("promql", "window", "scrape_interval_seconds", "filled"),
    [
        (RATE, range_of(3600, 15), 15, "rate(x[1m])"),
        (RATE, range_of(3600, 50), 15, "rate(x[65s])"),
        (RATE, range_of(86400, 285), 15, "rate(x[5m])"),
        (RATE, range_of(3600, 0.5), 1.1, "rate(x[5s])"),
        (RATE, Window(NOON, NOON), 15, "rate(x[1m])"),
        (RATE, Window(NOON, NOON), 5, "rate(x[1m])"),
        (RATE, Window(NOON, NOON), 60, "rate(x[4m])"),
        (RANGE, range_of(7 * 86400, 60), 15, "increase(x[7d])"),
        (RANGE, range_of(5400, 60), 15, "increase(x[90m])"),
        (RANGE, range_of(0, 60), 15, "increase(x[1s])"),
        (RANGE, Window(NOON, NOON), 15, "increase(x[1h])"),
        (
            "max_over_time((x + $__range)[$__range:$__rate_interval]) + $__range",
            range_of(3600, 60),
            15,
            "max_over_time((x + $__range)[1h:75s]) + $__range",
        ),
        ('x{a="[$__range]"}[$__range]', range_of(60, 60), 15, 'x{a="[$__range]"}[1m]'),
        ("x[$__other]", range_of(60, 60), 15, "x[$__other]"),
        ("x[$__range] # it's", range_of(60, 60), 15, "x[1m] # it's"),
        ("x[$__range] 'broken", range_of(60, 60), 15, "x[$__range] 'broken"),
        ("up", range_of(60, 60), 15, "up"),
    ],
)
def test_placeholders_are_filled(
    promql: str, window: Window, scrape_interval_seconds: float, filled: str
) -> None:
    assert fill(promql, window, scrape_interval_seconds) == filled


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "1s"), (0.2, "1s"), (61, "61s"), (119.5, "2m"), (7200, "2h"), (172800, "2d")],
)
def test_durations_are_whole_and_never_too_short(seconds: float, text: str) -> None:
    assert duration(seconds) == text

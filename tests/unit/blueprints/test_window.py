"""Times are read as Prometheus reads them, and refused in its words."""

import math

import pytest

from app.blueprints.window import window_of
from app.domain import Window
from app.errors import BadRequestError
from app.prometheus.parameters import Parameters


def window(is_range: bool = True, **parameters: str) -> Window:
    return window_of(Parameters((), tuple(parameters.items())), is_range=is_range)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("1700000000.123", 1700000000.123),
        ("-5", -5),
        ("1.7e9", 1.7e9),
        ("2023-11-14T22:13:20Z", 1700000000),
        ("2023-11-14T23:13:20.5+01:00", 1700000000.5),
        ("2023-11-14T22:13:20.123456789Z", 1700000000.123456),
    ],
)
def test_a_time_is_a_number_or_rfc_3339(text: str, seconds: float) -> None:
    assert window(is_range=False, time=text) == Window(seconds, seconds)


@pytest.mark.parametrize(
    ("text", "seconds"), [("15", 15), ("0.5", 0.5), ("1m30s", 90), ("1h", 3600), ("500ms", 0.5)]
)
def test_a_step_is_a_number_or_a_duration(text: str, seconds: float) -> None:
    assert window(start="0", end="60", step=text) == Window(0, 60, seconds)


def test_an_instant_without_a_time_is_now_and_has_one_point() -> None:
    found = window(is_range=False)
    assert found.start_seconds == found.end_seconds > 1.7e9
    assert (found.step_seconds, found.points) == (None, 1)


ZERO = "zero or negative query resolution step widths are not accepted. Try a positive integer"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"start": ""}, 'invalid parameter "start": cannot parse "" to a valid timestamp'),
        ({"start": "x"}, 'invalid parameter "start": cannot parse "x" to a valid timestamp'),
        (
            {"end": "2024-1-1"},
            'invalid parameter "end": cannot parse "2024-1-1" to a valid timestamp',
        ),
        ({"end": "1e17"}, 'invalid parameter "end": cannot parse "1e17" to a valid timestamp'),
        (
            {"end": "x" * 99},
            f'invalid parameter "end": cannot parse "{"x" * 50}" to a valid timestamp',
        ),
        ({"end": "-1"}, 'invalid parameter "end": end timestamp must not be before start time'),
        ({"step": ""}, 'invalid parameter "step": cannot parse "" to a valid duration'),
        ({"step": "5x"}, 'invalid parameter "step": cannot parse "5x" to a valid duration'),
        ({"step": "nan"}, 'invalid parameter "step": cannot parse "nan" to a valid duration'),
        ({"step": "0"}, f'invalid parameter "step": {ZERO}'),
        ({"step": "-1"}, f'invalid parameter "step": {ZERO}'),
        ({"step": "1e-300"}, f'invalid parameter "step": {ZERO}'),
        (
            {"step": "1e30"},
            'invalid parameter "step": cannot parse "1e30" to a valid duration. It overflows int64',
        ),
    ],
)
def test_what_cannot_be_read_is_told_in_prometheus_words(
    changed: dict[str, str], told: str
) -> None:
    with pytest.raises(BadRequestError) as caught:
        window(**{"start": "0", "end": "60", "step": "15", **changed})
    assert str(caught.value) == told


def test_an_instant_that_cannot_be_read_is_told_in_prometheus_words() -> None:
    with pytest.raises(BadRequestError) as caught:
        window(is_range=False, time="x")
    assert str(caught.value) == (
        'invalid parameter "time": invalid time value for \'time\': cannot parse "x" to a valid'
        " timestamp"
    )


def test_the_points_of_the_widest_window_are_a_number() -> None:
    widest = window(start="-9e15", end="9e15", step="1e-9")
    assert math.isfinite(widest.points)

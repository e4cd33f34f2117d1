"""What rose or fell, and what happened since another time."""

import pytest

from app.pipeline.reading.frame import Operation
from app.pipeline.reading.movement import is_move
from app.pipeline.reading.reading import read

HOUR, DAY = 3600.0, 86400.0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("did the orders drop since yesterday", True),
        ("has the free space shrunk in the last hour", True),
        ("rise in open tickets within 6 hours", True),
        ("any drop in bookings over the last day", True),
        ("how many packets did we drop", False),
        ("packet drop rate", False),
        ("which switch has increased errors", False),
    ],
)
def test_a_move_is_told_from_what_is_dropped(text: str, told: bool) -> None:
    assert is_move(text) is told


@pytest.mark.parametrize(
    ("text", "operation", "window", "offset"),
    [
        ("did open tickets fall since yesterday", Operation.CHANGE, None, DAY),
        ("rise in open tickets within 6 hours", Operation.CHANGE, 6 * HOUR, None),
        ("growth in open tickets since yesterday", Operation.CHANGE, None, DAY),
        ("average open tickets since yesterday", Operation.OVER_TIME, DAY, None),
        ("how often did the leader change since yesterday", Operation.FLAPS, DAY, None),
        ("new tickets since last week", Operation.INCREASE, 7 * DAY, None),
    ],
)
def test_since_then_is_a_stretch_of_time_unless_both_ends_are_compared(
    text: str, operation: Operation, window: float | None, offset: float | None
) -> None:
    frame = read(text)
    assert (frame.operation, frame.window_seconds, frame.offset_seconds) == (
        operation,
        window,
        offset,
    )


@pytest.mark.parametrize(
    ("text", "operation", "window", "offset"),
    [
        ("p95 of the latency between 2 and 3 hours ago", Operation.QUANTILE, HOUR, 2 * HOUR),
        ("week over week change of open tickets", Operation.CHANGE, None, 7 * DAY),
        ("open tickets now minus a day ago", Operation.CHANGE, None, DAY),
        ("has the number of tickets gone up in the last hour", Operation.CHANGE, HOUR, None),
    ],
)
def test_other_times_are_read_in_any_order(
    text: str, operation: Operation, window: float | None, offset: float | None
) -> None:
    frame = read(text)
    assert (frame.operation, frame.window_seconds, frame.offset_seconds) == (
        operation,
        window,
        offset,
    )
    assert not frame.vanished


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("overall energy used by the ovens in the last hour", ()),
        ("energy used by ovens in the last hour", ("ovens",)),
        ("total energy used by oven", ("oven",)),
    ],
)
def test_who_did_all_of_it_is_no_group(text: str, groups: tuple[str, ...]) -> None:
    assert read(text).groups == groups

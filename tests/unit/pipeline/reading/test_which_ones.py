"""What a question says of which things come back, before the rest of it is read."""

import pytest

from app.pipeline.reading.labelled import with_plain_labels
from app.pipeline.reading.lifetime import without_lifetime
from app.pipeline.reading.some import without_those_of_none


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        (
            "stops per lift in the last day, only those that stopped",
            "stops per lift in the last day",
        ),
        ("errors by route (only routes with any)", "errors by route"),
        ("kills by host, leaving out those without any", "kills by host"),
        ("kills by host, skip the zeros", "kills by host"),
        ("messages per queue, only non-empty queues", "messages per queue"),
    ],
)
def test_only_those_there_is_any_of(said: str, rest: str) -> None:
    assert without_those_of_none(said) == (rest, True)


@pytest.mark.parametrize(
    "said",
    [
        "requests per route, only those in shop",
        "requests per route, only those that failed",
        "queues without consumers",
        "hosts with zero errors",
    ],
)
def test_other_choices_are_left_to_be_read(said: str) -> None:
    assert without_those_of_none(said) == (said, False)


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("how many rides since the lift started", "how many rides"),
        ("total rides since its last restart", "total rides"),
        ("number of rides to date per lift", "number of rides per lift"),
    ],
)
def test_all_there_was_since_counting_began(said: str, rest: str) -> None:
    assert without_lifetime(said) == (rest, True)


@pytest.mark.parametrize(
    "said",
    [
        "how long since the lift started",
        "how many minutes since the last restart",
        "rides since yesterday",
        "how many rides since the start of the month",
    ],
)
def test_lengths_of_time_and_dates_are_no_lifetime(said: str) -> None:
    assert without_lifetime(said) == (said, False)


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        (
            "load per host, labelled with the rack name and not the host",
            "load per host, with its rack name",
        ),
        ("load per host but tagged by its owner (red, blue)", "load per host with its owner"),
        ("pods labelled app=web", "pods labelled app=web"),
    ],
)
def test_labels_are_wanted_beside(said: str, plain: str) -> None:
    assert with_plain_labels(said) == plain

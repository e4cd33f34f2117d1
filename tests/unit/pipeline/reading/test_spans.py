import pytest

from app.pipeline.reading.nothing import asked_of_nothing
from app.pipeline.reading.reading import read

HOUR, MINUTE = 3600.0, 60.0


@pytest.mark.parametrize(
    ("question", "window"),
    [
        ("packet drops of the router (20m)", 20 * MINUTE),
        ("cache misses per shard (last 10 min)", 10 * MINUTE),
        ("15m rate of dns queries", 15 * MINUTE),
        ("uploads in the past half hour", 30 * MINUTE),
        ("uploads, trailing 30 min", 30 * MINUTE),
        ("evictions in the last hour and a half", 90 * MINUTE),
        ("evictions within the last two and a half hours", 150 * MINUTE),
        ("evictions in the last 1 1/2 hours", 90 * MINUTE),
        ("mails in the last three quarters of an hour", 45 * MINUTE),
        ("mails in the last quarter hour", 15 * MINUTE),
        ("mails in the last 90 mins or so", 90 * MINUTE),
        ("jobs failed over a 10 minute window", 10 * MINUTE),
        ("5-minute error rate per route", 5 * MINUTE),
        ("10 minutes: orders per shop", 10 * MINUTE),
    ],
)
def test_a_window_is_read_in_whatever_way_it_is_written(question: str, window: float) -> None:
    frame = read(question)
    assert frame.window_seconds == window
    assert frame.threshold is None


@pytest.mark.parametrize(
    ("question", "window", "offset"),
    [
        ("uploads in the hour before the last one", HOUR, HOUR),
        ("uploads in the 30 minutes before the last hour", 30 * MINUTE, HOUR),
        ("drops for the 15 minutes that ended two hours ago", 15 * MINUTE, 2 * HOUR),
        ("drops from 3h ago to 2h ago", HOUR, 2 * HOUR),
        ("drops between 2h and 1h45m ago", 15 * MINUTE, 105 * MINUTE),
        ("drops between 75 and 60 minutes ago", 15 * MINUTE, HOUR),
    ],
)
def test_a_stretch_that_ended_earlier_is_a_window_and_an_offset(
    question: str, window: float, offset: float
) -> None:
    frame = read(question)
    assert (frame.window_seconds, frame.offset_seconds) == (window, offset)


def test_a_rate_has_its_own_window_within_the_one_that_is_looked_at() -> None:
    frame = read("peak 5m upload rate over the last day")
    assert (frame.rate_window_seconds, frame.window_seconds) == (5 * MINUTE, 24 * HOUR)


@pytest.mark.parametrize(
    "question",
    [
        "graph the queue length over the last hour",
        "plot uploads per second over the past 6 hours",
        "p95 of the uploads over the last hour as a line",
    ],
)
def test_a_graph_has_the_time_that_it_covers_itself(question: str) -> None:
    assert read(question).window_seconds is None


def test_an_average_within_a_window_is_one_on_a_graph_too() -> None:
    assert read("plot the average queue length over the last hour").window_seconds == HOUR


@pytest.mark.parametrize(
    "question",
    [
        "hey, how long is the upload queue",
        "guys how long is the upload queue?? please",
        "For the capacity meeting: how long is the upload queue",
        "hi team, how long is the upload queue, thanks",
    ],
)
def test_what_is_said_around_a_question_changes_nothing(question: str) -> None:
    assert read(question).terms == read("how long is the upload queue").terms


def test_what_may_be_asked_about_is_no_aside() -> None:
    assert [term.text for term in read("team mailers uploads").terms] == [
        "team",
        "mailers",
        "uploads",
    ]


@pytest.mark.parametrize(
    ("question", "none"),
    [
        ("uploads in the last 0 minutes", "0 minutes"),
        ("uploads in the last -5 minutes", "-5 minutes"),
        ("top 0 shards by size", "top 0"),
        ("top -3 shards by size", "top -3"),
        ("top 10 shards by size", None),
        ("uploads in the last 05 minutes", None),
        ("top 0.5% of shards", None),
    ],
)
def test_what_leaves_nothing_to_look_at_is_found(question: str, none: str | None) -> None:
    assert asked_of_nothing(question) == none

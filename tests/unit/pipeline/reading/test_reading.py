import pytest

from app.pipeline.reading.frame import Mood, Operation, Threshold, Top
from app.pipeline.reading.reading import read


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("memory of redis", Operation.VALUE),
        ("requests per second", Operation.RATE),
        ("errors in the last hour in total", Operation.INCREASE),
        ("peak load over the last day", Operation.OVER_TIME),
        ("99th percentile latency", Operation.QUANTILE),
        ("disk usage in percent", Operation.RATIO),
        ("how many pods", Operation.COUNT),
        ("uptime", Operation.AGE),
        ("time until the certificate expires", Operation.UNTIL),
        ("memory compared to an hour ago", Operation.CHANGE),
        ("how often did the target flap", Operation.FLAPS),
        ("how fast is the disk filling", Operation.SLOPE),
        ("predict free space in 4 hours", Operation.PREDICT),
    ],
)
def test_words_tell_the_operation(text: str, operation: Operation) -> None:
    assert read(text).operation is operation


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("load over the last 5 minutes", 300),
        ("load in the past hour", 3600),
        ("load over half an hour", 1800),
        ("load during the previous two days", 172800),
        ("load within 1.5h", 5400),
        ("load [10m]", 600),
        ("5m rate of requests", 300),
        ("load now", None),
    ],
)
def test_a_window_is_read(text: str, length: float | None) -> None:
    assert read(text).window_seconds == length


@pytest.mark.parametrize(
    ("text", "quantile"),
    [
        ("p99 latency", 0.99),
        ("p99.9 latency", 0.999),
        ("p50 latency", 0.5),
        ("95th percentile", 0.95),
        ("0.9 quantile", 0.9),
        ("median latency", 0.5),
        ("latency", None),
    ],
)
def test_a_quantile_is_read(text: str, quantile: float | None) -> None:
    assert read(text).quantile == quantile


@pytest.mark.parametrize(
    ("text", "threshold"),
    [
        ("load above 4", Threshold(">", 4)),
        ("disks over 80% full", Threshold(">", 0.8, "ratio")),
        ("pods using more than 2 GiB", Threshold(">", 2147483648, "bytes")),
        ("requests slower than 500ms", Threshold(">", 0.5, "seconds")),
        ("fewer than three replicas", Threshold("<", 3)),
        ("at least 10 connections", Threshold(">=", 10)),
        ("load over the last 5 minutes", None),
    ],
)
def test_a_bound_is_read_in_base_units(text: str, threshold: Threshold | None) -> None:
    assert read(text).threshold == threshold


@pytest.mark.parametrize(
    ("text", "top", "entity"),
    [
        ("top 3 pods by memory usage", Top(3), "pods"),
        ("which pod uses the most memory", Top(1), "pod"),
        ("which queue has the fewest messages", Top(1, smallest=True), "queue"),
        ("5 slowest handlers", Top(5), "handlers"),
        ("largest databases", Top(5), "databases"),
        ("largest value", None, None),
    ],
)
def test_a_ranking_is_read(text: str, top: Top | None, entity: str | None) -> None:
    frame = read(text)
    assert (frame.top, frame.entity) == (top, entity)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("requests by job and code", ("job", "code")),
        ("requests per status code", ("status code",)),
        ("memory on each node", ("node",)),
        ("requests for every handler, method and code", ("handler", "method", "code")),
        ("requests per second", ()),
        ("pods by cpu usage", ()),
    ],
)
def test_grouping_is_read(text: str, groups: tuple[str, ...]) -> None:
    assert read(text).groups == groups


def test_an_earlier_time_and_a_side_are_read() -> None:
    frame = read("which targets were down two hours ago?")
    assert (frame.offset_seconds, frame.mood) == (7200, Mood.BAD)


def test_what_is_left_are_the_words_to_find() -> None:
    frame = read("show me the average billing-web memory over the last 5 minutes, please")
    assert [term.text for term in frame.terms] == ["average", "billing-web", "memory"]


def test_words_that_the_catalogue_writes_as_one_are_joined() -> None:
    frame = read("consumer group lag", lambda word: word == "consumergroup")
    assert [term.text for term in frame.terms] == ["consumergroup", "lag"]


def test_a_german_question_is_read_like_its_english_one() -> None:
    german = read("wie viele anfragen gab es in den letzten 10 minuten pro knoten")
    assert german.operation is Operation.INCREASE
    assert german.window_seconds == 600
    assert german.groups == ("node",)


def test_a_superlative_speaks_of_its_quality() -> None:
    assert [term.text for term in read("which rack is the hottest").terms] == [
        "rack",
        "temperature",
    ]


def test_how_much_the_most_is_asks_for_a_number() -> None:
    frame = read("how full is our fullest tank")
    assert (frame.aggregate, frame.top) == ("max", None)


def test_what_is_ranked_may_stand_behind_among() -> None:
    assert read("top 3 memory hogs among the tenants").entity == "tenants"

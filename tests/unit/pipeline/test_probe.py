"""Series are counted the way the server's version makes cheap, and a failure counts nothing."""

import pytest

from app.domain import SeriesCount, Window
from app.errors import UnavailableError
from app.pipeline.probe import Probe
from app.prometheus.client import AnswerTooLargeError
from tests.fakes import EVER, NOON, PrometheusFake, counting, hour

BY_SERIES = (
    "series",
    [
        ("match[]", "x"),
        ("start", "1699996100.000"),
        ("end", "1700000000.000"),
        ("limit", "11"),
    ],
)
BY_COUNT = ("query", [("query", "count(x)"), ("time", "1700000000.000")])


def count(prometheus: PrometheusFake, window: Window | None = None) -> SeriesCount:
    return Probe(prometheus).count("x", window or hour(), "", EVER, at_most=10)


@pytest.mark.parametrize(
    ("version", "asked"),
    [
        ("2.42.0+ds", BY_COUNT),
        ("2.50.9", BY_COUNT),
        ("2.51.0", BY_SERIES),
        ("2.100.1", BY_SERIES),
        ("3.0.0-rc.1", BY_SERIES),
        ("unknown", BY_COUNT),
    ],
)
def test_the_version_decides_how_to_count(version: str, asked: object) -> None:
    prometheus = counting(3, version)
    assert count(prometheus) == SeriesCount("x", 3)
    assert prometheus.asked == [("status/buildinfo", []), asked]


@pytest.mark.parametrize("version", ["2.42.0", "3.5.0"])
@pytest.mark.parametrize(
    ("series", "told"),
    [
        (0, SeriesCount("x", 0)),
        (10, SeriesCount("x", 10)),
        (11, SeriesCount("x", 11, at_least=True)),
        (5000, SeriesCount("x", 11, at_least=True)),
    ],
)
def test_more_than_the_limit_is_told_as_one_more(
    version: str, series: int, told: SeriesCount
) -> None:
    assert count(counting(series, version)) == told


def test_an_answer_over_the_bytes_is_more_than_the_limit() -> None:
    prometheus = counting()
    prometheus.answers["series"] = AnswerTooLargeError("large")
    assert count(prometheus) == SeriesCount("x", 11, at_least=True)


@pytest.mark.parametrize("path", ["status/buildinfo", "series"])
def test_a_failure_is_unknown_and_asked_again(path: str) -> None:
    prometheus = counting(3)
    right = prometheus.answers[path]
    prometheus.answers[path] = UnavailableError("away")
    probe = Probe(prometheus)
    assert probe.count("x", hour(), "", EVER, at_most=10) == SeriesCount("x", None)
    prometheus.answers[path] = right
    assert probe.count("x", hour(), "", EVER, at_most=10) == SeriesCount("x", 3)


def test_a_count_is_kept_for_its_tenant_selector_and_time() -> None:
    prometheus = counting(3)
    probe = Probe(prometheus)
    near = Window(NOON - 3601, NOON + 1, 15)
    far = Window(NOON - 86_400, NOON, 15)
    for selector, window, tenant in [
        ("x", hour(), ""),
        ("x", near, ""),
        ("y", hour(), ""),
        ("x", far, ""),
        ("x", hour(), "b"),
    ]:
        assert probe.count(selector, window, tenant, EVER, at_most=10).series == 3
    paths = [path for path, _ in prometheus.asked]
    assert (paths.count("series"), paths.count("status/buildinfo")) == (4, 2)

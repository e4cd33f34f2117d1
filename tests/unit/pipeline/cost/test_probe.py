"""Selectors are looked at in the way that the server's version makes cheap, on a budget."""

from typing import Any

import pytest

from app.domain import Window
from app.errors import UnavailableError
from app.pipeline.cost.label_sets import Labels
from app.pipeline.cost.probe import LISTED_SERIES, Budget, Probe, Seen
from app.prometheus.client import AnswerTooLargeError
from app.prometheus.server import Servers
from tests.fakes import NOON, SOON, PrometheusFake, churning, counting, hour

LISTED = (
    "series",
    [("match[]", "x"), ("start", "1699996100.000"), ("end", "1700000000.000"), ("limit", "2001")],
)
COUNTED = ("query", [("query", "count(x)"), ("time", "1700000000.000")])
AB = frozenset({"a", "b"})


def probe_of(prometheus: PrometheusFake) -> Probe:
    return Probe(prometheus, Servers(prometheus))


def look(prometheus: PrometheusFake, requests: int = 9, window: Window | None = None) -> Seen:
    return probe_of(prometheus).look("x", window or hour(), "", Budget(SOON, requests))


def asked(prometheus: PrometheusFake) -> list[tuple[str, Any]]:
    return [one for one in prometheus.asked if not one[0].startswith("status/")]


@pytest.mark.parametrize(
    ("version", "first"),
    [
        ("2.42.0+ds", COUNTED),
        ("2.50.9", COUNTED),
        ("2.51.0", LISTED),
        ("3.0.0-rc.1", LISTED),
        ("unknown", COUNTED),
        ("0.35.0", COUNTED),  # Thanos
    ],
)
def test_the_version_decides_whether_to_list_or_to_count_first(version: str, first: object) -> None:
    prometheus = counting(3, version)
    assert look(prometheus).series == 3
    assert asked(prometheus)[0] == first


@pytest.mark.parametrize("version", ["2.42.0", "3.5.0"])
def test_few_series_are_known_one_by_one(version: str) -> None:
    found = look(counting(3, version))
    assert found.sets == frozenset(frozenset({("a", str(number))}) for number in range(3))
    assert found.example in found.sets
    assert (found.series, found.at_least) == (3, False)


@pytest.mark.parametrize("version", ["2.42.0", "3.5.0"])
def test_of_many_series_the_number_is_known(version: str) -> None:
    found = look(counting(LISTED_SERIES + 500, version))
    assert (found.series, found.at_least, found.sets) == (LISTED_SERIES + 500, False, None)


def test_a_list_that_is_too_long_is_counted() -> None:
    prometheus = counting(5000)
    prometheus.answers["series"] = AnswerTooLargeError("large")
    assert look(prometheus, window=hour(None)) == Seen(5000)
    assert look(prometheus) == Seen(5000, at_least=True)


def test_many_series_that_cannot_be_counted_are_at_least_those_listed() -> None:
    prometheus = counting(5000)
    prometheus.answers["query"] = UnavailableError("slow")
    found = look(prometheus)
    assert (found.series, found.at_least) == (LISTED_SERIES + 1, True)


@pytest.mark.parametrize("path", ["status/buildinfo", "series"])
def test_a_failure_is_unknown_and_asked_again(path: str) -> None:
    prometheus = counting(3)
    right = prometheus.answers[path]
    prometheus.answers[path] = UnavailableError("away")
    probe = probe_of(prometheus)
    assert probe.look("x", hour(), "", Budget(SOON, 9)) == Seen(None)
    prometheus.answers[path] = right
    assert probe.look("x", hour(), "", Budget(SOON, 9)).series == 3


def test_nothing_is_asked_beyond_the_budget() -> None:
    prometheus = counting(3)
    assert look(prometheus, requests=0) == Seen(None)
    assert asked(prometheus) == []


def test_what_was_seen_is_kept_for_its_tenant_selector_and_time() -> None:
    prometheus = counting(3)
    probe = probe_of(prometheus)
    near, far = Window(NOON - 3601, NOON + 1, 15), Window(NOON - 86_400, NOON, 15)
    for selector, window, tenant in [
        ("x", hour(), ""),
        ("x", near, ""),
        ("y", hour(), ""),
        ("x", far, ""),
        ("x", hour(), "b"),
    ]:
        assert probe.look(selector, window, tenant, Budget(SOON, 9)).series == 3
    assert [path for path, _ in asked(prometheus)].count("series") == 4


@pytest.mark.parametrize(
    ("labels", "promql"),
    [
        (Labels(AB), "count(count by (a, b) (x))"),
        (Labels(AB, named=False), "count(count without (a, b) (x))"),
        (Labels(frozenset({"l b"})), 'count(count by ("l b") (x))'),
    ],
)
def test_groups_are_counted_by_the_server(labels: Labels, promql: str) -> None:
    prometheus = counting(7)
    assert probe_of(prometheus).groups("x", labels, hour(), "", Budget(SOON, 1)) == 7
    assert dict(prometheus.asked[-1][1])["query"] == promql


def test_how_far_samples_lie_apart_is_told_by_one_series() -> None:
    prometheus = counting(20)
    example = frozenset({("__name__", "x"), ("job", 'a"b')})
    seen = Seen(1, False, None, example)
    assert probe_of(prometheus).interval_seconds("x", seen, hour(), "", Budget(SOON, 1)) == 60
    promql = dict(prometheus.asked[-1][1])["query"]
    assert promql == '{__name__="x",job="a\\"b"}[600s]'


@pytest.mark.parametrize(
    ("ago_seconds", "apart"),
    [((45, 30, 15, 0), 15), ((590, 575, 560), 15), ((300, 0), 300), ((20,), None), ((), None)],
    ids=["began", "ended", "sparse", "once", "never"],
)
def test_a_series_that_began_or_ended_is_not_taken_for_a_sparse_one(
    ago_seconds: tuple[int, ...], apart: float | None
) -> None:
    prometheus = counting(1)
    values = [[NOON - ago, "1"] for ago in ago_seconds]
    prometheus.answers["query"] = {"result": [{"values": values}] if values else []}
    seen = Seen(1, False, None, frozenset({("__name__", "x")}))
    assert probe_of(prometheus).interval_seconds("x", seen, hour(), "", Budget(SOON, 1)) == apart


def test_where_an_example_ended_another_one_tells() -> None:
    prometheus = counting(1)

    def evaluated(asked: dict[str, str]) -> dict[str, Any]:
        if asked["query"] == "topk(1, x)":
            return {"result": [{"metric": {"a": "there"}}]}
        there = "there" in asked["query"]
        return {"result": [{"values": [[NOON - 30, "1"], [NOON, "1"]]}] if there else []}

    prometheus.answers["query"] = evaluated
    seen = Seen(2, False, None, frozenset({("a", "ended")}))
    assert probe_of(prometheus).interval_seconds("x", seen, hour(), "", Budget(SOON, 3)) == 30


@pytest.mark.parametrize("version", ["2.42.0", "3.5.0"])
def test_those_that_ended_before_the_end_are_seen_too(version: str) -> None:
    found = look(churning(5000, 400, version))
    assert (found.series, found.at_least, found.at_once) == (5000, False, 400)
    assert found.presence == 0.08


@pytest.mark.parametrize("version", ["2.42.0", "3.5.0"])
def test_at_an_instant_there_are_those_of_that_moment(version: str) -> None:
    found = look(churning(5000, 2100, version), window=hour(None))
    assert (found.series, found.at_least, found.at_once) == (2100, False, None)


def test_more_than_are_told_apart_are_at_least_so_many() -> None:
    found = look(churning(40_000, 2_500))
    assert (found.series, found.at_least) == (30_001, True)
    assert look(counting(40_000)) == Seen(40_000, False, None, frozenset({("a", "0")}))


def test_without_an_example_or_its_samples_the_interval_is_unknown() -> None:
    probe = probe_of(counting(0))
    assert probe.interval_seconds("x", Seen(5), hour(), "", Budget(SOON, 9)) is None
    seen = Seen(5, False, None, frozenset({("a", "b")}))
    assert probe.interval_seconds("x", seen, hour(), "", Budget(SOON, 9)) is None


def test_the_largest_group_is_told_or_unknown() -> None:
    prometheus = counting(7)
    assert probe_of(prometheus).largest("x", "job", hour(), "", Budget(SOON, 1)) == 7
    assert dict(prometheus.asked[-1][1])["query"] == "max(count by (job) (x))"
    assert probe_of(prometheus).largest("x", "job", hour(), "", Budget(SOON, 0)) is None

"""What is denied or left out is read from the words alone."""

import pytest

from app.pipeline.reading.denial import denials, is_denied
from app.pipeline.reading.frame import Threshold
from app.pipeline.reading.reading import read


@pytest.mark.parametrize(
    ("words", "denied"),
    [
        ("queries that are not select", [("select",)]),
        ("queries which aren't cached", [("cached",)]),
        ("jobs that did not end with success", [("success",)]),
        ("tasks that are neither sent nor retried", [("sent",), ("retried",)]),
        ("upstream answers other than 204, 206 or 304", [("204",), ("206",), ("304",)]),
        ("space on all disks but sda and sdb", [("sda",), ("sdb",)]),
        ("calls by anything but get, per route", [("get",)]),
        ("non-2xx answers of the gateway", [("2xx", "answers")]),
        ("brokers not running in zone a", [("running",)]),
        ("pods not ready and restarting", [("ready",)]),
        ("verbindungen ohne idle pro datenbank die gibt es", [("idle",)]),
        ("topics that have no consumers", [("consumers",)]),
        ("traffic without docker0", [("docker0",)]),
        ("not more than 5 replicas", []),
        ("is it up or not", []),
        ("tell me if a disk fills, and mail me if not", []),
    ],
)
def test_what_is_denied_is_told_thing_by_thing(words: str, denied: list[tuple[str, ...]]) -> None:
    assert [denial.words for denial in denials(words)] == denied


def test_those_that_have_none_are_told_from_those_that_are_not_so() -> None:
    assert [denial.is_none for denial in denials("tables without rows, not in public")] == [
        True,
        False,
    ]


def test_a_word_that_stands_outside_is_not_denied() -> None:
    assert not is_denied("shop", "pods not running in shop")


def test_a_method_that_is_left_out_is_kept_though_it_is_a_common_word() -> None:
    assert "get" in [term.text for term in read("calls by anything but get").terms]


def test_a_verb_that_only_links_is_no_word_to_find() -> None:
    assert [term.text for term in read("calls that did not end with 204").terms] == ["calls", "204"]


@pytest.mark.parametrize(
    ("text", "op"), [("not more than 7 retries", "<="), ("latency not below 7 ms", ">=")]
)
def test_a_denied_bound_turns_round(text: str, op: str) -> None:
    bound = read(text).threshold
    assert bound is not None
    assert bound.op == op


@pytest.mark.parametrize("text", ["calls with a code other than 204", "partitions other than 3"])
def test_the_value_of_a_label_is_no_bound(text: str) -> None:
    assert read(text).threshold is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("queues not drained for over a day", 86400), ("probes down for 10 minutes", 600)],
)
def test_how_long_it_has_not_been_so_is_a_bound(text: str, seconds: float) -> None:
    assert read(text).threshold == Threshold(">", seconds, "seconds")

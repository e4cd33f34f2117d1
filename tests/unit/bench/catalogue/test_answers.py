import pytest

from bench.catalogue.answers import Answers, NoSuchPathError
from tests.unit.bench.catalogue.worlds import SMALL

ANSWERS = Answers(SMALL)


def test_the_names_are_those_of_all_series() -> None:
    assert ANSWERS.data("label/__name__/values", {}) == [
        "http_duration_seconds_bucket",
        "http_duration_seconds_count",
        "http_duration_seconds_sum",
        "http_requests_total",
        "up",
    ]


def test_metadata_is_told_a_family() -> None:
    told = ANSWERS.data("metadata", {})
    assert isinstance(told, dict)
    assert list(told) == ["up", "http_requests_total", "http_duration_seconds"]
    assert told["up"] == [{"type": "gauge", "help": "Whether the target is up.", "unit": ""}]


def test_labels_are_those_of_all_series_or_of_one_metric() -> None:
    assert ANSWERS.data("labels", {}) == ["code", "instance", "job", "le"]
    assert ANSWERS.data("labels", {"match[]": '{__name__="up"}'}) == ["__name__", "instance", "job"]


def test_labels_have_few_values_or_many() -> None:
    assert ANSWERS.data("label/code/values", {}) == ["code-000", "code-001", "code-002"]
    told = ANSWERS.data("label/le/values", {})
    assert isinstance(told, list)
    assert len(told) == 240
    assert ANSWERS.data("label/nowhere/values", {}) == []
    assert ANSWERS.data("label/__name__/values", {"match[]": '{code="200"}'}) == []


def test_a_metric_has_series_with_its_labels() -> None:
    told = ANSWERS.data("series", {"match[]": '{__name__="http_requests_total"}'})
    assert isinstance(told, list)
    assert told[0] == {
        "__name__": "http_requests_total",
        "code": "x",
        "job": "x",
        "instance": "host-0:9100",
    }
    assert len(told) == 4


def test_the_query_is_formatted_as_it_is() -> None:
    assert ANSWERS.data("format_query", {"query": "up"}) == "up"


def test_no_other_path_is_known() -> None:
    with pytest.raises(NoSuchPathError):
        ANSWERS.data("nowhere", {})

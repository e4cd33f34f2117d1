import logging

import pytest

from app.catalogue.fetch import Fetch, Fetched, Limits, declared_metrics, recorded_metrics
from app.catalogue.metric import Metric, MetricType
from app.deadline import Deadline
from app.errors import UnavailableError
from app.prometheus.client import AnswerTooLargeError, UpstreamRefusedError
from tests.unit.catalogue.fake_prometheus import FakePrometheus

ENTRY = {"type": "gauge", "help": "Load.", "unit": ""}
RULES = {
    "groups": [
        {
            "rules": [
                {"type": "recording", "name": "job:up:sum", "query": "sum by (job) (up)"},
                {"type": "alerting", "name": "Down", "query": "up == 0"},
            ]
        },
        {},
    ]
}


def fetched(fake: FakePrometheus, limits: Limits | None = None) -> Fetched:
    fetch = Fetch(fake, limits or Limits(), clock=lambda: 42.0)  # type: ignore[arg-type]
    return fetch("team", Deadline.after(5))


def test_names_types_help_and_values_are_read() -> None:
    fake = FakePrometheus({"load1": ({"job": "node"},), "up": ()}, {"load1": [ENTRY]}, rules=RULES)
    found = fetched(fake)
    assert (found.names, found.fetched_at) == (("load1", "up"), 42.0)
    assert Metric("load1", MetricType.GAUGE, "Load.") in found.metrics
    assert Metric("job:up:sum", MetricType.GAUGE, "Recorded: sum by (job) (up)") in found.metrics
    assert "up" in [metric.name for metric in found.metrics]
    assert found.values == {"job": ("node",)}


def test_an_upstream_without_metadata_still_has_names(caplog: pytest.LogCaptureFixture) -> None:
    refused = UpstreamRefusedError(400, "bad_data", "no such endpoint")
    with caplog.at_level(logging.WARNING):
        found = fetched(FakePrometheus({"x_total": ()}, metadata_error=refused))
    assert found.names == ("x_total",)
    assert "without types and help" in caplog.text


def test_an_upstream_without_rules_has_all_else() -> None:
    fake = FakePrometheus({"x": ()}, rules=UnavailableError("no such path"))
    assert fetched(fake).names == ("x",)


def test_values_are_those_of_labels_that_have_few_the_usual_ones_first() -> None:
    row = {"z": "1", "le": "0.5", "id": "9", "job": "a", "namespace": "n"}
    rows = ({**row, "path": "/1"}, {**row, "path": "/2"}, {**row, "path": "/3"})
    fake = FakePrometheus({"x": rows})
    assert fetched(fake, Limits(max_values=2)).values == {
        "job": ("a",),
        "namespace": ("n",),
        "z": ("1",),
    }
    asked = [one for one in fake.asked if one.startswith("values") and "__name__" not in one]
    assert asked == ["values job", "values namespace", "values path", "values z"]


def test_no_more_labels_are_read_than_may_be() -> None:
    fake = FakePrometheus({"x": ({"a": "1", "b": "2", "job": "j"},)})
    assert fetched(fake, Limits(max_labels=2)).values == {"job": ("j",), "a": ("1",)}


def test_values_that_cannot_be_had_leave_the_rest() -> None:
    fake = FakePrometheus({"x": ({"a": "1"},)}, too_large=AnswerTooLargeError("large"))
    fake.labels_error = UnavailableError("slow")
    found = fetched(fake)
    assert (found.names, found.values) == (("x",), {})


def test_where_targets_disagree_the_first_that_tells_is_believed() -> None:
    entries = [
        {"type": "unknown", "help": "", "unit": ""},
        {"type": "counter", "help": "Things.", "unit": ""},
        {"type": "gauge", "help": "Other.", "unit": ""},
    ]
    assert declared_metrics({"x": entries, "y": []}) == (
        Metric("x", MetricType.COUNTER, "Things."),
    )


@pytest.mark.parametrize("told", [None, [], {}, {"groups": []}, {"groups": [{"rules": [{}]}]}])
def test_rules_of_another_shape_record_nothing(told: object) -> None:
    assert list(recorded_metrics(told)) == []

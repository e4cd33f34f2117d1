from app.catalogue.catalogue import Metric, MetricType
from app.catalogue.fetch import Fetch, declared_metrics
from app.deadline import Deadline
from app.prometheus.client import UpstreamRefusedError
from tests.unit.catalogue.fake_prometheus import FakePrometheus

ENTRY = {"type": "gauge", "help": "Load.", "unit": ""}


def test_a_snapshot_holds_names_types_and_help() -> None:
    fake = FakePrometheus({"load1": ({"job": "node"},), "up": ()}, {"load1": [ENTRY]})
    catalogue = Fetch(fake, clock=lambda: 42.0)("team", Deadline.after(5))  # type: ignore[arg-type]
    assert catalogue.fetched_at == 42.0
    assert catalogue.names == ("load1", "up")
    assert catalogue.metric("load1") == Metric("load1", MetricType.GAUGE, "Load.")
    assert catalogue.type_of("up") is MetricType.GAUGE


def test_an_upstream_without_metadata_still_has_names() -> None:
    refused = UpstreamRefusedError(400, "bad_data", "no such endpoint")
    fake = FakePrometheus({"x_total": ()}, metadata_error=refused)
    catalogue = Fetch(fake)("team", Deadline.after(5))  # type: ignore[arg-type]
    assert catalogue.type_of("x_total") is MetricType.COUNTER


def test_where_targets_disagree_the_first_that_tells_is_believed() -> None:
    entries = [
        {"type": "unknown", "help": "", "unit": ""},
        {"type": "counter", "help": "Things.", "unit": ""},
        {"type": "gauge", "help": "Other.", "unit": ""},
    ]
    assert declared_metrics({"x": entries, "y": []}) == (
        Metric("x", MetricType.COUNTER, "Things."),
    )

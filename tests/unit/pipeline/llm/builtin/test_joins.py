"""What one metric measures by what another tells of the same things."""

from collections.abc import Mapping, Sequence

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from app.deadline import Deadline
from app.pipeline.llm.base import Prompt, Reply, Task
from app.pipeline.llm.builtin.builtin import Builtin
from app.pipeline.retrieve import retrieve
from app.question import ask

COUNTER, GAUGE = MetricType.COUNTER, MetricType.GAUGE
Rows = Sequence[Mapping[str, str]]

PUMPS = [{"pump": pump, "instance": "gateway:80"} for pump in ("p1", "p2", "p3")]
PUMP_INFO = [
    {"pump": "p1", "site": "harbour", "maker": "aqua", "instance": "gateway:80"},
    {"pump": "p2", "site": "harbour", "maker": "hydro", "instance": "gateway:80"},
    {"pump": "p3", "site": "hill", "maker": "aqua", "instance": "gateway:80"},
]
PODS = [
    {"namespace": "mill", "pod": f"saw-{n}", "container": name, "instance": "ksm:8080"}
    for n in (0, 1)
    for name in ("saw", "proxy")
]
PLACES = [
    {"namespace": "mill", "pod": f"saw-{n}", "node": f"n{n}", "instance": "ksm:8080"}
    for n in (0, 1)
]
CREWS = [
    {"namespace": "mill", "pod": f"saw-{n}", "label_crew": crew, "instance": "ksm:8080"}
    for n, crew in ((0, "night"), (1, "day"))
]
PHASES = [
    {"namespace": "mill", "pod": f"saw-{n}", "phase": phase, "instance": "ksm:8080"}
    for n in (0, 1)
    for phase in ("Pending", "Running")
]
HOLDINGS: tuple[tuple[Metric, Rows], ...] = (
    (Metric("plant_pump_pressure_bar", GAUGE, "Pressure of a pump."), PUMPS),
    (Metric("plant_pump_turns_total", COUNTER, "Turns that a pump made."), PUMPS),
    (Metric("plant_pump_info", GAUGE, "What is known of a pump."), PUMP_INFO),
    (Metric("kube_pod_container_status_restarts_total", COUNTER, "Restarts."), PODS),
    (Metric("kube_pod_info", GAUGE, "Information about pod."), PLACES),
    (Metric("kube_pod_labels", GAUGE, "Kubernetes labels of a pod."), CREWS),
    (Metric("kube_pod_status_phase", GAUGE, "The pods current phase."), PHASES),
    (
        Metric("kube_node_spec_unschedulable", GAUGE, "Whether a node can schedule new pods."),
        [{"node": f"n{n}", "instance": "ksm:8080"} for n in (0, 1)],
    ),
    (
        Metric("quorum_db_size_bytes", GAUGE, "Size of the database of a quorum member."),
        [{"instance": f"q{n}:1"} for n in (0, 1, 2)],
    ),
    (
        Metric("quorum_is_leader", GAUGE, "Whether the quorum member leads."),
        [{"instance": f"q{n}:1"} for n in (0, 1, 2)],
    ),
)


def catalogue(held: Sequence[tuple[Metric, Rows]] = HOLDINGS) -> Catalogue:
    labels = FixedLabels({metric.name: rows for metric, rows in held})
    return Catalogue.of([metric for metric, _ in held], labels=labels)


def answer(text: str, held: Catalogue) -> Reply:
    question, deadline = ask("", text), Deadline.after(5)
    matches = retrieve(question, held, deadline)
    return Builtin().answer(Task(question, held, matches, Prompt("", "")), deadline)


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "pressure of each pump, labelled with its maker and not the instance",
            "plant_pump_pressure_bar * on (pump) group_left (maker) plant_pump_info",
        ),
        (
            "average pump pressure by site",
            "avg by (site) (plant_pump_pressure_bar * on (pump) group_left (site) plant_pump_info)",
        ),
        (
            "pump turns per second by maker",
            "sum by (maker) (rate(plant_pump_turns_total[$__rate_interval])"
            " * on (pump) group_left (maker) plant_pump_info)",
        ),
        (
            "pump pressure together with its site and maker",
            "plant_pump_pressure_bar * on (pump) group_left (maker, site) plant_pump_info",
        ),
        (
            "pump pressure at the hill site",
            'plant_pump_pressure_bar and on (pump) plant_pump_info{site="hill"}',
        ),
        (
            "container restarts per node in the last 2 hours",
            "sum by (node) (increase(kube_pod_container_status_restarts_total[2h])"
            " * on (namespace, pod) group_left (node) kube_pod_info)",
        ),
        (
            "container restarts per crew in the last 2 hours",
            "sum by (label_crew) (increase(kube_pod_container_status_restarts_total[2h])"
            " * on (namespace, pod) group_left (label_crew) kube_pod_labels)",
        ),
        (
            "which pods sit on a cordoned node",
            "kube_pod_info and on (node) kube_node_spec_unschedulable == 1",
        ),
        (
            "db size of the quorum leader",
            "quorum_db_size_bytes and on (instance) quorum_is_leader == 1",
        ),
    ],
)
def test_what_is_lacking_is_joined(question: str, promql: str) -> None:
    assert answer(question, catalogue()).promql == promql


def test_a_label_that_nothing_tells_is_refused() -> None:
    assert answer("average pump pressure by continent", catalogue()).promql is None
    assert answer("pump pressure with its colour", catalogue()).promql is None


def test_things_of_which_two_rows_tell_different_things_are_not_joined() -> None:
    twice = [*PUMP_INFO, {**PUMP_INFO[0], "maker": "hydro"}]
    held = [(m, twice if m.name == "plant_pump_info" else rows) for m, rows in HOLDINGS]
    assert answer("average pump pressure by maker", catalogue(held)).promql is None


def test_two_rows_that_tell_the_same_are_made_one() -> None:
    twice = [*PUMP_INFO, *({**row, "replica": "b"} for row in PUMP_INFO)]
    held = [(m, twice if m.name == "plant_pump_info" else rows) for m, rows in HOLDINGS]
    assert answer("average pump pressure by site", catalogue(held)).promql == (
        "avg by (site) (plant_pump_pressure_bar"
        " * on (pump) group_left (site) max by (pump, site) (plant_pump_info))"
    )


def test_metrics_that_tell_different_things_are_not_chosen_from() -> None:
    other = [{**row, "maker": "acme"} for row in PUMP_INFO]
    held = [*HOLDINGS, (Metric("plant_pump_place_info", GAUGE, "Where a pump is."), other)]
    assert answer("average pump pressure by maker", catalogue(held)).promql is None


def test_the_version_of_something_else_is_not_taken() -> None:
    rows = [{**row, "version": "7"} for row in PUMPS]
    held = [*HOLDINGS, (Metric("house_roof_info", GAUGE, "What a roof is."), rows)]
    assert answer("pump turns per second by version", catalogue(held)).promql is None

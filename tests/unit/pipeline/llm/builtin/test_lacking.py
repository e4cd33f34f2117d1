"""Things that have none of something are those that another metric has no series for."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.labels import FixedLabels
from tests.unit.pipeline.llm.builtin.shop import COUNTER, GAUGE, Rows, rows
from tests.unit.pipeline.llm.builtin.test_builtin import answer

_FLEET = {"job": ("fleet",), "instance": ("hub:80",)}
_HOLDINGS: tuple[tuple[Metric, Rows], ...] = (
    (
        Metric("fleet_truck_info", GAUGE, "Trucks."),
        rows(**_FLEET, depot=("east", "west"), truck=("t1", "t2", "t3")),
    ),
    (
        Metric("fleet_truck_insurance", GAUGE, "Sum that a truck is insured for."),
        rows(**_FLEET, depot=("east", "west"), truck=("t1", "t2"), kind=("theft", "fire")),
    ),
    (
        Metric("fleet_truck_drivers", GAUGE, "Drivers of a truck."),
        rows(**_FLEET, depot=("east", "west"), truck=("t1", "t2", "t3")),
    ),
    (
        Metric("toll_truck_tag", GAUGE, "Tags that were read."),
        rows(job=("toll",), instance=("gate:80",), depot=("east", "west"), truck=("t1",)),
    ),
    (
        Metric("fleet_dock_status_phase", GAUGE, "Phase of a dock."),
        rows(**_FLEET, dock=("d1", "d2"), phase=("Open", "Shut")),
    ),
    (
        Metric("fleet_dock_watchman", GAUGE, "Watchman of a dock."),
        rows(**_FLEET, dock=("d1",), watchman=("Kim",)),
    ),
    (
        Metric("fleet_truck_accidents_total", COUNTER, "Accidents of a truck."),
        rows(**_FLEET, depot=("east",), truck=("t1",)),
    ),
)
FLEET = Catalogue.of(
    [metric for metric, _ in _HOLDINGS],
    labels=FixedLabels({metric.name: held for metric, held in _HOLDINGS}),
)
_ON = "unless on (depot, truck)"


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "which trucks have no theft insurance",
            f'fleet_truck_info {_ON} fleet_truck_insurance{{kind="theft"}}',
        ),
        (
            "trucks without a fire insurance in west",
            f'fleet_truck_info{{depot="west"}} {_ON} fleet_truck_insurance{{kind="fire"}}',
        ),
        ("trucks that report no insurance", f"fleet_truck_info {_ON} fleet_truck_insurance"),
        ("trucks without drivers", "fleet_truck_drivers == 0"),
        (
            "docks without a watchman",
            "group by (dock) (fleet_dock_status_phase) unless on (dock) fleet_dock_watchman",
        ),
    ],
)
def test_those_are_told_that_have_no_series_of_it(question: str, promql: str) -> None:
    assert answer(question, FLEET).promql == promql


@pytest.mark.parametrize(
    "question",
    ["trucks without a tag", "trucks without accidents", "trucks without a trailer"],
)
def test_what_another_exporter_or_a_counter_lacks_tells_nothing(question: str) -> None:
    assert "unless" not in (answer(question, FLEET).promql or "")


def test_a_part_may_be_called_as_the_thing_it_is_of() -> None:
    held = (
        (
            Metric("mill_silo_spec_replicas", GAUGE, "Chambers that a silo should have."),
            rows(**_FLEET, silo=("oats", "rye", "wheat")),
        ),
        (
            Metric("mill_ventilator_speed", GAUGE, "Speed of a ventilator, called as its silo."),
            rows(**_FLEET, ventilator=("oats", "rye")),
        ),
    )
    mill = Catalogue.of(
        [metric for metric, _ in held],
        labels=FixedLabels({metric.name: labels for metric, labels in held}),
    )
    assert answer("which silos have no ventilator", mill).promql == (
        "mill_silo_spec_replicas unless on (silo) label_replace(mill_ventilator_speed,"
        ' "silo", "$1", "ventilator", "(.+)")'
    )

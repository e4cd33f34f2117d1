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
        ("trucks without drivers", "fleet_truck_drivers == 0"),
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

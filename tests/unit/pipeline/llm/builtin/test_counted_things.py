"""Counting what has something, things by their names, and no numbers that stand for states."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.labels import FixedLabels
from app.pipeline.llm.base import Reply
from tests.unit.pipeline.llm.builtin.asking import reply
from tests.unit.pipeline.llm.builtin.shop import COUNTER, GAUGE, rows

STALLS = {"market": ("north", "south"), "stall": ("1", "2", "3")}
HOLDINGS = (
    (Metric("market_stall_open", GAUGE, "Whether the stall is open."), rows(**STALLS)),
    (Metric("market_stall_complaints_total", COUNTER, "Complaints."), rows(**STALLS)),
    (Metric("market_stall_stock_items", GAUGE, "Items in stock."), rows(**STALLS)),
    (
        Metric("oven_gpu_temperature_celsius", GAUGE, "How hot the card of an oven is."),
        rows(instance=("oven-1", "oven-2"), gpu=("0", "1")),
    ),
    (
        Metric("gate_link_status", GAUGE, "The operational state of the link: up(1), down(2)."),
        rows(instance=("gate-1",), link=("a", "b")),
    ),
    (Metric("mill_grinding_seconds_sum", COUNTER, "Time spent grinding."), rows(mill=("a", "b"))),
    (Metric("mill_grinding_seconds_count", COUNTER, "Grinding runs."), rows(mill=("a", "b"))),
    (
        Metric("press_power_usage", GAUGE, "Power draw (in W)."),
        rows(instance=("press-1", "press-2"), press=("0", "1")),
    ),
)
HELD = Catalogue.of(
    tuple(metric for metric, _ in HOLDINGS),
    labels=FixedLabels({metric.name: held for metric, held in HOLDINGS}),
)


def answer(text: str) -> Reply:
    return reply(text, HELD)


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "how many markets have a stall that is not open",
            "count(count by (market) (market_stall_open == 0))",
        ),
        (
            "how many markets have a stall with stock below 5 items",
            "count(count by (market) (market_stall_stock_items < 5))",
        ),
        (
            "how many markets have a stall with complaints in the last hour",
            "count(count by (market) (increase(market_stall_complaints_total[1h]) > 0))",
        ),
        ("how many stalls are not open", "count(market_stall_open == 0)"),
        (
            "how many gpus are there",
            "count(count by (instance, gpu) (oven_gpu_temperature_celsius))",
        ),
        (
            "how many different gpus are there",
            "count(count by (gpu) (oven_gpu_temperature_celsius))",
        ),
        ("total power draw of all presses", "sum(press_power_usage)"),
        (
            "average time per grinding run",
            "rate(mill_grinding_seconds_sum[$__rate_interval])"
            " / rate(mill_grinding_seconds_count[$__rate_interval])",
        ),
    ],
)
def test_things_are_counted_once_each(question: str, promql: str) -> None:
    assert answer(question).promql == promql


@pytest.mark.parametrize("question", ["how many links are down", "total link status of the gates"])
def test_numbers_that_stand_for_states_are_not_added_up(question: str) -> None:
    assert "sum(" not in (answer(question).promql or "")


@pytest.mark.parametrize(
    "question",
    [
        "how many certificates do the presses have",
        "average water usage of the presses",
        "how many free presses are there",
    ],
)
def test_what_no_metric_tells_is_not_answered(question: str) -> None:
    assert answer(question).promql is None

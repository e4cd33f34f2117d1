"""Shares of a whole, and one thing set against another."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from tests.unit.pipeline.llm.builtin.asking import promql
from tests.unit.pipeline.llm.builtin.shop import rows

COUNTER, GAUGE, HISTOGRAM = MetricType.COUNTER, MetricType.GAUGE, MetricType.HISTOGRAM
FERRIES = {"job": ("ferry",), "instance": ("f1:80", "f2:80")}
HELD = (
    (
        Metric("ferry_passengers_total", COUNTER, "Passengers carried."),
        rows(**FERRIES, route=("north", "south"), deck=("upper", "car")),
    ),
    (
        Metric("ferry_bookings_total", COUNTER, "Bookings by what became of them."),
        rows(**FERRIES, outcome=("confirmed", "refused"), route=("north", "south")),
    ),
    (Metric("ferry_fuel_litres", GAUGE, "Fuel in the tanks."), rows(**FERRIES, tank=("a", "b"))),
    (
        Metric("ferry_http_responses_total", COUNTER, "Responses."),
        rows(**FERRIES, code=("2xx", "5xx")),
    ),
    (Metric("ferry_radar_hits_total", COUNTER, "Radar hits."), rows(**FERRIES)),
    (Metric("ferry_radar_misses_total", COUNTER, "Radar misses."), rows(**FERRIES)),
    (Metric("ferry_cabins_occupied", GAUGE, "Cabins that are occupied."), rows(**FERRIES)),
    (Metric("ferry_cabins_total", GAUGE, "Cabins there are."), rows(**FERRIES)),
    (Metric("ferry_outbox_size", GAUGE, "Letters in the outbox."), rows(**FERRIES)),
    (Metric("ferry_outbox_capacity", GAUGE, "Letters that the outbox holds."), rows(**FERRIES)),
    (Metric("ferry_docking_seconds_total", COUNTER, "Seconds spent docking."), rows(**FERRIES)),
    (Metric("ferry_dockings_completed_total", COUNTER, "Dockings."), rows(**FERRIES)),
    (Metric("ferry_trays_per_meal", HISTOGRAM, "Trays that a meal takes."), rows(**FERRIES)),
    (Metric("ferry_tests_failed_total", COUNTER, "Tests that failed."), rows(**FERRIES)),
    (Metric("ferry_tests_passed_total", COUNTER, "Tests that passed."), rows(**FERRIES)),
)
CATALOGUE = Catalogue.of(
    (metric for metric, _ in HELD),
    labels=FixedLabels({metric.name: held for metric, held in HELD}),
)


def answer(question: str) -> str | None:
    return promql(question, CATALOGUE)


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "what portion of the ferry passengers are on the upper deck",
            'sum(rate(ferry_passengers_total{deck="upper"}[_]))'
            " / sum(rate(ferry_passengers_total[_]))",
        ),
        (
            "how much of the bookings of the last hour came from route north, in percent",
            '100 * sum(rate(ferry_bookings_total{route="north"}[1h]))'
            " / sum(rate(ferry_bookings_total[1h]))",
        ),
        (
            "north's share of the confirmed bookings",
            'sum(rate(ferry_bookings_total{route="north", outcome="confirmed"}[_]))'
            ' / sum(rate(ferry_bookings_total{outcome="confirmed"}[_]))',
        ),
        (
            "which fraction of the fuel belongs to which tank",
            "sum by (tank) (ferry_fuel_litres)"
            " / ignoring (tank) group_left () sum(ferry_fuel_litres)",
        ),
        (
            "percent of the ferry passengers going to each deck",
            "100 * sum by (deck) (rate(ferry_passengers_total[_]))"
            " / ignoring (deck) group_left () sum(rate(ferry_passengers_total[_]))",
        ),
        (
            "what percentage of ferry responses are 5xx",
            '100 * sum(rate(ferry_http_responses_total{code="5xx"}[_]))'
            " / sum(rate(ferry_http_responses_total[_]))",
        ),
    ],
)
def test_a_share_is_the_part_over_the_whole(question: str, promql: str) -> None:
    assert answer(question) == promql


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "ratio of ferry radar hits to misses",
            "rate(ferry_radar_hits_total[_]) / rate(ferry_radar_misses_total[_])",
        ),
        (
            "ratio of refused to confirmed bookings over the last 2 hours",
            'sum(rate(ferry_bookings_total{outcome="refused"}[2h]))'
            ' / sum(rate(ferry_bookings_total{outcome="confirmed"}[2h]))',
        ),
        (
            "ferry cabins total minus cabins occupied",
            "ferry_cabins_total - ferry_cabins_occupied",
        ),
        (
            "ferry radar hits and misses together per second",
            "sum(rate(ferry_radar_hits_total[_])) + sum(rate(ferry_radar_misses_total[_]))",
        ),
        (
            "radar hits per radar miss",
            "rate(ferry_radar_hits_total[_]) / rate(ferry_radar_misses_total[_])",
        ),
    ],
)
def test_two_things_are_two_operands(question: str, promql: str) -> None:
    assert answer(question) == promql


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("how full are the ferry cabins", "ferry_cabins_occupied / ferry_cabins_total"),
        (
            "ferry outbox more than 80% full",
            "ferry_outbox_size / ferry_outbox_capacity > 0.8",
        ),
        (
            "success rate of the ferry tests",
            "sum(rate(ferry_tests_passed_total[_]))"
            " / (sum(rate(ferry_tests_passed_total[_])) + sum(rate(ferry_tests_failed_total[_])))",
        ),
    ],
)
def test_siblings_make_a_ratio(question: str, promql: str) -> None:
    assert answer(question) == promql


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "average time per docking over the last 30 minutes",
            "rate(ferry_docking_seconds_total[30m]) / rate(ferry_dockings_completed_total[30m])",
        ),
        (
            "average number of trays per meal",
            "sum(rate(ferry_trays_per_meal_sum[_])) / sum(rate(ferry_trays_per_meal_count[_]))",
        ),
    ],
)
def test_an_average_is_all_over_their_number(question: str, promql: str) -> None:
    assert answer(question) == promql


def test_a_state_that_is_denied_is_left_out() -> None:
    promql = 'sum(rate(ferry_bookings_total{outcome!="refused"}[_]))'
    assert answer("ferry bookings per second that are not refused in total") == promql


@pytest.mark.parametrize(
    "question",
    [
        "ratio of ferry passengers to whales",
        "ferry fuel divided by harbour fees",
        "what share of the passengers are children",
    ],
)
def test_half_of_a_pair_is_no_answer(question: str) -> None:
    assert answer(question) is None

"""Peaks, comparisons, trends, ages and units of metrics that no recipe knows."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from app.pipeline.llm.base import Reply
from app.pipeline.llm.builtin.undone import unscaled, untimely
from app.pipeline.reading.reading import read
from tests.unit.pipeline.llm.builtin.asking import reply

COUNTER, GAUGE, HISTOGRAM = MetricType.COUNTER, MetricType.GAUGE, MetricType.HISTOGRAM
EXPOSED = ("0.5", "0.99")
HELD = Catalogue.of(
    (
        Metric("ferry_passengers_total", COUNTER, "Passengers that boarded."),
        Metric("ferry_boarding_ms", HISTOGRAM, "How long boarding took."),
        Metric("ferry_fuel_free_bytes", GAUGE, "Space that is free in the log."),
        Metric("ferry_deck_vehicles", GAUGE, "Vehicles on the deck."),
        Metric("ferry_gates", GAUGE, "Gates that are open now."),
        Metric("ferry_gates_opened_total", COUNTER, "Gates that were opened."),
        Metric("ferry_licence_expiry_timestamp", GAUGE, "End of the licence."),
        Metric("ferry_last_departure_time_milliseconds", GAUGE, "When it left."),
        Metric("ferry_engine_uptime_seconds", GAUGE, "How long the engine runs."),
        Metric("ferry_crossing_duration_minutes", GAUGE, "How long the crossing took."),
        Metric("ferry_docking_seconds", MetricType.SUMMARY, "How long docking took."),
    ),
    labels=FixedLabels(
        {
            name: [{"ship": "anna", "route": "north"}, {"ship": "berta", "route": "south"}]
            for name in (
                "ferry_passengers_total",
                "ferry_boarding_ms_bucket",
                "ferry_fuel_free_bytes",
                "ferry_deck_vehicles",
                "ferry_gates",
                "ferry_gates_opened_total",
                "ferry_licence_expiry_timestamp",
                "ferry_last_departure_time_milliseconds",
                "ferry_engine_uptime_seconds",
                "ferry_crossing_duration_minutes",
            )
        }
        | {
            "ferry_docking_seconds": [
                {"ship": ship, "quantile": told} for ship in ("anna", "berta") for told in EXPOSED
            ]
        }
    ),
)


def answer(text: str) -> Reply:
    return reply(text, HELD)


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "peak of the total ferry passengers per second in the last two hours",
            "max_over_time(sum(rate(ferry_passengers_total[$__rate_interval]))[2h:])",
        ),
        (
            "worst 5 minute average of ferry passengers per second over the last day",
            "max_over_time(sum(rate(ferry_passengers_total[5m]))[1d:])",
        ),
        (
            "average ferry passengers per second over the last hour",
            "sum(rate(ferry_passengers_total[1h]))",
        ),
        (
            "graph the ferry passengers per second over the last hour",
            "sum(rate(ferry_passengers_total[$__rate_interval]))",
        ),
        ("graph the vehicles on the ferry deck over the last hour", "ferry_deck_vehicles"),
        (
            "highest number of ferry deck vehicles in the last 3h",
            "max_over_time(ferry_deck_vehicles[3h])",
        ),
        (
            "ferry passengers for the 15 minutes that ended two hours ago",
            "sum(increase(ferry_passengers_total[15m] offset 2h))",
        ),
        (
            "by how many percent did the ferry passengers rise in the last hour"
            " compared with the hour before",
            "100 * (sum(increase(ferry_passengers_total[1h]))"
            " / sum(increase(ferry_passengers_total[1h] offset 1h)) - 1)",
        ),
        (
            "how many fewer vehicles are on the ferry deck than an hour ago, by route",
            "ferry_deck_vehicles offset 1h - ferry_deck_vehicles",
        ),
        (
            "are there twice as many vehicles on the ferry deck as yesterday",
            "ferry_deck_vehicles / ferry_deck_vehicles offset 1d >= 2",
        ),
        (
            "which ships have more ferry deck vehicles than an hour ago",
            "ferry_deck_vehicles > ferry_deck_vehicles offset 1h",
        ),
        (
            "p90 of ferry boarding compared with yesterday",
            "histogram_quantile(0.9, sum by (le)"
            " (rate(ferry_boarding_ms_bucket[$__rate_interval])))"
            " - histogram_quantile(0.9, sum by (le)"
            " (rate(ferry_boarding_ms_bucket[$__rate_interval] offset 1d)))",
        ),
        (
            "how fast is the free ferry fuel shrinking in the last hour",
            "0 - deriv(ferry_fuel_free_bytes[1h])",
        ),
        (
            "in how many hours will the ferry fuel run out",
            "ferry_fuel_free_bytes / (0 - deriv(ferry_fuel_free_bytes[1h])) / 3600",
        ),
        (
            "how many days are left on the ferry licence",
            "(ferry_licence_expiry_timestamp - time()) / 86400",
        ),
        (
            "how many hours ago was the last ferry departure",
            "(time() - ferry_last_departure_time_milliseconds / 1000) / 3600",
        ),
        ("did the ferry engine restart in the last day", "resets(ferry_engine_uptime_seconds[1d])"),
        (
            "p95 of ferry boarding in seconds",
            "histogram_quantile(0.95, sum by (le)"
            " (rate(ferry_boarding_ms_bucket[$__rate_interval]))) / 1000",
        ),
        (
            "ferry crossings with a duration above half an hour",
            "ferry_crossing_duration_minutes > 30",
        ),
        ("how much longer is the ferry licence valid", "ferry_licence_expiry_timestamp - time()"),
        ("ferry crossing duration in seconds", "ferry_crossing_duration_minutes * 60"),
        (
            "hey, ferry passengers per hour please",
            "sum(increase(ferry_passengers_total[1h]))",
        ),
    ],
)
def test_time_is_read_for_any_metric(question: str, promql: str) -> None:
    assert answer(question).promql == promql


@pytest.mark.parametrize(
    "question",
    ["ferry passengers in the last 0 minutes", "top 0 ferry routes by passengers"],
)
def test_what_leaves_nothing_to_look_at_is_refused(question: str) -> None:
    reply = answer(question)
    assert reply.promql is None
    assert "nothing to look at" in (reply.refusal or "")


@pytest.mark.parametrize(
    ("question", "done", "not_done"),
    [
        ("uploads in the last hour", "sum(increase(a[1h]))", "sum(increase(a[5m]))"),
        ("uploads an hour ago", "rate(a[5m] offset 1h)", "rate(a[5m])"),
        ("peak uploads in the last day", "max_over_time(a[1d:])", "max_over_time(a[1h:])"),
        ("which shards grew in the last hour", "delta(a[1h]) > 0", "a > 0"),
        ("jobs that ended in the last hour", "time() - a < 3600", "a > 0"),
    ],
)
def test_a_time_that_is_asked_for_is_missed(question: str, done: str, not_done: str) -> None:
    frame = read(question)
    assert (untimely(frame, done), untimely(frame, not_done)) == (0, 1)


def test_so_much_a_minute_is_missed_where_so_much_a_second_comes_back() -> None:
    frame = read("uploads per minute")
    assert (unscaled(frame, "rate(a[5m]) * 60"), unscaled(frame, "rate(a[5m])")) == (False, True)


def test_a_summary_gives_the_quantiles_that_it_exposes() -> None:
    each = answer("p99 docking duration of each ship").promql
    assert each == 'ferry_docking_seconds{quantile="0.99"}'
    assert answer("95th percentile of ferry docking duration").promql is None


def test_what_is_open_now_is_not_what_was_opened() -> None:
    assert answer("open gates of each ship").promql == "ferry_gates"

"""A part and its whole that two metrics tell, found by their names, their units or the question."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from tests.unit.pipeline.llm.builtin.asking import promql
from tests.unit.pipeline.llm.builtin.shop import rows

COUNTER, GAUGE, UNTYPED = MetricType.COUNTER, MetricType.GAUGE, MetricType.UNKNOWN
MILL = {"job": ("mill",), "instance": ("mill-a:80", "mill-b:80")}
SACKS = {**MILL, "grain": ("rye", "oats")}
HELD = (
    (Metric("mill_sacks_filled_total", COUNTER, "Sacks filled."), rows(**SACKS)),
    (Metric("mill_sacks_torn_total", COUNTER, "Sacks that were torn."), rows(**SACKS)),
    (Metric("mill_sales_coins_total", COUNTER, "Coins taken for flour."), rows(**SACKS)),
    (Metric("mill_gifts_coins_total", COUNTER, "Coins given away."), rows(**SACKS)),
    (
        Metric("mill_deliveries_total", COUNTER, "Deliveries by what became of them."),
        rows(**SACKS, outcome=("accepted", "refused", "returned")),
    ),
    (
        Metric("mill_belt_moved_bytes_total", COUNTER, "Bytes moved by the belt."),
        rows(**MILL, belt=("north", "south")),
    ),
    (
        Metric("mill_belt_speed_bytes", GAUGE, "Bytes a second that the belt can move."),
        rows(**MILL, belt=("north", "south")),
    ),
    (Metric("mill_store_total_size_bytes", GAUGE, "Size of the store."), rows(**MILL)),
    (Metric("mill_ledger_quota_bytes", GAUGE, "Quota of the ledger."), rows(**MILL)),
    (Metric("mill_shift_duration_seconds", GAUGE, "How long the last shift took."), rows(**MILL)),
    (Metric("mill_shift_interval_seconds", GAUGE, "Time between two shifts."), rows(**MILL)),
    (Metric("mill_stones_broken", GAUGE, "Stones that are broken."), rows(**MILL)),
    (Metric("mill_stones_mounted", GAUGE, "Stones that are mounted."), rows(**MILL)),
    (Metric("mill_silo_FREE", GAUGE, "Free silo space."), rows(**MILL)),
    (Metric("mill_silo_USED", GAUGE, "Used silo space."), rows(**MILL)),
    (Metric("mill_gauge_Tcp_RetransSegs", UNTYPED, "Segments retransmitted."), rows(**MILL)),
    (Metric("mill_gauge_Tcp_OutSegs", UNTYPED, "Segments sent."), rows(**MILL)),
    (Metric("mill_up", GAUGE, "Whether the mill turns, 1 if it does."), rows(**MILL)),
    (
        Metric("mill_grinding_seconds_total", COUNTER, "Seconds spent grinding."),
        rows(**MILL, stone=("top", "bed")),
    ),
    (
        Metric("mill_grindings_total", COUNTER, "Grindings."),
        rows(**MILL, stone=("top", "bed")),
    ),
    (Metric("mill_hands_current", GAUGE, "Hands at work."), rows(**MILL)),
    (Metric("mill_hands_max", GAUGE, "Most hands there may be."), rows(**MILL)),
    (Metric("mill_hands_min", GAUGE, "Fewest hands there may be."), rows(**MILL)),
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
            "mill gifts as a percentage of mill sales per grain over the last hour",
            "100 * sum by (grain) (rate(mill_gifts_coins_total[1h]))"
            " / sum by (grain) (rate(mill_sales_coins_total[1h]))",
        ),
        (
            "bytes moved on the north belt relative to belt speed",
            'rate(mill_belt_moved_bytes_total{belt="north"}[_])'
            ' / mill_belt_speed_bytes{belt="north"}',
        ),
        (
            "mills whose shift duration ate up over 2% of their shift interval",
            "mill_shift_duration_seconds / mill_shift_interval_seconds > 0.02",
        ),
        (
            "mill: tcp segments retransmitted relative to segments sent",
            "rate(mill_gauge_Tcp_RetransSegs[_]) / rate(mill_gauge_Tcp_OutSegs[_])",
        ),
        (
            "coins of mill sales per sack filled, by grain",
            "sum by (grain) (rate(mill_sales_coins_total[_]))"
            " / sum by (grain) (rate(mill_sacks_filled_total[_]))",
        ),
    ],
)
def test_both_are_named(question: str, promql: str) -> None:
    assert answer(question) == promql


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "what share of the mill sacks are torn, by grain",
            "sum by (grain) (rate(mill_sacks_torn_total[_]))"
            " / sum by (grain) (rate(mill_sacks_filled_total[_]))",
        ),
        ("how full is the mill silo", "mill_silo_USED / (mill_silo_USED + mill_silo_FREE)"),
        ("mills with hands at their upper limit", "mill_hands_current >= mill_hands_max"),
        ("mills with hands at their minimum", "mill_hands_current <= mill_hands_min"),
    ],
)
def test_the_whole_is_found_by_its_name(question: str, promql: str) -> None:
    assert answer(question) == promql


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "refusal rate of mill deliveries by grain",
            'sum by (grain) (rate(mill_deliveries_total{outcome="refused"}[_]))'
            " / sum by (grain) (rate(mill_deliveries_total[_]))",
        ),
        (
            "share of refused and returned mill deliveries on rye, 15m",
            'sum(rate(mill_deliveries_total{outcome=~"refused|returned", grain="rye"}[15m]))'
            ' / sum(rate(mill_deliveries_total{grain="rye"}[15m]))',
        ),
        (
            "accepted share of the mill deliveries",
            'sum(rate(mill_deliveries_total{outcome="accepted"}[_]))'
            " / sum(rate(mill_deliveries_total[_]))",
        ),
        (
            "the worst 10-minute refusal rate of mill deliveries within the last hour",
            'max_over_time((sum(rate(mill_deliveries_total{outcome="refused"}[10m]))'
            " / sum(rate(mill_deliveries_total[10m])))[1h:])",
        ),
    ],
)
def test_the_whole_does_not_keep_the_filter_of_the_part(question: str, promql: str) -> None:
    assert answer(question) == promql


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "what share of the mills have more than 7 current hands",
            "avg(mill_hands_current > bool 7)",
        ),
        (
            "what percentage of the time in the last 6 hours did mills have over 7 hands current",
            "100 * avg_over_time((mill_hands_current > bool 7)[6h:])",
        ),
        (
            "availability of the mill over the past day, in percent",
            "100 * avg_over_time(mill_up[1d])",
        ),
        (
            "how do mill deliveries split over the grains, in percent",
            "100 * sum by (grain) (rate(mill_deliveries_total[_]))"
            " / ignoring (grain) group_left () sum(rate(mill_deliveries_total[_]))",
        ),
        (
            "mean time per grinding of each stone in the mill",
            "sum by (stone) (rate(mill_grinding_seconds_total[_]))"
            " / sum by (stone) (rate(mill_grindings_total[_]))",
        ),
    ],
)
def test_what_is_past_a_bound_or_so_for_a_time_has_a_share(question: str, promql: str) -> None:
    assert answer(question) == promql


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "mills with more than 7 current hands and over 2 broken stones",
            "mill_hands_current > 7 and mill_stones_broken > 2",
        ),
        ("mills with more than 7 current hands that have over 2 blue cats", None),
        ("mill current hands above 3 and below 7", None),
    ],
)
def test_both_of_two_conditions_have_to_hold(question: str, promql: str | None) -> None:
    assert answer(question) == promql


@pytest.mark.parametrize(
    "question",
    [
        "theft rate of mill deliveries",
        "mill deliveries as a percentage of harvests",
        "mill shift duration as a share of the belt speed",
        "cancellation rate of mill deliveries by grain",
        "sacks mildewed as a percentage of sacks filled by the mill",
        "sacks filled by the mill relative to hands current",
    ],
)
def test_what_has_no_whole_here_is_refused(question: str) -> None:
    assert answer(question) is None

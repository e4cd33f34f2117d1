import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.pipeline.ranking.partners import partners

COUNTERS = (
    "cache_hits_total",
    "cache_misses_total",
    "cache_evictions_total",
    "pool_jobs_total",
    "pool_jobs_failed_total",
    "net_receive_bytes_total",
    "net_transmit_bytes_total",
    "other_misses_total",
)
GAUGES = (
    "pool_connections_active",
    "pool_connections_max",
    "pg_stat_database_numbackends",
    "pg_settings_max_connections",
)
METRICS = {
    name: Metric(name, kind)
    for names, kind in ((COUNTERS, MetricType.COUNTER), (GAUGES, MetricType.GAUGE))
    for name in names
}
CATALOGUE = Catalogue.of(METRICS.values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cache_hits_total", "cache_misses_total"),
        ("cache_misses_total", "cache_hits_total"),
        ("pool_jobs_failed_total", "pool_jobs_total"),
        ("pool_jobs_total", "pool_jobs_failed_total"),
        ("net_receive_bytes_total", "net_transmit_bytes_total"),
        ("pool_connections_active", "pool_connections_max"),
        ("pg_stat_database_numbackends", "pg_settings_max_connections"),
    ],
)
def test_two_sides_of_one_thing_belong_together(one: str, other: str) -> None:
    found = list(partners(METRICS[one], METRICS.values(), CATALOGUE))
    assert found[0].name == other


def test_what_has_no_other_side_has_no_partner() -> None:
    found = list(partners(METRICS["cache_evictions_total"], METRICS.values(), CATALOGUE))
    assert found == []

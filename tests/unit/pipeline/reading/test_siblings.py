import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.pipeline.reading.siblings import part_of, whole_of

CATALOGUE = Catalogue.of(
    Metric(name, MetricType.GAUGE)
    for name in (
        "node_memory_MemTotal_bytes",
        "node_memory_MemAvailable_bytes",
        "node_memory_SwapTotal_bytes",
        "node_memory_SwapFree_bytes",
        "node_filesystem_size_bytes",
        "node_filesystem_avail_bytes",
        "node_filesystem_files",
        "node_filesystem_files_free",
        "pool_connections_active",
        "pool_connections_max",
        "lonely_used_bytes",
    )
)


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes"),
        ("node_memory_SwapFree_bytes", "node_memory_SwapTotal_bytes"),
        ("node_filesystem_avail_bytes", "node_filesystem_size_bytes"),
        ("node_filesystem_files_free", "node_filesystem_files"),
        ("pool_connections_active", "pool_connections_max"),
        ("lonely_used_bytes", None),
    ],
)
def test_a_part_has_its_whole(part: str, whole: str | None) -> None:
    found = whole_of(Metric(part, MetricType.GAUGE), CATALOGUE)
    assert (found.name if found else None) == whole


def test_a_whole_has_its_part() -> None:
    found = part_of(Metric("node_memory_SwapTotal_bytes", MetricType.GAUGE), CATALOGUE)
    assert found is not None
    assert found.name == "node_memory_SwapFree_bytes"

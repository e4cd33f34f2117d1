"""Shares of each of all, things that a label lists, and what goes well rather than wrong."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from tests.unit.pipeline.llm.builtin.shop import COUNTER, GAUGE, Rows, rows
from tests.unit.pipeline.llm.builtin.test_builtin import answer

_FLUX = {"job": ("flux",), "instance": ("flux:80",)}
_HOLDINGS: tuple[tuple[Metric, Rows], ...] = (
    (
        Metric("flux_release_info", MetricType.GAUGE, "Releases."),
        rows(**_FLUX, name=("blog", "shop"), ready_status=("UpToDate", "RolledBack")),
    ),
    (
        Metric("flux_release_rollback_total", COUNTER, "Releases that were rolled back."),
        rows(**_FLUX, name=("blog", "shop")),
    ),
    (
        Metric("swift_container_usage_total_bytes", GAUGE, "Size of a container."),
        rows(job=("swift",), instance=("swift:80",), vault=("films", "songs")),
    ),
    (
        Metric("swift_lines_received_total", COUNTER, "Lines received of a studio."),
        rows(job=("swift",), instance=("swift:80",), studio=("a", "b")),
    ),
    (
        Metric("ferry_radio_link_drop_count", COUNTER, "Radio links."),
        rows(job=("ferry",), instance=("f1:80", "f2:80")),
    ),
    (
        Metric("ferry_radio_wordsInPerSecond", GAUGE, "Words."),
        rows(job=("ferry",), instance=("f1:80", "f2:80"), band=("a", "b")),
    ),
    (
        Metric("ferry_open_radio_links", GAUGE, "Radio links."),
        rows(job=("ferry",), instance=("f1:80", "f2:80")),
    ),
    (
        Metric("ferry_crew_bunks_used", GAUGE, "Bunks."),
        rows(job=("ferry",), instance=("f1:80", "f2:80")),
    ),
    (
        Metric("ferry_crew_bunks_limit", GAUGE, "Bunks."),
        rows(job=("ferry",), instance=("f1:80", "f2:80")),
    ),
)
THINGS = Catalogue.of(
    [metric for metric, _ in _HOLDINGS],
    labels=FixedLabels({metric.name: held for metric, held in _HOLDINGS}),
)
_SIZES = "swift_container_usage_total_bytes"
_LINES = "rate(swift_lines_received_total[$__rate_interval])"


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "what share of the swift storage does each vault take",
            f"sum by (vault) ({_SIZES}) / ignoring (vault) group_left () sum({_SIZES})",
        ),
        (
            "what share of all swift lines does every swift studio send",
            f"sum by (studio) ({_LINES}) / ignoring (studio) group_left () sum({_LINES})",
        ),
        ("which flux releases are rolled back", 'flux_release_info{ready_status="RolledBack"}'),
        (
            "ferry radio words in per second by band",
            "sum by (band) (ferry_radio_wordsInPerSecond)",
        ),
        ("number of open ferry radio links in total", "sum(ferry_open_radio_links)"),
        ("ferry radio links in total", "sum(ferry_open_radio_links)"),
        (
            "ferries that have used three quarters of their bunks limit",
            "ferry_crew_bunks_used / ferry_crew_bunks_limit >= 0.75",
        ),
    ],
)
def test_the_whole_is_that_of_all_and_values_list_things(question: str, promql: str) -> None:
    assert answer(question, THINGS).promql == promql

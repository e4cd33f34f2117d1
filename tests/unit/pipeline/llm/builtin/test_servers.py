"""Servers that one exporter tells of are told apart by what they are called, not by who tells."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.labels import FixedLabels
from tests.unit.pipeline.llm.builtin.shop import COUNTER, GAUGE, Rows, rows
from tests.unit.pipeline.llm.builtin.test_builtin import answer

_SOLR = {"job": ("solr",), "instance": ("solr-exporter:9854",)}
_HOLDINGS: tuple[tuple[Metric, Rows], ...] = (
    (
        Metric("solr_documents", GAUGE, "Documents of a node."),
        rows(**_SOLR, name=("solr-1", "solr-2")),
    ),
    (
        Metric("solr_requests_total", COUNTER, "Requests to a node."),
        rows(**_SOLR, name=("solr-1", "solr-2"), handler=("/select", "/update")),
    ),
    (
        Metric("solr_import_failures_total", COUNTER, "Imports that failed."),
        rows(**_SOLR, import_job=("books", "films"), reason=("full", "gone")),
    ),
    (
        Metric("solr_backlog", GAUGE, "Work that waits."),
        rows(**_SOLR, name=("commits", "merges")),
    ),
)
SOLR = Catalogue.of(
    [metric for metric, _ in _HOLDINGS],
    labels=FixedLabels({metric.name: held for metric, held in _HOLDINGS}),
)


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("which solr node has the most documents", "topk(1, solr_documents)"),
        (
            "solr requests per second on every node",
            "sum by (name) (rate(solr_requests_total[$__rate_interval]))",
        ),
        (
            "solr import failures per second for each job",
            "sum by (import_job) (rate(solr_import_failures_total[$__rate_interval]))",
        ),
        ("solr documents per instance", "sum by (instance) (solr_documents)"),
        ("solr backlog per node", "sum by (instance) (solr_backlog)"),
    ],
)
def test_servers_of_one_exporter_go_by_their_names(question: str, promql: str) -> None:
    assert answer(question, SOLR).promql == promql

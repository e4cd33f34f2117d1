"""Words that turn a reading round: not, without, with; and what people call a metric."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from app.deadline import Deadline
from app.pipeline.llm.base import Prompt, Task
from app.pipeline.llm.builtin.builtin import Builtin
from app.pipeline.retrieve import retrieve
from app.question import ask

COUNTER, GAUGE = MetricType.COUNTER, MetricType.GAUGE
HOSTS = ("a:9100", "b:9100")
HELD = Catalogue.of(
    (
        Metric("kube_node_status_condition", GAUGE, "The condition of a cluster node."),
        Metric("http_requests_total", COUNTER, "HTTP requests."),
        Metric("search_queries_without_results_total", COUNTER, "Searches that found nothing."),
        Metric("kafka_topic_partitions", GAUGE, "Number of partitions of a topic."),
        Metric("node_cpu_seconds_total", COUNTER, "Seconds the CPUs spent in each mode."),
        Metric("node_netstat_Tcp_RetransSegs", MetricType.UNKNOWN, "Statistic TcpRetransSegs."),
        Metric("kube_pod_created", GAUGE, "Unix creation timestamp"),
        Metric("node_load1", GAUGE, "1m load average."),
        Metric("node_filesystem_avail_bytes", GAUGE, "Filesystem space available in bytes."),
    ),
    labels=FixedLabels(
        {
            "kube_node_status_condition": [
                {"node": node, "condition": "Ready", "status": status}
                for node in ("a", "b")
                for status in ("true", "false", "unknown")
            ],
            "http_requests_total": [{"code": code} for code in ("200", "404")],
            "search_queries_without_results_total": [{"pod": "x"}, {"pod": "y"}],
            "kafka_topic_partitions": [{"topic": topic} for topic in ("orders", "mails")],
            "node_cpu_seconds_total": [
                {"instance": host, "cpu": "0", "mode": mode}
                for host in HOSTS
                for mode in ("idle", "user")
            ],
            "node_netstat_Tcp_RetransSegs": [{"instance": host} for host in HOSTS],
            "kube_pod_created": [{"pod": "x"}, {"pod": "y"}],
            "node_load1": [{"instance": host} for host in HOSTS],
            "node_filesystem_avail_bytes": [{"instance": host} for host in HOSTS],
        }
    ),
)


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "nodes that are not ready",
            'kube_node_status_condition{condition="Ready", status="true"} == 0',
        ),
        (
            "requests with code 404 per second",
            'sum(rate(http_requests_total{code="404"}[$__rate_interval]))',
        ),
        (
            "searches without results per second",
            "rate(search_queries_without_results_total[$__rate_interval])",
        ),
        ("number of kafka topics", "count(count by (topic) (kafka_topic_partitions))"),
        (
            "cpu usage in percent by node",
            "100 * (1 - avg by (instance)"
            ' (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval])))',
        ),
        (
            "share of http requests by code",
            "sum by (code) (rate(http_requests_total[$__rate_interval]))"
            " / ignoring (code) group_left () sum(rate(http_requests_total[$__rate_interval]))",
        ),
        (
            "percentage of http requests by code",
            "100 * sum by (code) (rate(http_requests_total[$__rate_interval]))"
            " / ignoring (code) group_left () sum(rate(http_requests_total[$__rate_interval]))",
        ),
        ("tcp retransmits", "node_netstat_Tcp_RetransSegs"),
        ("pods created in the last 2 hours", "time() - kube_pod_created < 7200"),
        ("wie hoch ist die last pro knoten", "node_load1"),
        (
            "freier speicherplatz pro knoten in GB",
            "node_filesystem_avail_bytes / 1000000000",
        ),
    ],
)
def test_the_words_of_a_question_are_not_turned_round(question: str, promql: str) -> None:
    asked, deadline = ask("", question), Deadline.after(10)
    matches = retrieve(asked, HELD, deadline)
    task = Task(asked, HELD, matches, Prompt("", ""))
    assert Builtin().answer(task, deadline).promql == promql

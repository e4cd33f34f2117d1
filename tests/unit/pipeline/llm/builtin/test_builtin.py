import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.deadline import Deadline
from app.domain import Problem, Rejection, Severity
from app.pipeline.llm.base import Attempt, Prompt, Reply, Task
from app.pipeline.llm.builtin.builtin import Builtin
from app.pipeline.retrieve import retrieve
from app.question import ask
from tests.unit.pipeline.llm.builtin.shop import catalogue

SHOP = catalogue()


def answer(text: str, held: Catalogue = SHOP, **more: object) -> Reply:
    question, deadline = ask("", text), Deadline.after(10)
    matches = retrieve(question, held, deadline)
    task = Task(question, held, matches, Prompt("", ""), **more)  # type: ignore[arg-type]
    return Builtin().answer(task, deadline)


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("show Prometheus server uptime", 'time() - process_start_time_seconds{job="prometheus"}'),
        (
            "average cpu usage per mode over the last 5 minutes",
            "avg by (mode) (rate(node_cpu_seconds_total[5m]))",
        ),
        (
            "how much memory is available on each node in percent",
            "100 * node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
        ),
        ("disk space left", "node_filesystem_avail_bytes"),
        (
            "p99 http request duration",
            (
                "histogram_quantile(0.99, sum by (le) "
                "(rate(http_request_duration_seconds_bucket[$__rate_interval])))"
            ),
        ),
        ("goroutines of prometheus", 'go_goroutines{job="prometheus"}'),
        (
            "cpu usage per node",
            '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))',
        ),
        (
            "network traffic received per device",
            "sum by (device) (rate(node_network_receive_bytes_total[$__rate_interval]))",
        ),
        ("how many targets are down", "count(up == 0)"),
        ("load average", "node_load1"),
        (
            "memory used on every machine",
            "node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes",
        ),
        (
            "memory usage in percent",
            "100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
        ),
        (
            "disk space used on alpha in percent",
            (
                '100 * (1 - node_filesystem_avail_bytes{instance="alpha:9100"} / '
                'node_filesystem_size_bytes{instance="alpha:9100"})'
            ),
        ),
        (
            "disk used on /",
            'node_filesystem_size_bytes{mountpoint="/"}'
            ' - node_filesystem_avail_bytes{mountpoint="/"}',
        ),
        (
            "free disk space on / in gigabytes",
            'node_filesystem_avail_bytes{mountpoint="/"} / 1000000000',
        ),
        (
            "iowait of alpha",
            'avg(rate(node_cpu_seconds_total{mode="iowait", instance="alpha:9100"}'
            "[$__rate_interval]))",
        ),
        (
            "share of http requests slower than 100 ms per handler",
            "1 - sum by (handler) (rate(http_request_duration_seconds_bucket"
            '{le="0.1"}[$__rate_interval])) / sum by (handler) '
            "(rate(http_request_duration_seconds_count[$__rate_interval]))",
        ),
        ("http requests per second", "sum(rate(http_requests_total[$__rate_interval]))"),
        (
            "http requests per minute by handler",
            "sum by (handler) (rate(http_requests_total[$__rate_interval])) * 60",
        ),
        ("http requests in the last hour", "sum(increase(http_requests_total[1h]))"),
        ("how many orders came in during the past two days", "sum(increase(orders_total[2d]))"),
        ("orders by country over the last 24 h", "sum by (country) (increase(orders_total[1d]))"),
        (
            "share of http requests that failed",
            (
                'sum(rate(http_requests_total{code=~"5.."}[$__rate_interval])) / '
                "sum(rate(http_requests_total[$__rate_interval]))"
            ),
        ),
        (
            "percentage of 404 responses by handler",
            (
                '100 * sum by (handler) (rate(http_requests_total{code="404"}[$__rate_interval]))'
                " / sum by (handler) (rate(http_requests_total[$__rate_interval]))"
            ),
        ),
        (
            "median http latency by handler over the last 90s",
            (
                "histogram_quantile(0.5, sum by (le, handler) "
                "(rate(http_request_duration_seconds_bucket[90s])))"
            ),
        ),
        (
            "average http request duration",
            (
                "sum(rate(http_request_duration_seconds_sum[$__rate_interval])) / "
                "sum(rate(http_request_duration_seconds_count[$__rate_interval]))"
            ),
        ),
        ("median gc pause", 'gc_pause_seconds{quantile="0.5"}'),
        (
            "open file descriptors in percent of the maximum",
            "100 * process_open_fds / process_max_fds",
        ),
        (
            "cache hit ratio",
            (
                "sum(rate(cache_hits_total[$__rate_interval])) / "
                "(sum(rate(cache_hits_total[$__rate_interval])) + "
                "sum(rate(cache_misses_total[$__rate_interval])))"
            ),
        ),
        ("which mail queue is the longest", "topk(1, mail_queue_length)"),
        ("top 2 mail queues", "topk(2, mail_queue_length)"),
        ("mail queues above 100", "mail_queue_length > 100"),
        ("mail queue length an hour ago", "mail_queue_length offset 1h"),
        (
            "mail queue length compared to 30 minutes ago",
            "mail_queue_length - mail_queue_length offset 30m",
        ),
        ("how fast is the mail queue growing", "deriv(mail_queue_length[$__rate_interval])"),
        (
            "mail queue length in 2 hours at this rate",
            "predict_linear(mail_queue_length[1h], 7200)",
        ),
        ("maximum mail queue length over the last 1.5h", "max_over_time(mail_queue_length[90m])"),
        ("average mail queue length over half an hour", "avg_over_time(mail_queue_length[30m])"),
        ("when will certificates expire", "tls_certificate_expiry_timestamp_seconds - time()"),
        (
            "certificate of shop.example expires in how many days",
            '(tls_certificate_expiry_timestamp_seconds{site="shop.example"} - time()) / 86400',
        ),
        ("machines that were rebooted in the last day", "changes(node_boot_time_seconds[1d]) > 0"),
        (
            "uptime of beta in hours",
            '(time() - node_boot_time_seconds{instance="beta:9100"}) / 3600',
        ),
        ("list the targets that are offline", "up == 0"),
        ("is web up", 'up{job="web"}'),
        ("how many pods are pending", 'sum(pod_phase{phase="Pending"})'),
        ("memory of each pod", 'sum by (pod) (container_memory_working_set_bytes{container!=""})'),
        (
            "will the disk run out of space in 4 hours",
            "predict_linear(node_filesystem_avail_bytes[1h], 14400) < 0",
        ),
        ("http_requests_total", "sum(rate(http_requests_total[$__rate_interval]))"),
        (
            "rate of http_requests_total by code",
            "sum by (code) (rate(http_requests_total[$__rate_interval]))",
        ),
        (
            "http requests on web-2",
            'sum(rate(http_requests_total{instance="web-2:80"}[$__rate_interval]))',
        ),
        ("wie viel speicher ist auf jedem knoten verfügbar", "node_memory_MemAvailable_bytes"),
        ("api.v2 calls per second", 'rate({__name__="api.v2 calls"}[$__rate_interval])'),
        ("number of nodes", "count(node_uname_info)"),
    ],
)
def test_a_question_becomes_promql_by_the_rules_of_its_metric(question: str, promql: str) -> None:
    assert answer(question).promql == promql


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("electricity bill per rack in euros", "electricity, bill, rack, euros unknown here"),
        ("gpu temperature", "gpu, temperature unknown here"),
        ("who won the world cup", "no metric here measures"),
        ("orders per team", "the closest metrics are orders_total"),
        ("pink elephants per second", "no metric here measures"),
        ("mail queues slower than 2 seconds", "the metrics here cannot give"),
        ("", "no metric here measures"),
        ("???", "no metric here measures"),
    ],
)
def test_what_no_metric_measures_is_refused(question: str, named: str) -> None:
    reply = answer(question)
    assert reply.promql is None
    assert reply.refusal is not None
    assert named in reply.refusal


@pytest.mark.parametrize("when", ["today", "since Monday", "on 2024-05-01", "at 10 am"])
def test_moments_of_the_calendar_are_refused_with_advice(when: str) -> None:
    reply = answer(f"http requests {when}")
    assert reply.promql is None
    assert "over the last 24 hours" in (reply.refusal or "")


def test_the_reply_says_which_metric_it_took() -> None:
    reply = answer("load average")
    assert reply.explanation == "node_load1 (gauge): 1m load average."
    assert reply.model == "builtin"


def test_what_the_checks_refused_is_not_said_again() -> None:
    refused = Attempt("node_load1", (Problem("rule", Severity.ERROR, "node_load1", "no"),))
    assert answer("load average", attempts=(refused,)).promql != "node_load1"


def test_what_a_reviewer_rejected_is_not_said_again() -> None:
    rejected = Rejection("node_load1", "not this", "alice")
    assert answer("load average", rejections=(rejected,)).promql != "node_load1"


def test_an_empty_catalogue_refuses_everything() -> None:
    assert answer("cpu usage per node", Catalogue.of(())).promql is None


def test_no_clock_and_no_known_sentence_is_needed_for_a_metric_never_seen_before() -> None:
    held = Catalogue.of(
        (Metric("brewery_kettle_temperature_celsius", MetricType.GAUGE, "Heat of the kettle."),)
    )
    reply = answer("average temperature of the kettle over the last 20 minutes", held)
    assert reply.promql == "avg_over_time(brewery_kettle_temperature_celsius[20m])"

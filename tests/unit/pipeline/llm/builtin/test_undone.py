"""What is wanted and not done is seen in the words and the PromQL alone."""

import pytest

from app.pipeline.llm.builtin.undone import undone


@pytest.mark.parametrize(
    ("words", "done", "not_done"),
    [
        ("slowest probe at the moment", "topk(1, a)", "a"),
        ("the 3 routes with the most errors", "topk(3, a)", "max(a)"),
        ("combined size of all databases", "sum(a)", "a"),
        ("what part of the orders is paid by card", "sum(a) / sum(b)", "sum(a)"),
        ("how much of each node's cpu is requested", "a / b", "a"),
        ("pods with more than 5 restarts", "a > 5", "a"),
        ("requests with 5xx or 429", 'a{code=~"5..|429"}', 'a{code=~"5.."}'),
        ("commits between 2h and 1h ago", "a offset 1h - a offset 2h", "rate(a[1m])"),
        ("commits between 2h and 1h45m ago", "rate(a[15m] offset 105m)", "rate(a[15m])"),
        ("when will the disk be full", "predict_linear(a[1h], 60)", "a"),
        ("days till the certificate runs out", "(a - time()) / 86400", "a"),
        ("pods that do not send metrics any more", "a offset 1h unless a", "a - a offset 1h"),
        ("lookups of each coredns pod", "sum by (pod) (rate(a[5m]))", "sum(rate(a[5m]))"),
        ("p99 of each pod", "histogram_quantile(0.9, sum by (le, pod) (a))", "sum by (le) (a)"),
        ("average size of the queue", "avg(a)", "sum(a)"),
        (
            "average size of a reply",
            "rate(a_bytes_sum[5m]) / rate(a_bytes_count[5m])",
            "rate(a[5m])",
        ),
        (
            "how often did the lag exceed 30",
            "sum_over_time((a > bool 30)[1h:])",
            "changes(a[1h]) > 30",
        ),
        ("how many hosts have a full disk", "count(a / b > 0.9)", "count(a)"),
        ("5xx of the gateway", 'a{code=~"5.."}', "rate(a[5m])"),
    ],
)
def test_a_deed_is_missed_where_the_promql_does_not_do_it(
    words: str, done: str, not_done: str
) -> None:
    assert (undone(words, done), undone(words, not_done) > 0) == (0, True)


@pytest.mark.parametrize(
    ("words", "promql"),
    [
        ("requests per second", "sum(rate(a[5m]))"),
        ("orders in the past two days", "sum(increase(a[2d]))"),
        ("memory of each pod", "a"),
        ("at least it is up", "a >= 1"),
        ("load average", "node_load1"),
        ("open files in percent of the maximum", "100 * a / b"),
        ("searches without results", "rate(searches_without_results_total[5m])"),
    ],
)
def test_what_is_done_or_not_wanted_is_not_missed(words: str, promql: str) -> None:
    assert undone(words, promql) == 0

"""A denial that the PromQL passes over is seen, and turned where it can be."""

import pytest

from app.pipeline.llm.builtin.promql import Binary, Number, Selector
from app.pipeline.llm.builtin.spent import passes_over, turned


@pytest.mark.parametrize(
    ("words", "done", "not_done"),
    [
        ("calls that are not 204", 'rate(a{code!="204"}[5m])', 'rate(a{code="204"}[5m])'),
        ("calls that are not 2xx", 'a{code!~"2.."}', 'a{code=~"2.."}'),
        ("traffic without loopback", 'a{device!="lo"}', 'a{device="lo"} == 0'),
        ("space without tmpfs and vfat", 'a{fs!~"tmpfs|vfat"}', 'a{fs!="tmpfs"}'),
        ("jobs that are not suspended", "job_suspend == 0", "job_suspend == 1"),
        ("daemon sets not ready", "ready == 0", "ready"),
        ("nodes that are not schedulable", "node_unschedulable == 1", "node_schedulable == 1"),
        ("topics with no consumers", "topic_consumers == 0", "topic_messages == 0"),
        ("pods without a cpu limit", "a unless on (pod) b", "cpu_usage == 0"),
        ("share of calls that did not fail", '1 - a{code=~"5.."}', "rate(a[5m])"),
        ("pods without cpu requests", "requests unless on (pod) b", 'requests{resource!="cpu"}'),
        ("logins that did not fail", 'logins{result!~"fail.*"}', "rate(failed_logins[5m])"),
        ("disks not in", "disk_in == 0", "disk_in"),
        ("load not averaged", 'load{by!="averaged"}', "1 - avg by (cpu) (load)"),
        ("sets with sizes other than 3", "a != 3", "a"),
    ],
)
def test_a_denial_is_passed_over_where_the_promql_does_not_deny(
    words: str, done: str, not_done: str
) -> None:
    assert (passes_over(words, done), passes_over(words, not_done)) == (False, True)


def test_a_name_that_tells_the_opposite_is_enough() -> None:
    assert not passes_over("searches without results", "rate(searches_without_results_total[5m])")


def test_the_other_side_of_a_state_is_taken_where_it_is_denied() -> None:
    paused = Binary("==", Selector("queue_paused"), Number(1))
    assert str(turned(paused, "queues that are not paused")) == "queue_paused == 0"
    assert turned(paused, "paused queues") is paused

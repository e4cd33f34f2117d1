"""What is denied is left out, turned round, or refused; never affirmed."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.labels import FixedLabels
from tests.unit.pipeline.llm.builtin.shop import COUNTER, GAUGE, Rows, rows
from tests.unit.pipeline.llm.builtin.test_builtin import answer

_AT = {"job": ("mail",), "instance": ("mail-1:80", "mail-2:80")}
_HOLDINGS: tuple[tuple[Metric, Rows], ...] = (
    (Metric("up", GAUGE, "1 if the last scrape worked, 0 if not."), rows(**_AT)),
    (
        Metric("mail_deliveries_total", COUNTER, "Deliveries by result."),
        rows(**_AT, result=("sent", "bounced", "deferred"), code=("250", "450", "550")),
    ),
    (
        Metric("mail_queue_paused", GAUGE, "1 if the queue is paused."),
        rows(**_AT, queue=("in", "out")),
    ),
    (Metric("mail_queue_readers", GAUGE, "Readers of a queue."), rows(**_AT, queue=("in", "out"))),
    (Metric("mail_threads_idle", GAUGE, "Idle threads of the daemon."), rows(**_AT)),
    (
        Metric("mail_spool_flush_timestamp_seconds", GAUGE, "Unix time of the last spool flush."),
        rows(**_AT, spool=("a", "b")),
    ),
    (
        Metric("mail_store_bytes", GAUGE, "Size of the stores."),
        rows(**_AT, store=("hot", "cold", "tape")),
    ),
)


def _catalogue() -> Catalogue:
    labels = FixedLabels({metric.name: held for metric, held in _HOLDINGS})
    return Catalogue.of([metric for metric, _ in _HOLDINGS], labels=labels)


MAIL = _catalogue()


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "mail deliveries per second that were not sent",
            'sum(rate(mail_deliveries_total{result!="sent"}[$__rate_interval]))',
        ),
        (
            "mail deliveries per second with a code other than 250",
            'sum(rate(mail_deliveries_total{code!="250"}[$__rate_interval]))',
        ),
        (
            "mail deliveries that are neither bounced nor deferred, per second",
            'sum(rate(mail_deliveries_total{result!~"bounced|deferred"}[$__rate_interval]))',
        ),
        (
            "size of all mail stores but tape",
            'mail_store_bytes{store!="tape"}',
        ),
        ("mail queues that are not paused", "mail_queue_paused == 0"),
        ("how many mail queues are not paused", "count(mail_queue_paused == 0)"),
        (
            "mail deliveries per second, ignoring bounced",
            'sum(rate(mail_deliveries_total{result!="bounced"}[$__rate_interval]))',
        ),
        ("mail queues without readers", "mail_queue_readers == 0"),
        (
            "mail spools not flushed for over 2 days",
            "time() - mail_spool_flush_timestamp_seconds > 172800",
        ),
        (
            "targets that have been down for 5 minutes",
            "max_over_time(up[5m]) == 0",
        ),
    ],
)
def test_what_is_denied_is_left_out_or_turned_round(question: str, promql: str) -> None:
    assert answer(question, MAIL).promql == promql


@pytest.mark.parametrize(
    "question",
    [
        "mail threads that are not idle",
        "mail deliveries without attachments",
        "mail messages not read",
    ],
)
def test_a_denial_that_no_promql_keeps_is_refused(question: str) -> None:
    assert answer(question, MAIL).promql is None

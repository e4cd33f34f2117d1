"""What is asked of one value is never answered over all of them."""

import pytest

from tests.unit.pipeline.llm.builtin.test_builtin import answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("load of instance gamma", "no value of instance is called gamma in node_load1"),
        ("mail queue length of queue invoices", "no value of queue is called invoices"),
        ("mail queue length of the invoices queue", "no value of queue is called invoices"),
        ("mail queue length for queue=invoices", "no value of queue is called invoices"),
        ("mail queue length for the queue called invoices", "no value of queue is called invoices"),
        ("mail queue length of queue 'invoices'", "no value of queue is called invoices"),
        ("orders placed in country atlantis", "no value of country is called atlantis"),
        ("atlantis country orders placed", "no value of country is called atlantis"),
        ("http requests per second for handler /refund", "no value of handler is called /refund"),
        ("error ratio for handler /refund", "no value of handler is called /refund"),
        ("idle cpu of node gamma-7", "no value of instance is called gamma-7"),
        ("disk space left on mountpoint /data", "no value of mountpoint is called /data"),
        ("goroutines in der Instanz atlantis", "no value of instance is called atlantis"),
        ("mail queue length of queue goroutines", "no value of queue is called goroutines"),
        ("goroutines of job shipping", "no value of job is called shipping"),
    ],
)
def test_a_value_that_no_series_has_is_refused_and_named(question: str, told: str) -> None:
    reply = answer(question)
    assert reply.promql is None
    assert told in str(reply.refusal)


def test_the_closest_values_are_told() -> None:
    told = str(answer("mail queue length of queue receits").refusal)
    assert "no value of queue is called receits in mail_queue_length: the closest are" in told
    assert "receipts, news" in told


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("mail queue length of queue receipts", 'mail_queue_length{queue="receipts"}'),
        ("mail queue length per queue pls", "sum by (queue) (mail_queue_length)"),
        ("load of our public machines", "node_load1"),
    ],
)
def test_other_words_beside_the_noun_of_a_label_are_no_values(question: str, promql: str) -> None:
    assert "no value of" not in str(answer(question).refusal)
    assert answer(question).promql in (promql, None)


@pytest.mark.parametrize(
    "question",
    [
        "memory available on alpha-9",
        "length of the mail queue news.weekly",
        "requests per second of www.other.example",
        'orders placed in "atlantis"',
        "p99 http request duration in clickhouse",
        "PATCH requests per second",
        "http requests per second to /basket/:id",
    ],
)
def test_what_can_only_be_a_name_and_that_nothing_has_is_refused(question: str) -> None:
    assert answer(question).promql is None


@pytest.mark.parametrize(
    "question",
    [
        "memory available on the printers",
        "disk space left in our warehouse now",
        "load of the espresso machine",
        "humidity per node",
        "temperature of the cpus",
        "goroutines of mail-sidecar",
        "how many mails did the pods place",
    ],
)
def test_things_and_quantities_that_nothing_tells_of_are_refused(question: str) -> None:
    assert answer(question).promql is None

"""The hash of a question names it in approvals that outlive a release: it must never change."""

import pytest

from app.domain import Question
from app.question import KEY_VERSION, ask

FROZEN = [
    (
        "",
        "show Prometheus server uptime",
        "show prometheus server uptime",
        "7991072557657587085",
    ),
    (
        "",
        "  Show   prometheus\tserver\nuptime ? ",
        "show prometheus server uptime",
        "7991072557657587085",
    ),
    (
        "team-a",
        "show Prometheus server uptime",
        "show prometheus server uptime",
        "7467018707236241785",
    ),
    (
        "",
        'errors of job "API Server"',
        'errors of job "API Server"',
        "3086580147617695763",
    ),
    (
        "",
        'Errors of Job "api server"',
        'errors of job "api server"',
        "6686841776811037004",
    ),
    (
        "",
        "ＣＰＵ　ｕｓａｇｅ　ｐｅｒ　ｎｏｄｅ？",
        "cpu usage per node",
        "6953786269233003578",
    ),
    (
        "",
        "how much memory is free…",
        "how much memory is free",
        "2939129950759453209",
    ),
    (
        "",
        "Prometheus's memory in 'Prod EU'!",
        "prometheus's memory in 'Prod EU'",
        "432706896232053133",
    ),
    (
        "",
        "rate of `HTTP_Requests` over 1.5h.",
        "rate of `HTTP_Requests` over 1.5h",
        "1654127493318830836",
    ),
    (
        "team-a",
        "Straße und “Größe A”",
        'strasse und "Größe A"',
        "5598360090315832254",
    ),
]


def test_characters_that_nobody_sees_are_dropped() -> None:
    assert ask("", "cpu\x00 us\u200bage\ud800") == ask("", "cpu usage")


def test_the_rule_that_these_vectors_freeze_is_the_first() -> None:
    assert KEY_VERSION == 1


@pytest.mark.parametrize(("tenant", "text", "normalised", "name"), FROZEN)
def test_a_question_keeps_its_name(tenant: str, text: str, normalised: str, name: str) -> None:
    assert ask(tenant, text) == Question(tenant, text, normalised, name)


def test_what_a_tenant_asks_cannot_pass_for_what_another_asks() -> None:
    assert ask("a", "b c").hash != ask("a b", "c").hash

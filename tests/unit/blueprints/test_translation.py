"""A question is translated without being run, and everything about it is told."""

import json

import pytest

from app.pipeline.instructions import INSTRUCTIONS
from app.question import ask
from tests.unit.blueprints.conftest import MakeApp, services_of, teach
from tests.unit.blueprints.upstream import Upstream

EXAMPLE = '{"prompt":"show Prometheus server uptime"}'


def test_a_translation_is_told_with_findings_and_cost(
    make_app: MakeApp, prometheus: Upstream
) -> None:
    app = make_app()
    hash_ = teach(app, "is it up", "rate(up[$__rate_interval])")
    wanted = {"prompt": "Is it up?", "start": 0, "end": 600, "step": 60}
    got = app.test_client().post("/api/v1/llm/translate", json=wanted)
    assert got.json == {
        "hash": hash_,
        "state": "approved",
        "source": "store",
        "promql": "rate(up[$__rate_interval])",
        "executed": "rate(up[75s])",
        "explanation": "",
        "findings": [
            {
                "rule": "rate-on-gauge",
                "severity": "error",
                "fragment": "rate(up[…])",
                "short": "up is a gauge, and rate() is for counters",
                "long": "every fall of a gauge would count as a reset: use deriv() or the value"
                " itself",
                "suggestions": ["deriv"],
            }
        ],
        "cost": {
            "points": 11,
            "selectors": [{"selector": "up", "series": 1, "at_least": False}],
            "returned_series": 1,
            # The fake does not tell how far samples lie apart: as far as is usual.
            "touched_samples": 55,
            "peak_samples": 16,
            "read_samples": 55,
            "answer_bytes": 461,
            "problems": [],
        },
    }
    assert prometheus.received == []


def test_the_prompt_is_shown_and_nobody_is_asked(make_app: MakeApp, prometheus: Upstream) -> None:
    app = make_app(llm_provider=None, llm_endpoint="http://127.0.0.1:1/v1/responses")
    teach(app, "is the shop up", 'up{job="shop"}')
    turned_down = ask("", "shop targets up")
    store = services_of(app).store
    store.teach(turned_down, "sum(up)", who="alice", approve=False)
    store.reject("", turned_down.hash, who="bob", reason="not the sum")
    wanted = {"prompt": turned_down.text, "show_prompt": True}
    got = app.test_client().post("/api/v1/llm/translate", json=wanted).json
    assert got is not None
    assert list(got) == [
        "hash", "provider", "sent", "instructions", "question", "estimated_tokens"
    ]  # fmt: skip
    assert (got["provider"], got["sent"]) == ("openai-responses", True)
    assert got["instructions"] == INSTRUCTIONS
    document = json.loads(got["question"])
    assert document["examples"] == [{"question": "is the shop up", "expression": 'up{job="shop"}'}]
    assert document["not_this"] == [{"expression": "sum(up)", "because": "not the sum"}]
    assert document["metrics"][0]["name"] == "up"
    found = store.find(turned_down)
    assert found is not None
    assert found.draft is not None
    assert found.draft.promql == "sum(up)"
    assert prometheus.received == []


def test_with_the_built_in_translator_the_prompt_is_not_sent(make_app: MakeApp) -> None:
    wanted = {"prompt": "what is up", "show_prompt": True}
    got = make_app().test_client().post("/api/v1/llm/translate", json=wanted).json
    assert got is not None
    assert (got["provider"], got["sent"]) == ("builtin", False)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({}, f'the body is not as expected: "prompt": Field required. Example: {EXAMPLE}'),
        ({"prompt": "x" * 2001}, "the prompt is longer than 2000 characters: ask shorter"),
        ({"prompt": "a b c", "start": 2, "end": 1, "step": 1}, '"end" is before "start"'),
        (
            {"prompt": "a b c", "start": -1e308, "end": 1e308, "step": 1},
            'the body is not as expected: "start": Input should be greater than or equal to 0.'
            f" Example: {EXAMPLE}",
        ),
        (
            {"prompt": "a b c", "start": 0, "end": 1, "step": 1e-300},
            'the body is not as expected: "step": Input should be greater than or equal to 0.001.'
            f" Example: {EXAMPLE}",
        ),
    ],
)
def test_a_wrong_wish_is_told(make_app: MakeApp, wanted: object, error: str) -> None:
    app = make_app()
    teach(app, "a b c", "up")
    got = app.test_client().post("/api/v1/llm/translate", json=wanted)
    assert got.status_code == 400
    assert got.json == {"status": "error", "errorType": "bad_data", "error": error}


def test_promql_that_a_person_mistyped_is_told(make_app: MakeApp) -> None:
    app = make_app()
    teach(app, "a b c", "up{")
    got = app.test_client().post("/api/v1/llm/translate", json={"prompt": "a b c"})
    assert got.status_code == 200
    assert got.json is not None
    assert [finding["short"] for finding in got.json["findings"]] == [
        "it does not parse: unexpected end of input inside braces"
    ]
    assert got.json["cost"] is None


def test_promql_is_checked_without_being_run(make_app: MakeApp, prometheus: Upstream) -> None:
    wanted = {"promql": "rate(up[$__rate_interval]) + nope", "start": 0, "end": 600, "step": 60}
    got = make_app().test_client().post("/api/v1/llm/lint", json=wanted)
    assert got.json is not None
    assert got.json["executed"] == "rate(up[75s]) + nope"
    assert [(one["rule"], one["severity"]) for one in got.json["findings"]] == [
        ("unknown-metric", "note"),  # the fake has a series for every selector
        ("rate-on-gauge", "error"),
    ]
    assert got.json["cost"]["points"] == 11
    assert prometheus.received == []


def test_what_does_not_parse_is_a_finding(make_app: MakeApp) -> None:
    got = make_app().test_client().post("/api/v1/llm/lint", json={"promql": "sum("})
    assert got.status_code == 200
    assert got.json is not None
    assert [one["rule"] for one in got.json["findings"]] == ["syntax"]


def test_the_levels_of_rules_are_set_by_the_operator(make_app: MakeApp) -> None:
    app = make_app(lint_rules={"rate-on-gauge": "off", "unknown-metric": "off"})
    got = app.test_client().post("/api/v1/llm/lint", json={"promql": "rate(up[5m])"})
    assert got.json is not None
    assert got.json["findings"] == []


def test_the_page_shows_what_was_asked_and_nothing_as_markup(make_app: MakeApp) -> None:
    app = make_app()
    teach(app, "<script>alert(1)</script> up", 'up{a="<b>"}')
    got = app.test_client().get("/")
    page = got.get_data(as_text=True)
    assert got.status_code == 200
    assert ask("", "<script>alert(1)</script> up").hash in page
    assert "<script>" not in page
    assert "<b>" not in page
    assert "default-src 'none'" in got.headers["Content-Security-Policy"]

"""A question is translated without being run, and everything about it is told."""

import pytest

from app.question import ask
from tests.unit.blueprints.conftest import MakeApp, teach
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
            "problems": [],
        },
    }
    assert prometheus.received == []


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
    assert (got.status_code, got.json and got.json["error"]) == (
        422,
        "the PromQL does not parse: unexpected end of input inside braces. PromQL: up{",
    )


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

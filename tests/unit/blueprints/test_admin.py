"""The review API takes the original's curl lines, and says what is wrong with others."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.domain import Failure, FailureKind, Problem, Severity, Translation
from app.question import ask
from tests.unit.blueprints.conftest import MakeApp, services_of, teach
from tests.unit.blueprints.upstream import Upstream

EXAMPLE = '{"hash":"658843486","status":true}'
FORM = "application/x-www-form-urlencoded"
HASH = ask("", "is it up").hash
NOT_A_HASH = "Value error, the hash is the number from the notice of an answer"


def validate(client: FlaskClient, body: str, content_type: str = FORM) -> Any:
    return client.post("/api/v1/validate_query", data=body, content_type=content_type)


def told(state: str, **changed: object) -> dict[str, dict[str, object]]:
    approved = state == "approved"
    known = {
        "prompt": "is it up",
        "output": "up",
        "status": approved,
        "state": state,
        "version": 1,
        "explanation": "",
        "source": "teach",
        "approved_by": "local" if approved else None,
        "error": None,
        "accepted": [],
        "findings": [],
        "uses": 0,
    }
    return {HASH: {**known, **changed}}


def test_a_question_is_approved_by_hash_and_taken_back(make_app: MakeApp) -> None:
    app = make_app()
    client = app.test_client()
    teach(app, "is it up", "up", approve=False)
    assert client.get("/api/v1/get_all_queries").json == told("pending")
    approved = validate(client, f'{{"hash":"{HASH}","status":true}}')
    assert (approved.status_code, approved.data) == (200, b"OK")
    assert client.get("/api/v1/get_all_queries").json == told("approved")
    asked = client.get('/api/v1/query?query=llm_dashboard_metric{query="is it up"}')
    assert asked.headers["X-LLM-Proxy-State"] == "approved"
    revoked = validate(client, f'{{"hash":{HASH},"status":false,"reason":"no"}}', "text/plain")
    assert (revoked.status_code, revoked.data) == (200, b"OK")
    assert client.get("/api/v1/get_all_queries").json == told("rejected")
    entries = services_of(app).store.audit("", HASH)
    assert [(entry.action.value, entry.who, entry.note) for entry in entries] == [
        ("teach", "alice", ""),
        ("approve", "local", ""),
        ("revoke", "local", "no"),
    ]


VALUE = Problem("unknown-label-value", Severity.ERROR, 'code="500"', "no 500", "is one of 200")
COUNTER = Problem("raw-counter", Severity.WARNING, "x_total", "x_total only grows")
FAILED = Translation(
    'x_total{code="500"}',
    "",
    "fake",
    "",
    (VALUE, COUNTER),
    Failure(FailureKind.REFUSED, "no 500"),
)
FINDINGS = [
    {
        "rule": "unknown-label-value",
        "severity": "error",
        "fragment": 'code="500"',
        "short": "no 500",
        "long": "is one of 200",
    },
    {
        "rule": "raw-counter",
        "severity": "warning",
        "fragment": "x_total",
        "short": "x_total only grows",
        "long": "",
    },
]


def test_what_failed_is_approved_by_accepting_its_findings(make_app: MakeApp) -> None:
    app = make_app()
    client = app.test_client()
    services_of(app).store.save_translation(ask("", "is it up"), FAILED)
    failed = told("failed", output=FAILED.promql, source="fake", error="no 500", findings=FINDINGS)
    assert client.get("/api/v1/get_all_queries").json == failed
    refused = validate(client, f'{{"hash":"{HASH}","status":true}}')
    assert (refused.status_code, refused.json and refused.json["error"]) == (
        409,
        "this question failed (no 500): there is no checked PromQL to approve; edit it to give it"
        ' PromQL of yours, or approve it with "accept":[{"rule":"unknown-label-value",'
        '"fragment":"code=\\"500\\""}]',
    )
    offered = refused.json["error"].partition("approve it with ")[2]
    approved = validate(
        client,
        f'{{"hash":"{HASH}","status":true,{offered[:-1]},{{"rule":"raw-counter"}}]}}',
    )
    assert (approved.status_code, approved.data) == (200, b"OK")
    accepted = [
        {"rule": "unknown-label-value", "fragment": 'code="500"'},
        {"rule": "raw-counter", "fragment": ""},
    ]
    assert client.get("/api/v1/get_all_queries").json == told(
        "approved", output=FAILED.promql, source="fake", accepted=accepted
    )


def test_the_findings_of_a_pending_one_are_listed(make_app: MakeApp) -> None:
    app = make_app()
    warned = replace(FAILED, problems=(COUNTER,), failure=None)
    services_of(app).store.save_translation(ask("", "is it up"), warned)
    assert app.test_client().get("/api/v1/get_all_queries").json == told(
        "pending", output=FAILED.promql, source="fake", findings=FINDINGS[1:]
    )


@pytest.mark.parametrize(
    ("target", "body", "found"),
    [
        ("", "", 2),
        ("", '{"status":true}', 1),
        ("", '{"status":false}', 1),
        ("", f'{{"hash":"{HASH}"}}', 1),
        ("", f'{{"hash":"{HASH}","status":true}}', 0),
        ("?status=true", "", 1),
        (f"?hash={HASH}&status=false", "", 1),
    ],
)
def test_questions_are_filtered_by_body_or_parameters(
    make_app: MakeApp, target: str, body: str, found: int
) -> None:
    app = make_app()
    teach(app, "is it up", "up", approve=False)
    teach(app, "is it down", "up == 0")
    got = app.test_client().get(f"/api/v1/get_all_queries{target}", data=body, content_type=FORM)
    assert (got.status_code, len(got.json or {})) == (200, found)


WRONG = [
    ('{"hash":"1","status":true}', 404, "not_found", "there is no question with the hash 1"),
    (f'{{"hash":"{HASH}","status":true,"version":7}}', 409, "conflict", None),
    ("", 400, "bad_data", "Input should be an object"),
    ("{", 400, "bad_data", "Invalid JSON: EOF while parsing an object at line 1 column 1"),
    ("[]", 400, "bad_data", "Input should be an object"),
    ("{}", 400, "bad_data", '"hash": Field required'),
    ('{"hash":"1"}', 400, "bad_data", '"status": Field required'),
    ('{"hash":"x","status":true}', 400, "bad_data", f'"hash": {NOT_A_HASH}'),
    ('{"hash":1.5,"status":true}', 400, "bad_data", f'"hash": {NOT_A_HASH}'),
    ('{"hash":true,"status":true}', 400, "bad_data", f'"hash": {NOT_A_HASH}'),
    ('{"hash":"1","status":"true"}', 400, "bad_data", '"status": Input should be a valid boolean'),
    (
        f'{{"hash":"{HASH}","status":true,"accept":[{{"rule":"syntax"}}]}}',
        409,
        "conflict",
        "findings of syntax cannot be accepted: edit the PromQL instead",
    ),
    (
        '{"hash":"1","status":false,"accept":[]}',
        400,
        "bad_data",
        'Value error, "accept" goes with "status": true only',
    ),
    (
        '{"hash":"1","status":true,"accept":[{"rule":""}]}',
        400,
        "bad_data",
        '"accept.0.rule": String should have at least 1 character',
    ),
    (
        '{"hash":"1","status":true,"accept":[{"fragment":"x"}]}',
        400,
        "bad_data",
        '"accept.0.rule": Field required',
    ),
    (
        f'{{"hash":"1","status":true,"accept":[{{"rule":"{"r" * 101}"}}]}}',
        400,
        "bad_data",
        '"accept.0.rule": String should have at most 100 characters',
    ),
    (
        f'{{"hash":"1","status":true,"accept":[{{"rule":"r","fragment":"{"f" * 16_385}"}}]}}',
        400,
        "bad_data",
        '"accept.0.fragment": String should have at most 16384 characters',
    ),
    (
        '{"hash":"1","status":true,"accept":[' + ",".join(['{"rule":"r"}'] * 51) + "]}",
        400,
        "bad_data",
        '"accept": Tuple should have at most 50 items after validation, not 51',
    ),
    ('{"hash":"1","status":true,"x":1}', 400, "bad_data", '"x": Extra inputs are not permitted'),
]


@pytest.mark.parametrize(("body", "status", "error_type", "error"), WRONG)
def test_a_wrong_verdict_is_told_with_an_example(
    make_app: MakeApp, body: str, status: int, error_type: str, error: str | None
) -> None:
    app = make_app()
    teach(app, "is it up", "up", approve=False)
    got = validate(app.test_client(), body)
    text = f"the body is not as expected: {error}. Example: {EXAMPLE}" if status == 400 else error
    version = "version 7 was reviewed, but version 1 is the current one: look at that, and decide"
    assert got.status_code == status
    assert got.json == {
        "status": "error",
        "errorType": error_type,
        "error": text or f"{version} again",
    }


@pytest.mark.parametrize(
    ("target", "status", "error"),
    [
        ("?status=yes", 400, 'the parameter "status" is true or false'),
        ("?hash=x", 400, 'the parameter "hash" is the number from the notice of an answer'),
        ("?hash=1", 404, "there is no question with hash 1"),
    ],
)
def test_a_wrong_filter_is_told(make_app: MakeApp, target: str, status: int, error: str) -> None:
    got = make_app().test_client().get(f"/api/v1/get_all_queries{target}")
    assert (got.status_code, got.json and got.json["error"]) == (status, error)


@pytest.mark.parametrize(
    ("settings", "headers", "status"),
    [
        ({}, {}, 200),
        ({}, {"X-Forwarded-For": "1.2.3.4"}, 403),
        ({}, {"Host": "evil.example"}, 403),
        ({"admin_tokens": {"bob": "secret"}}, {}, 401),
        ({"admin_tokens": {"bob": "secret"}}, {"Authorization": "Bearer secret"}, 200),
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/v1/get_all_queries"])
def test_reviewers_only(
    make_app: MakeApp, path: str, settings: dict[str, Any], headers: dict[str, str], status: int
) -> None:
    got = make_app(**settings).test_client().get(path, headers=headers)
    assert got.status_code == status
    assert "Access-Control-Allow-Origin" not in got.headers


def test_health_and_metrics_need_no_token(make_app: MakeApp, prometheus: Upstream) -> None:
    app = make_app(admin_tokens={"bob": "secret"}, prometheus_url="http://127.0.0.1:1")
    client = app.test_client()
    assert client.get("/-/healthy").data == b"OK"
    ready = client.get("/-/ready")
    state = dict(ready.json or {})
    assert state.pop("time") > 1.7e9
    assert (ready.status_code, state) == (
        200,
        {
            "ready": True,
            "store": "ok",
            "catalogue": "not read yet",
            "catalogue_age_seconds": None,
            "translator": "builtin",
        },
    )
    assert b"llm_proxy_requests_total" in client.get("/metrics").data

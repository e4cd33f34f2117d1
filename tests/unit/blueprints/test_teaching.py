"""A person gives a question its PromQL over HTTP, also one of the readings that a refusal tells."""

import json
from typing import Any

import pytest
from flask import Flask

from app.question import ask
from tests.unit.blueprints.conftest import MakeApp, services_of
from tests.unit.blueprints.upstream import Upstream, success

PATH = "/api/v1/llm/queries"
HASH = ask("", "is it up").hash
EXAMPLE = '{"question":"is the shop up","promql":"up{job=\\"shop\\"}","approve":true}'
GAUGE = {
    "rule": "rate-on-gauge",
    "severity": "error",
    "fragment": "rate(up[…])",
    "short": "up is a gauge, and rate() is for counters",
    "long": "every fall of a gauge would count as a reset: use deriv() or the value itself",
    "suggestions": ["deriv"],
}
ORDERS = {
    "shop_orders_open": [{"type": "gauge", "help": "Orders that are open.", "unit": ""}],
    "shop_orders_waiting": [{"type": "gauge", "help": "Orders that wait.", "unit": ""}],
}


def lesson(**changed: object) -> dict[str, object]:
    return {"question": "Is it up?", "promql": "up", "approve": True, **changed}


def taught(app: Flask, **changed: object) -> tuple[int, Any]:
    got = app.test_client().post(PATH, json=lesson(**changed))
    return got.status_code, got.json


def asked(app: Flask, question: str) -> Any:
    query = f'llm_dashboard_metric{{query="{question}"}}'
    return app.test_client().get("/api/v1/query", query_string={"query": query})


def known(**changed: object) -> dict[str, object]:
    told = {"hash": HASH, "state": "approved", "version": 1, "question": "Is it up?"}
    return {**told, "promql": "up", "findings": [], **changed}


def test_a_question_is_taught_and_answered_from_the_store(make_app: MakeApp) -> None:
    app = make_app()
    assert taught(app) == (201, known())
    assert taught(app) == (200, known())
    answer = asked(app, "is it up")
    assert answer.headers["X-LLM-Proxy-Source"] == "store"
    assert answer.headers["X-LLM-Proxy-State"] == "approved"
    entries = services_of(app).store.audit("", HASH)
    assert [(entry.action.value, entry.who) for entry in entries] == [("teach", "local")]


def test_without_approval_it_waits_as_a_draft(make_app: MakeApp) -> None:
    app = make_app()
    pending = known(state="pending")
    client = app.test_client()
    got = client.post(PATH, data='{"question":"Is it up?","promql":" up\\n"}')
    assert (got.status_code, got.json) == (201, pending)
    assert asked(app, "is it up").headers["X-LLM-Proxy-State"] == "pending"
    assert taught(app) == (200, known())


def test_placeholders_are_kept_as_they_are(make_app: MakeApp) -> None:
    promql = "max_over_time(up[$__range]) + avg_over_time(up[$__rate_interval])"
    status, told = taught(make_app(), promql=promql)
    assert (status, told["promql"]) == (201, promql)


def test_what_the_checks_refuse_is_kept_only_where_that_is_accepted(make_app: MakeApp) -> None:
    app = make_app()
    promql = "rate(up[$__rate_interval])"
    status, told = taught(app, promql=promql)
    assert (status, told) == (
        422,
        {
            "status": "error",
            "errorType": "execution",
            "error": "the PromQL was not kept: up is a gauge, and rate() is for counters (every"
            " fall of a gauge would count as a reset: use deriv() or the value itself). Correct it,"
            ' or approve it with "accept":[{"rule":"rate-on-gauge","fragment":"rate(up[…])"}]',
            "findings": [GAUGE],
        },
    )
    assert services_of(app).store.list_records("") == []
    offered = json.loads("{" + told["error"].partition("approve it with ")[2] + "}")
    assert taught(app, promql=promql, **offered) == (201, known(promql=promql))
    assert taught(app, promql=promql, **offered) == (200, known(promql=promql))
    answer = asked(app, "is it up")
    assert (answer.status_code, "warnings" in answer.json) == (200, False)


@pytest.mark.parametrize("approve", [True, False])
@pytest.mark.parametrize(
    ("promql", "error"),
    [
        ("up{", "it does not parse: unexpected end of input inside braces"),
        (" ", "it does not parse: no expression found in input"),
        ("rate(up[$interval])", "it does not parse: "),
        (
            '1 + llm_dashboard_metric{query="is it up"}',
            "it holds llm_dashboard_metric itself, and the answer to a question cannot ask",
        ),
    ],
)
def test_what_cannot_run_is_not_kept_and_nobody_can_accept_it(
    make_app: MakeApp, promql: str, error: str, approve: bool
) -> None:
    app = make_app()
    accept = {"accept": [{"rule": "syntax"}]} if approve else {}
    status, told = taught(app, promql=promql, approve=approve, **accept)
    assert (status, [each["rule"] for each in told["findings"]]) == (422, ["syntax"])
    assert told["error"].startswith(f"the PromQL was not kept: {error}")
    assert told["error"].endswith("Correct it (findings of syntax cannot be accepted)")
    assert services_of(app).store.list_records("") == []


WRONG = [
    ("", "Input should be an object"),
    ("[]", "Input should be an object"),
    ('{"promql":"up"}', '"question": Field required'),
    ('{"question":"a b c"}', '"promql": Field required'),
    ('{"question":"","promql":"up"}', '"question": String should have at least 1 character'),
    ('{"question":"a","promql":""}', '"promql": String should have at least 1 character'),
    (
        '{"question":"a","promql":"up","approve":"yes"}',
        '"approve": Input should be a valid boolean',
    ),
    ('{"question":"a","promql":"up","who":"me"}', '"who": Extra inputs are not permitted'),
    (
        '{"question":"a","promql":"up","version":0}',
        '"version": Input should be greater than or equal to 1',
    ),
    (
        '{"question":"a","promql":"up","accept":[]}',
        'Value error, "accept" goes with "approve": true only',
    ),
    (
        '{"question":"a","promql":"up","approve":true,"accept":[{}]}',
        '"accept.0.rule": Field required',
    ),
]


@pytest.mark.parametrize(("body", "error"), WRONG)
def test_a_wrong_lesson_is_told_with_an_example(make_app: MakeApp, body: str, error: str) -> None:
    got = make_app().test_client().post(PATH, data=body)
    assert (got.status_code, got.json) == (
        400,
        {
            "status": "error",
            "errorType": "bad_data",
            "error": f"the body is not as expected: {error}. Example: {EXAMPLE}",
        },
    )


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"question": " ?! "}, 400, f"the question holds no words. Example: {EXAMPLE}"),
        (
            {"question": "x" * 2001},
            400,
            "the question is longer than 2000 characters: teach a shorter one",
        ),
        (
            {"version": 1},
            409,
            "version 1 was reviewed, but nothing is known for this question: leave the version out",
        ),
        (
            {"accept": [{"rule": "syntax"}]},
            409,
            "findings of syntax cannot be accepted: edit the PromQL instead",
        ),
    ],
)
def test_what_cannot_be_taught_so_is_told(
    make_app: MakeApp, changed: dict[str, object], status: int, error: str
) -> None:
    got, told = taught(make_app(), **changed)
    assert (got, told["error"]) == (status, error)


def test_an_edit_waits_beside_the_live_one_until_it_is_approved(make_app: MakeApp) -> None:
    app = make_app()
    taught(app)
    client = app.test_client()
    waiting = client.put(f"{PATH}/{HASH}", json={"promql": "sum(up)"})
    expected = known(state="pending", version=2, promql="sum(up)")
    assert (waiting.status_code, waiting.json) == (201, expected)
    assert "PromQL: up |" in asked(app, "is it up").json["infos"][-1]
    approved = client.put(f"{PATH}/{HASH}", json={"promql": "sum(up)", "approve": True})
    assert (approved.status_code, approved.json) == (200, {**expected, "state": "approved"})
    assert "PromQL: sum(up) |" in asked(app, "is it up").json["infos"][-1]
    refused = client.put(f"{PATH}/{HASH}", json={"promql": "up{", "approve": True})
    assert (refused.status_code, bool(refused.json and refused.json["findings"])) == (422, True)


def test_a_question_is_told_with_its_versions_and_decisions(make_app: MakeApp) -> None:
    app = make_app()
    taught(app)
    client = app.test_client()
    client.put(f"{PATH}/{HASH}", json={"promql": "sum(up)"})
    got: Any = client.get(f"{PATH}/{HASH}").json
    made = {"explanation": "", "created_by": "local", "findings": []}
    live, draft = got.pop("live"), got.pop("draft")
    audit = got.pop("audit")
    assert got.pop("created_at") == live.pop("created_at") == audit[0].pop("at")
    assert draft.pop("created_at") == audit[1].pop("at")
    assert live == {**made, "version": 1, "promql": "up", "source": "teach"}
    assert draft == {**made, "version": 2, "promql": "sum(up)", "source": "edit"}
    decided = {"who": "local", "to": "approved", "note": ""}
    assert audit == [
        {**decided, "action": "teach", "from": None, "version": 1},
        {**decided, "action": "edit", "from": "approved", "version": 2},
    ]
    assert got == {
        "hash": HASH,
        "question": "Is it up?",
        "state": "approved",
        "draft_state": "pending",
        "approved_by": "local",
        "accepted": [],
        "error": None,
        "rejections": [],
        "uses": 0,
        "last_used_at": None,
    }


@pytest.mark.parametrize("hash_", ["1", "x", "9" * 100])
def test_an_unknown_hash_is_not_found(make_app: MakeApp, hash_: str) -> None:
    client = make_app().test_client()
    for got in (
        client.get(f"{PATH}/{hash_}"),
        client.put(f"{PATH}/{hash_}", json={"promql": "up{"}),
    ):
        assert (got.status_code, got.json and got.json["error"]) == (
            404,
            f"there is no question with the hash {hash_}",
        )


def test_a_wrong_edit_is_told_with_an_example(make_app: MakeApp) -> None:
    got = make_app().test_client().put(f"{PATH}/{HASH}", json={"question": "a", "promql": "up"})
    assert (got.status_code, got.json and got.json["error"]) == (
        400,
        'the body is not as expected: "question": Extra inputs are not permitted. Example:'
        ' {"promql":"up{job=\\"shop\\"}","approve":true}',
    )


def test_each_tenant_has_lessons_of_its_own(make_app: MakeApp) -> None:
    app = make_app(tenant_header="X-Scope-OrgID")
    client = app.test_client()
    got = client.post(PATH, json=lesson(), headers={"X-Scope-OrgID": "a"})
    assert (got.status_code, got.json and got.json["hash"]) == (201, ask("a", "is it up").hash)
    store = services_of(app).store
    assert [len(store.list_records(tenant)) for tenant in ("a", "b", "")] == [1, 0, 0]


def test_only_reviewers_teach(make_app: MakeApp) -> None:
    app = make_app(admin_tokens={"bob": "secret"})
    client = app.test_client()
    alone = client.post(PATH, json=lesson())
    named = client.post(PATH, json=lesson(), headers={"Authorization": "Bearer secret"})
    assert (alone.status_code, named.status_code) == (401, 201)
    assert [entry.who for entry in services_of(app).store.audit("", HASH)] == ["bob"]


def test_what_prometheus_cannot_be_asked_about_is_not_kept(make_app: MakeApp) -> None:
    app = make_app(prometheus_url="http://127.0.0.1:1")
    assert taught(app)[0] == 503
    assert services_of(app).store.list_records("") == []


def test_a_reading_of_a_refused_question_is_taught_by_the_request_that_is_told(
    make_app: MakeApp, prometheus: Upstream
) -> None:
    prometheus.answers["metadata"] = success(ORDERS)
    prometheus.answers["label/__name__/values"] = success(list(ORDERS))
    app = make_app()
    question = "backlog of orders"
    refused = asked(app, question)
    assert refused.status_code == 422
    sent = f'{{"question":"{question}","promql":"…","approve":true}}'
    hash_ = ask("", question).hash
    assert refused.json["error"].endswith(f"teach it: POST {PATH} {sent} (hash {hash_})")
    told: Any = app.test_client().post("/api/v1/llm/translate", json={"prompt": question}).json
    first = told["readings"][0]
    sureness = first.pop("sureness")
    assert 0 < sureness < 0.7
    assert first == {
        "promql": "shop_orders_waiting",
        "explanation": "shop_orders_waiting (gauge): Orders that wait.",
        "teach": {
            "method": "POST",
            "path": PATH,
            "body": {"question": question, "promql": "shop_orders_waiting", "approve": True},
        },
    }
    request = first["teach"]
    kept = app.test_client().open(request["path"], method=request["method"], json=request["body"])
    assert (kept.status_code, kept.json["state"]) == (201, "approved")
    answer = asked(app, question)
    assert answer.status_code == 200
    assert answer.headers["X-LLM-Proxy-Source"] == "store"
    assert "PromQL: shop_orders_waiting | approved by local" in answer.json["infos"][-1]


def test_below_a_path_of_our_own_the_request_is_told_with_it(
    make_app: MakeApp, prometheus: Upstream
) -> None:
    prometheus.answers["metadata"] = success(ORDERS)
    prometheus.answers["label/__name__/values"] = success(list(ORDERS))
    client = make_app(root_path="/tools").test_client()
    wanted = {"prompt": "backlog of orders"}
    told: Any = client.post("/tools/api/v1/llm/translate", json=wanted).json
    assert told["readings"][0]["teach"]["path"] == f"/tools{PATH}"

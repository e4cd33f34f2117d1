"""Approving and rejecting: the two endpoints, who may use them, and what holds afterwards."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from scripts.processes import Server
from tests import servers
from tests.functional.asking import UPTIME, instant, listed, ranged, selector, verdict
from tests.functional.scripted_model import scripted_model
from tests.functional.until import until

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]


def test_an_approved_question_is_answered_from_the_store(
    proxy: Server, http: requests.Session
) -> None:
    question = "how many targets are up"
    question_hash = instant(http, proxy, selector(question)).headers["X-LLM-Proxy-Hash"]
    answer = verdict(http, proxy, question_hash, True)
    assert (answer.status_code, answer.text) == (200, "OK")
    again = instant(http, proxy, selector("  How many   targets are UP? "))
    assert again.headers["X-LLM-Proxy-Source"] == "store"
    assert again.headers["X-LLM-Proxy-State"] == "approved"
    assert f"| approved by local | hash {question_hash}" in again.json()["infos"][-1]
    assert "warnings" not in again.json()


def test_a_question_taken_back_is_not_approved_any_more(
    proxy: Server, http: requests.Session
) -> None:
    question = selector("number of goroutines of prometheus")
    question_hash = instant(http, proxy, question).headers["X-LLM-Proxy-Hash"]
    for status, state in ((True, "approved"), (False, "rejected"), (True, "approved")):
        assert verdict(http, proxy, question_hash, status).status_code == 200
        assert listed(http, proxy)[question_hash]["state"] == state


def test_what_a_reviewer_rejected_is_not_generated_again(
    proxy: Server, http: requests.Session
) -> None:
    question = selector("node load average")
    question_hash = instant(http, proxy, question).headers["X-LLM-Proxy-Hash"]
    promql = listed(http, proxy)[question_hash]["output"]
    body = f'{{"hash":"{question_hash}","status":false,"reason":"we look at load15"}}'
    assert http.post(f"{proxy.url}/api/v1/validate_query", data=body, timeout=10).text == "OK"
    # Another worker knows the decision half a second later at most.
    until(lambda: instant(http, proxy, question).status_code != 200)
    again = instant(http, proxy, question)
    assert promql == "node_load1"
    # Two are left that fit as well: both are offered, and neither is taken.
    assert again.status_code == 422
    assert " node_load15 " in again.json()["error"]
    assert " node_load5 " in again.json()["error"]
    assert " node_load1 " not in again.json()["error"]


def test_the_list_is_filtered_by_a_body_as_curl_sends_it(
    proxy: Server, http: requests.Session
) -> None:
    question_hash = instant(http, proxy, selector(UPTIME)).headers["X-LLM-Proxy-Hash"]
    url = f"{proxy.url}/api/v1/get_all_queries"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = f'{{"hash":"{question_hash}","status":false}}'
    answer = http.get(url, data=body, headers=form, timeout=10)
    record = answer.json()[question_hash]
    assert (answer.status_code, list(answer.json())) == (200, [question_hash])
    assert record.pop("uses") >= 0
    assert record == {
        "prompt": record["prompt"],
        "output": 'time() - process_start_time_seconds{job="prometheus"}',
        "status": False,
        "state": "pending",
        "version": 1,
        "explanation": record["explanation"],
        "source": "builtin",
        "approved_by": None,
        "error": None,
        "accepted": [],
        "findings": [],
    }
    approved = http.get(url, data=body.replace("false", "true"), headers=form, timeout=10)
    assert (approved.status_code, approved.json()) == (200, {})


EXAMPLE = 'Example: {"hash":"658843486","status":true}'
WRONG_VERDICTS = [
    (b"", 400, f"the body is not as expected: Input should be an object. {EXAMPLE}"),
    (
        b"not json",
        400,
        f"the body is not as expected: Invalid JSON: expected ident at line 1 column 2. {EXAMPLE}",
    ),
    (b'{"hash":"1"}', 400, f'the body is not as expected: "status": Field required. {EXAMPLE}'),
    (
        b'{"hash":"1","status":"yes"}',
        400,
        f'the body is not as expected: "status": Input should be a valid boolean. {EXAMPLE}',
    ),
    (
        b'{"hash":"x","status":true}',
        400,
        'the body is not as expected: "hash": Value error, the hash is the number from the notice'
        f" of an answer. {EXAMPLE}",
    ),
    (
        b'{"hash":"1","status":true,"who":"me"}',
        400,
        f'the body is not as expected: "who": Extra inputs are not permitted. {EXAMPLE}',
    ),
]


@pytest.mark.parametrize(("body", "status", "error"), WRONG_VERDICTS)
def test_a_wrong_verdict_is_told_what_is_wrong(
    body: bytes, status: int, error: str, proxy: Server, http: requests.Session
) -> None:
    answer = http.post(f"{proxy.url}/api/v1/validate_query", data=body, timeout=10)
    assert (answer.status_code, answer.json()) == (
        status,
        {"status": "error", "errorType": "bad_data", "error": error},
    )


def test_an_unknown_hash_is_404(proxy: Server, http: requests.Session) -> None:
    answer = verdict(http, proxy, "658843486", True)
    assert (answer.status_code, answer.json()) == (
        404,
        {
            "status": "error",
            "errorType": "not_found",
            "error": "there is no question with the hash 658843486",
        },
    )


def test_another_version_than_the_reviewed_one_is_409(
    proxy: Server, http: requests.Session
) -> None:
    question_hash = instant(http, proxy, selector(UPTIME)).headers["X-LLM-Proxy-Hash"]
    body = f'{{"hash":"{question_hash}","status":true,"version":7}}'
    answer = http.post(f"{proxy.url}/api/v1/validate_query", data=body, timeout=10)
    assert (answer.status_code, answer.json()["errorType"]) == (409, "conflict")


def test_what_appears_only_after_a_failure_is_approved_by_accepting_it(
    prometheus_3: Server, http: requests.Session
) -> None:
    question = selector("failed requests to prometheus per second")
    promql = 'sum(rate(prometheus_http_requests_total{code="599"}[5m]))'
    made = {"promql": promql, "explanation": "Failures.", "assumptions": [], "refusal": None}
    with scripted_model(json.dumps(made)) as model:
        env = {"PROMETHEUS_URL": prometheus_3.url, "LLM_ENDPOINT": f"{model.url}/v1/responses"}
        with servers.gunicorn_proxy(env) as proxy:
            failed = instant(http, proxy, question)
            question_hash = failed.headers["X-LLM-Proxy-Hash"]
            findings = listed(http, proxy)[question_hash]["findings"]
            refused = verdict(http, proxy, question_hash, True)
            accept = [{"rule": found["rule"], "fragment": found["fragment"]} for found in findings]
            body = json.dumps({"hash": question_hash, "status": True, "accept": accept})
            approved = http.post(f"{proxy.url}/api/v1/validate_query", data=body, timeout=10)
            answer = ranged(http, proxy, question)
            accepted = listed(http, proxy)[question_hash]["accepted"]
    assert (failed.status_code, failed.headers["X-LLM-Proxy-State"]) == (422, "failed")
    assert [(found["rule"], found["severity"]) for found in findings] == [
        ("unknown-label-value", "error")
    ]
    assert refused.status_code == 409
    offered = f'"accept":{json.dumps(accept, separators=(",", ":"))}'
    assert refused.json()["error"].endswith(f"or approve it with {offered}")
    assert (approved.text, accepted) == ("OK", accept)
    assert (answer.status_code, answer.json()["data"]["result"]) == (200, [])
    assert "| approved by local |" in answer.json()["infos"][-1]
    assert "warnings" not in answer.json()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "proxy.example"},
        {"X-Forwarded-For": "10.0.0.1"},
        {"X-Grafana-User": "admin"},
        {"X-Datasource-Uid": "p"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_without_tokens_only_this_machine_reviews(
    headers: dict[str, str], proxy: Server, http: requests.Session
) -> None:
    answer = verdict(http, proxy, "1", True, **headers)
    assert answer.status_code == 403
    assert "ADMIN_TOKENS" in answer.json()["error"]


@pytest.fixture(scope="module")
def guarded(prometheus_3: Server) -> Iterator[Server]:
    env = {
        "PROMETHEUS_URL": prometheus_3.url,
        "LLM_PROVIDER": "builtin",
        "ADMIN_TOKENS": "alice:wonder,bob:builder",
        "UNAPPROVED_QUERIES": "hold",
    }
    with servers.gunicorn_proxy(env) as server:
        yield server


def test_with_tokens_a_reviewer_needs_one_and_is_named(
    guarded: Server, http: requests.Session
) -> None:
    held = instant(http, guarded, selector(UPTIME))
    question_hash = held.headers["X-LLM-Proxy-Hash"]
    assert (held.status_code, held.json()["error"]) == (
        422,
        "the PromQL is not approved, and it waits: approve it with POST /api/v1/validate_query."
        ' PromQL: time() - process_start_time_seconds{job="prometheus"}'
        f" (hash {question_hash})",
    )
    statuses = [
        verdict(http, guarded, question_hash, True, **headers).status_code
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer builder"})
    ]
    assert statuses == [401, 401, 200]
    answer = instant(http, guarded, selector(UPTIME), Authorization="Bearer builder")
    assert "| approved by bob | hash" in answer.json()["infos"][-1]
    assert "wonder" not in guarded.log.read_text()
    assert "builder" not in guarded.log.read_text()


def test_alert_rules_run_approved_questions_only(proxy: Server, http: requests.Session) -> None:
    answer = instant(http, proxy, selector("how many targets are down"), FromAlert="true")
    assert answer.status_code == 422
    assert "alert rules run approved ones only" in answer.json()["error"]


def test_decisions_survive_a_restart_and_hold_in_every_worker(
    prometheus_3: Server, http: requests.Session, tmp_path: Path
) -> None:
    env = {
        "PROMETHEUS_URL": prometheus_3.url,
        "LLM_PROVIDER": "builtin",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'kept.db'}",
    }
    with servers.gunicorn_proxy(env, workers=3) as first:
        question_hash = instant(http, first, selector(UPTIME)).headers["X-LLM-Proxy-Hash"]
        assert verdict(http, first, question_hash, True).text == "OK"
    with servers.gunicorn_proxy(env, workers=3) as second, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: _asked_alone(second), range(24)))
    assert set(answers) == {("store", "approved")}


def _asked_alone(server: Server) -> tuple[str, str]:
    """Ask over a connection of its own, so that any worker may get it."""
    with requests.Session() as alone:
        alone.trust_env = False
        headers = instant(alone, server, selector(UPTIME)).headers
    return headers["X-LLM-Proxy-Source"], headers["X-LLM-Proxy-State"]

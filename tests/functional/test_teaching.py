"""A person teaches a question over HTTP; what was refused before is answered."""

import json
from typing import Any

import pytest
import requests

from scripts.processes import Server
from tests import servers
from tests.functional.asking import instant, listed, ranged, selector
from tests.functional.scripted_model import scripted_model

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

REFUSAL = {"promql": None, "explanation": "", "assumptions": [], "refusal": "Nothing measures it."}


def post(http: requests.Session, server: Server, path: str, body: object) -> requests.Response:
    return http.post(f"{server.url}{path}", json=body, timeout=40)


def teach(http: requests.Session, server: Server, **lesson: object) -> requests.Response:
    return post(http, server, "/api/v1/llm/queries", lesson)


def offered(http: requests.Session, server: Server, question: str) -> list[dict[str, Any]]:
    """Return the readings of a question that is refused."""
    told = post(http, server, "/api/v1/llm/translate", {"prompt": question})
    assert told.status_code == 422
    readings: list[dict[str, Any]] = told.json()["readings"]
    return readings


def test_a_reading_is_one_post_from_being_the_answer_and_no_model_is_asked_any_more(
    prometheus_3: Server, http: requests.Session
) -> None:
    question = "duration of samples"
    with scripted_model(json.dumps(REFUSAL)) as model:
        env = {
            "PROMETHEUS_URL": prometheus_3.url,
            "LLM_ENDPOINT": f"{model.url}/v1/responses",
            "TRANSLATOR": "builtin-first",
        }
        # Another worker may go by what it read just before, for half a second.
        with servers.gunicorn_proxy(env, workers=1) as proxy:
            refused = instant(http, proxy, selector(question))
            reading = offered(http, proxy, question)[0]
            calls = len(model.asked)
            request = reading["teach"]
            kept = http.request(
                request["method"],
                proxy.url + request["path"],
                json={**request["body"], "approve": True},
                timeout=40,
            )
            again = post(http, proxy, request["path"], request["body"])
            answers = [ask(http, proxy, selector(question)) for ask in (instant, ranged)]
    assert refused.status_code == 422
    assert "teach it: POST /api/v1/llm/queries {" in refused.json()["error"]
    assert (kept.status_code, again.status_code) == (201, 200)
    assert kept.json()["state"] == "approved"
    for answer in answers:
        assert (answer.status_code, answer.headers["X-LLM-Proxy-Source"]) == (200, "store")
        assert answer.json()["infos"][-1].endswith(
            f"| approved by local | hash {kept.json()['hash']}"
        )
    assert (calls, len(model.asked)) == (1, 1)


def test_what_appears_only_after_a_failure_is_taught_by_accepting_it(
    proxy: Server, http: requests.Session
) -> None:
    lesson = {
        "question": "broken requests of prometheus",
        "promql": 'sum(rate(prometheus_http_requests_total{code="598"}[$__rate_interval]))',
        "approve": True,
    }
    refused = teach(http, proxy, **lesson)
    findings = refused.json()["findings"]
    accept = [{"rule": found["rule"], "fragment": found["fragment"]} for found in findings]
    taught = teach(http, proxy, **lesson, accept=accept)
    answer = ranged(http, proxy, selector("broken requests of prometheus"))
    assert (refused.status_code, [found["rule"] for found in findings]) == (
        422,
        ["unknown-label-value"],
    )
    assert (taught.status_code, taught.json()["findings"]) == (201, [])
    assert listed(http, proxy)[taught.json()["hash"]]["accepted"] == accept
    assert (answer.status_code, answer.json()["data"]["result"]) == (200, [])
    assert "warnings" not in answer.json()


def test_what_prometheus_cannot_evaluate_is_not_kept(proxy: Server, http: requests.Session) -> None:
    refused = teach(
        http, proxy, question="no such thing", promql='label_replace(up,"a","b","c","(")'
    )
    assert refused.status_code == 422
    assert refused.json()["error"].startswith("the PromQL was not kept: ")
    assert "no such thing" not in [each["prompt"] for each in listed(http, proxy).values()]

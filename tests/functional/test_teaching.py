"""A person teaches a question over HTTP."""

import pytest
import requests

from scripts.processes import Server
from tests.functional.asking import listed, ranged, selector

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]


def teach(http: requests.Session, server: Server, **lesson: object) -> requests.Response:
    return http.post(f"{server.url}/api/v1/llm/queries", json=lesson, timeout=40)


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

"""Generated PromQL is checked against the real server before it runs, whichever version it has."""

import time
from typing import Any

import pytest
import requests

from scripts.processes import Server
from tests import servers
from tests.functional.asking import instant, ranged, selector
from tests.functional.scripted_model import scripted_model
from tests.functional.test_models import answer_json

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]


def lint(http: requests.Session, proxy: Server, promql: str, **times: float) -> dict[str, Any]:
    body = {"promql": promql, **times}
    answer = http.post(f"{proxy.url}/api/v1/llm/lint", json=body, timeout=30)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def rules(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [(finding["rule"], finding["severity"]) for finding in told["findings"]]


@pytest.mark.parametrize(
    ("promql", "found"),
    [
        ("sum by (mode) (rate(node_cpu_seconds_total[1m]))", []),
        ("prometheus_build_info", []),
        ("rate(node_cpu_second_total[1m])", [("unknown-metric", "error")]),
        ("node_load1{job='nod'}", [("unknown-label-value", "error")]),
        ("node_load1{jobs='node'}", [("unknown-label", "error")]),
        ("sum by (nod) (node_load1)", [("unknown-label", "error")]),
        ("rate(node_load1[1m])", [("rate-on-gauge", "error")]),
        ("node_cpu_seconds_total", [("raw-counter", "warning")]),
        ("node_load1 / sum(up)", [("vector-matching", "warning")]),
        ("{__name__=~'node_.*'}", [("name-regex", "error")]),
        ("up{job=~'node'}", [("regex", "note")]),
        ("sum(", [("syntax", "error")]),
        ("node_load1 @ 5", [("fixed-time", "error"), ("beyond-retention", "warning")]),
    ],
)
def test_findings_are_those_of_what_the_server_holds(
    promql: str, found: list[tuple[str, str]], proxy: Server, http: requests.Session
) -> None:
    assert rules(lint(http, proxy, promql)) == found


def test_a_function_that_the_version_lacks_is_told(upstream: Server, proxy: Server) -> None:
    with requests.Session() as http:
        version = http.get(f"{upstream.url}/api/v1/status/buildinfo", timeout=5).json()
        told = lint(
            http, proxy, "histogram_avg(rate(prometheus_http_request_duration_seconds[1m]))"
        )
    old = version["data"]["version"].startswith("2.42")
    assert (("server-feature", "error") in rules(told)) is old


def test_what_a_query_would_take_is_told(proxy: Server, http: requests.Session) -> None:
    now = time.time()
    promql = "sum by (mode) (rate(node_cpu_seconds_total[1m]))"
    cost = lint(http, proxy, promql, start=now - 60, end=now, step=15)["cost"]
    modes = instant(http, proxy, "count(count by (mode) (node_cpu_seconds_total))").json()
    assert cost["points"] == 5
    assert cost["returned_series"] == int(modes["data"]["result"][0]["value"][1])
    assert cost["selectors"][0]["selector"] == "node_cpu_seconds_total"
    assert cost["touched_samples"] > cost["returned_series"]


def test_an_answer_of_too_many_series_is_refused_with_the_number(
    upstream: Server, http: requests.Session
) -> None:
    with scripted_model(answer_json("rate(node_cpu_seconds_total[1m])")) as model:
        env = {
            "PROMETHEUS_URL": upstream.url,
            "LLM_ENDPOINT": f"{model.url}/v1/responses",
            "MAX_RETURNED_SERIES": "3",
            "WARN_RETURNED_SERIES": "3",
        }
        with servers.gunicorn_proxy(env, workers=1) as proxy:
            refused = instant(http, proxy, selector("cpu per core and mode"))
            plain = instant(http, proxy, "node_cpu_seconds_total")
    assert refused.status_code == 422
    assert "series, at most 3 are allowed" in refused.json()["error"]
    assert "It was not run: rate(node_cpu_seconds_total[1m])" in refused.json()["error"]
    assert plain.status_code == 200


@pytest.mark.parametrize(
    "wrong",
    ["label_replace(up, 'a', '$1', 'job', '(')", "up * on () up"],
)
def test_what_only_the_evaluation_tells_goes_back_to_the_model(
    wrong: str, upstream: Server, http: requests.Session
) -> None:
    with scripted_model(answer_json(wrong), answer_json("count(up)")) as model:
        env = {"PROMETHEUS_URL": upstream.url, "LLM_ENDPOINT": f"{model.url}/v1/responses"}
        with servers.gunicorn_proxy(env, workers=1) as proxy:
            answer = instant(http, proxy, selector("targets together"))
    assert answer.json()["infos"][0].startswith("PromQL: count(up) |")
    assert len(model.asked) == 2


def test_a_sum_over_more_series_than_may_be_returned_is_answered(
    upstream: Server, http: requests.Session
) -> None:
    with scripted_model(answer_json("sum(rate(node_cpu_seconds_total[1m]))")) as model:
        env = {
            "PROMETHEUS_URL": upstream.url,
            "LLM_ENDPOINT": f"{model.url}/v1/responses",
            "MAX_RETURNED_SERIES": "3",
            "WARN_RETURNED_SERIES": "3",
        }
        with servers.gunicorn_proxy(env, workers=1) as proxy:
            answer = instant(http, proxy, selector("cpu altogether"))
    assert answer.status_code == 200, answer.text


def test_too_many_samples_are_refused_with_the_smallest_step_that_fits(
    upstream: Server, http: requests.Session
) -> None:
    promql = "sum by (cpu) (rate(node_cpu_seconds_total[1m]))"
    with scripted_model(answer_json(promql)) as model:
        env = {
            "PROMETHEUS_URL": upstream.url,
            "LLM_ENDPOINT": f"{model.url}/v1/responses",
            "MAX_PEAK_SAMPLES": "500",
            "WARN_PEAK_SAMPLES": "400",
        }
        with servers.gunicorn_proxy(env, workers=1) as proxy:
            refused = ranged(http, proxy, selector("cpu per core"), step="1")
            error = refused.json()["error"]
            assert (refused.status_code, "the smallest step that fits is" in error) == (422, True)
            step = error.partition("the smallest step that fits is ")[2].partition(")")[0]
            fits = ranged(http, proxy, selector("cpu per core"), step=step)
    assert fits.status_code == 200, fits.text


def test_what_queries_took_is_compared_with_the_estimate(
    proxy: Server, http: requests.Session
) -> None:
    answer = instant(http, proxy, selector("how many targets are up"))
    assert answer.status_code == 200
    assert "stats" not in answer.json()["data"]
    exposition = http.get(f"{proxy.url}/metrics", timeout=5).text
    counts = [
        line
        for line in exposition.splitlines()
        if line.startswith("llm_proxy_cost_actual_per_estimate_ratio_count")
    ]
    assert {line.partition('quantity="')[2].partition('"')[0] for line in counts} == {
        "samples",
        "peak",
        "bytes",
    }

"""Questions answered by a model: each API, repair, refusal, and one call however many ask."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from scripts.processes import Server
from tests import servers
from tests.functional.asking import UPTIME, instant, listed, ranged, selector, verdict
from tests.functional.scripted_model import scripted_model

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

QUESTION = selector("cpu seconds used by the prometheus process")
RIGHT = 'rate(process_cpu_seconds_total{job="prometheus"}[$__rate_interval])'


def answer_json(promql: str | None, refusal: str | None = None) -> str:
    return json.dumps(
        {"promql": promql, "explanation": "CPU seconds.", "assumptions": [], "refusal": refusal}
    )


@pytest.mark.parametrize(
    "path", ["/v1/responses", "/v1/chat/completions", "/api/generate", "/api/chat"]
)
def test_each_api_answers_a_question(
    path: str, prometheus_3: Server, http: requests.Session
) -> None:
    with scripted_model(answer_json(RIGHT)) as model:
        env = {"PROMETHEUS_URL": prometheus_3.url, "LLM_ENDPOINT": model.url + path}
        with servers.gunicorn_proxy(env, workers=1) as proxy:
            answer = instant(http, proxy, QUESTION)
            exposition = http.get(f"{proxy.url}/metrics", timeout=10).text
    provider = answer.headers["X-LLM-Proxy-Source"]
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["result"]
    assert (
        f'llm_proxy_model_tokens_total{{direction="prompt",source="{provider}"}} 7.0' in exposition
    )


def test_a_wrong_metric_is_repaired_once_with_the_finding(
    prometheus_3: Server, http: requests.Session
) -> None:
    wrong = RIGHT.replace("process_cpu_seconds_total", "process_cpu_second_total")
    with scripted_model(answer_json(wrong), answer_json(RIGHT)) as model:
        env = {"PROMETHEUS_URL": prometheus_3.url, "LLM_ENDPOINT": f"{model.url}/v1/responses"}
        with servers.gunicorn_proxy(env) as proxy:
            answer = instant(http, proxy, QUESTION)
    assert answer.status_code == 200, answer.text
    assert len(model.asked) == 2
    assert "there is no metric process_cpu_second_total" in json.dumps(model.asked[1])


def test_a_query_that_stays_wrong_is_422_and_never_runs(
    prometheus_3: Server, http: requests.Session
) -> None:
    with scripted_model(answer_json("rate(nothing_like_it[5m])")) as model:
        env = {"PROMETHEUS_URL": prometheus_3.url, "LLM_ENDPOINT": f"{model.url}/v1/responses"}
        with servers.gunicorn_proxy(env) as proxy:
            answers = [instant(http, proxy, QUESTION) for _ in range(3)]
            question_hash = answers[0].headers["X-LLM-Proxy-Hash"]
            kept = listed(http, proxy)[question_hash]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert "there is no metric nothing_like_it" in answers[0].json()["error"]
    assert (kept["state"], kept["output"]) == ("failed", "rate(nothing_like_it[5m])")
    assert len(model.asked) == 3


def test_a_rejection_can_be_undone_after_somebody_asked_again(
    prometheus_3: Server, http: requests.Session
) -> None:
    rejected = answer_json("prometheus_build_info")
    with scripted_model(rejected, rejected, answer_json(None, "I give up.")) as model:
        env = {
            "PROMETHEUS_URL": prometheus_3.url,
            "LLM_ENDPOINT": f"{model.url}/v1/responses",
            "FAILURE_TTL": "0.01",
        }
        with servers.gunicorn_proxy(env) as proxy:
            question_hash = instant(http, proxy, QUESTION).headers["X-LLM-Proxy-Hash"]
            assert verdict(http, proxy, question_hash, False).text == "OK"
            refused = [instant(http, proxy, QUESTION).status_code for _ in range(2)]
            assert verdict(http, proxy, question_hash, True).text == "OK"
            again = instant(http, proxy, QUESTION)
    assert refused == [422, 422]
    assert again.json()["infos"][-1].startswith("PromQL: prometheus_build_info | approved by local")


def test_a_model_that_repeats_what_was_rejected_is_told_off(
    prometheus_3: Server, http: requests.Session
) -> None:
    with scripted_model(answer_json("prometheus_build_info")) as model:
        env = {"PROMETHEUS_URL": prometheus_3.url, "LLM_ENDPOINT": f"{model.url}/v1/responses"}
        with servers.gunicorn_proxy(env) as proxy:
            question_hash = instant(http, proxy, QUESTION).headers["X-LLM-Proxy-Hash"]
            body = f'{{"hash":"{question_hash}","status":false,"reason":"not the build"}}'
            http.post(f"{proxy.url}/api/v1/validate_query", data=body, timeout=10)
            again = instant(http, proxy, QUESTION)
    assert (again.status_code, again.json()["error"]) == (
        422,
        "local rejected the PromQL for this question: not the build. Ask in other words, or have"
        " it edited by a reviewer. It was not run: prometheus_build_info"
        f" (hash {question_hash})",
    )
    assert "not the build" in json.dumps(model.asked[1])


def test_a_refusal_of_the_model_is_told_with_the_closest_metrics(
    prometheus_3: Server, http: requests.Session
) -> None:
    refusal = answer_json(None, "No metric counts invoices.")
    with scripted_model(refusal) as model:
        env = {"PROMETHEUS_URL": prometheus_3.url, "LLM_ENDPOINT": f"{model.url}/v1/responses"}
        with servers.gunicorn_proxy(env) as proxy:
            answer = instant(http, proxy, selector("cpu seconds per invoice"))
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("No metric counts invoices. Closest metrics: ")


def test_a_model_that_is_down_is_503_and_plain_queries_run(
    prometheus_3: Server, http: requests.Session
) -> None:
    env = {"PROMETHEUS_URL": prometheus_3.url, "LLM_ENDPOINT": "http://127.0.0.1:1/v1/responses"}
    with servers.gunicorn_proxy(env) as proxy:
        answer = instant(http, proxy, QUESTION)
        plain = instant(http, proxy, "up")
    assert (answer.status_code, answer.json()["errorType"]) == (503, "unavailable")
    assert plain.status_code == 200


def test_one_question_at_once_in_all_workers_is_one_call(
    prometheus_3: Server, http: requests.Session
) -> None:
    with scripted_model(answer_json(RIGHT), held=True) as model:
        env = {
            "PROMETHEUS_URL": prometheus_3.url,
            "LLM_ENDPOINT": f"{model.url}/v1/responses",
            "QUESTION_THREADS": "16",
        }
        with servers.gunicorn_proxy(env, workers=3) as proxy, ThreadPoolExecutor(20) as pool:
            asked = [pool.submit(_ask_alone, proxy, number) for number in range(20)]
            model.may_answer.set()
            answers = [future.result() for future in asked]
            again = instant(http, proxy, QUESTION)
    assert [answer.status_code for answer in answers] == [200] * 20, answers[0].text
    assert {answer.headers["X-LLM-Proxy-Hash"] for answer in answers} == {
        again.headers["X-LLM-Proxy-Hash"]
    }
    assert again.headers["X-LLM-Proxy-Source"] == "store"
    assert len(model.asked) == 1


def test_what_is_sent_holds_no_clock_no_sample_and_is_not_stored(
    prometheus_3: Server, http: requests.Session
) -> None:
    with scripted_model(answer_json(RIGHT)) as model:
        env = {
            "PROMETHEUS_URL": prometheus_3.url,
            "LLM_ENDPOINT": f"{model.url}/v1/responses",
            "OPENAI_API_KEY": "sk-secret",
        }
        with servers.gunicorn_proxy(env) as proxy:
            first = instant(http, proxy, QUESTION)
            log = proxy.log.read_text()
    sent = model.asked[0]
    assert (sent["store"], sent["model"]) == (False, "gpt-4o-mini")
    assert "process_cpu_seconds_total" in json.dumps(sent)
    assert "sk-secret" not in json.dumps(sent) + log + first.text


def test_with_builtin_first_the_model_gets_what_the_builtin_is_not_sure_of(
    prometheus_3: Server, http: requests.Session
) -> None:
    with scripted_model(answer_json(RIGHT)) as model:
        env = {
            "PROMETHEUS_URL": prometheus_3.url,
            "LLM_ENDPOINT": f"{model.url}/api/chat",
            "TRANSLATOR": "builtin-first",
        }
        with servers.gunicorn_proxy(env, workers=1) as proxy:
            sure = instant(http, proxy, selector(UPTIME))
            asked_for_it = len(model.asked)
            unsure = instant(http, proxy, selector("cpu bill of the prometheus mothership"))
            exposition = http.get(f"{proxy.url}/metrics", timeout=10).text
    assert (sure.headers["X-LLM-Proxy-Source"], asked_for_it) == ("builtin", 0)
    assert "generated by builtin" in sure.json()["warnings"][-1]
    assert (unsure.headers["X-LLM-Proxy-Source"], len(model.asked)) == ("ollama", 1)
    assert "generated by ollama" in unsure.json()["warnings"][-1]
    for source in ("builtin", "ollama"):
        counted = f'llm_proxy_translations_total{{outcome="pending",source="{source}"}} 1.0'
        assert counted in exposition


def _ask_alone(server: Server, number: int) -> requests.Response:
    with requests.Session() as alone:
        alone.trust_env = False
        return (instant if number % 2 else ranged)(alone, server, QUESTION)

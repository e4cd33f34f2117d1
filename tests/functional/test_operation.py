"""What an operator sees: start, readiness, metrics, the page, and what must not be needed."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from scripts.processes import Server
from tests import servers
from tests.functional.asking import UPTIME, instant, selector, verdict

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

NOWHERE = "127.0.0.1:1"


def test_health_readiness_and_metrics(proxy: Server, http: requests.Session) -> None:
    instant(http, proxy, selector(UPTIME))
    healthy = http.get(f"{proxy.url}/-/healthy", timeout=5)
    ready = http.get(f"{proxy.url}/-/ready", timeout=5)
    metrics = http.get(f"{proxy.url}/metrics", timeout=5)
    assert (healthy.status_code, healthy.text) == (200, "OK")
    assert ready.status_code == 200
    assert (ready.json()["ready"], ready.json()["store"]) == (True, "ok")
    assert 'llm_proxy_questions_total{source="builtin",state="pending"}' in metrics.text


def test_the_page_shows_hostile_questions_as_text(proxy: Server, http: requests.Session) -> None:
    instant(http, proxy, selector("<script>alert(1)</script> nothing like it"))
    page = http.get(f"{proxy.url}/", timeout=5)
    assert page.status_code == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt; nothing like it" in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_translate_tells_without_running(proxy: Server, http: requests.Session) -> None:
    url = f"{proxy.url}/api/v1/llm/translate"
    body = {"prompt": "cpu usage rate per mode", "start": 0, "end": 3600, "step": 119}
    told = http.post(url, json=body, timeout=30).json()
    assert "[$__rate_interval]" in told["promql"]
    assert told["executed"] == told["promql"].replace("$__rate_interval", "2m")
    assert (told["state"], told["cost"]["points"]) == ("pending", 31)


def test_plain_queries_run_without_store_model_and_catalogue(
    prometheus_3: Server, http: requests.Session
) -> None:
    env = {
        "PROMETHEUS_URL": prometheus_3.url,
        "LLM_ENDPOINT": f"http://{NOWHERE}/v1/responses",
        "DATABASE_URL": "sqlite:////proc/nowhere/queries.db",
    }
    with servers.gunicorn_proxy(env) as proxy:
        plain = instant(http, proxy, "1+1")
        question = instant(http, proxy, selector(UPTIME))
        ready = http.get(f"{proxy.url}/-/ready", timeout=5)
    assert (plain.status_code, plain.json()["data"]["result"][1]) == (200, "2")
    assert (question.status_code, question.json()["errorType"]) == (503, "unavailable")
    assert ready.status_code == 200
    assert ready.json()["store"].startswith("the store cannot be opened")


def test_a_prometheus_that_is_down_is_a_clear_503(http: requests.Session) -> None:
    env = {"PROMETHEUS_URL": f"http://{NOWHERE}", "LLM_PROVIDER": "builtin"}
    with servers.gunicorn_proxy(env) as proxy:
        answers = [instant(http, proxy, query) for query in ("up", selector(UPTIME))]
        ready = http.get(f"{proxy.url}/-/ready", timeout=5)
    assert [answer.status_code for answer in answers] == [503, 503]
    assert answers[0].json() == {
        "status": "error",
        "errorType": "unavailable",
        "error": "Prometheus cannot be reached (Connection refused): check PROMETHEUS_URL",
    }
    assert ready.status_code == 200


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"LLM_ENDPOINT": "http://localhost:1234/"}, "LLM_ENDPOINT names no known API"),
        ({"LLM_PROVIDER": "gpt"}, "LLM_PROVIDER must be one of builtin, openai-responses"),
        (
            {"PROMETHEUS_URL": "localhost:9090"},
            "PROMETHEUS_URL must begin with http:// or https://",
        ),
        ({"ADMIN_TOKENS": "alice"}, "ADMIN_TOKENS must be written as name:token,name:token"),
        ({"UNAPPROVED_QUERIES": "maybe"}, "UNAPPROVED_QUERIES must be one of execute, hold"),
        ({"OPENAI_API_KEY_FILE": "/nowhere/key"}, "OPENAI_API_KEY_FILE names /nowhere/key"),
        ({"ADMIN_TOKENS_FILE": "/dev/null", "ADMIN_TOKENS": ""}, "/dev/null, which is empty"),
        ({"ADMIN_TOKENS": ","}, "ADMIN_TOKENS must be written as name:token,name:token"),
        ({"DATABASE_URL": "mysql://secret@host/x"}, "the store speaks sqlite and postgresql"),
        ({"DATABASE_URL": "foo:x"}, "write it as sqlite:///path or postgresql://"),
        ({"PROMETHEUS_URL": "http://host:99999"}, "PROMETHEUS_URL must be a URL of a host"),
    ],
    ids=lambda value: "-".join(value.values()) if isinstance(value, dict) else "",
)
def test_a_wrong_setting_ends_the_start_with_words(env: dict[str, str], said: str) -> None:
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
    ended = subprocess.run(
        command,
        env={"PATH": os.environ["PATH"], **env},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 1
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "pydantic" not in ended.stderr
    assert "secret" not in ended.stderr


def test_a_decision_reaches_every_worker(prometheus_3: Server, http: requests.Session) -> None:
    env = {"PROMETHEUS_URL": prometheus_3.url, "LLM_PROVIDER": "builtin"}
    with (
        servers.gunicorn_proxy(env, workers=3) as proxy,
        ThreadPoolExecutor(12) as pool,
    ):
        question_hash = instant(http, proxy, selector(UPTIME)).headers["X-LLM-Proxy-Hash"]
        assert set(_states(pool, proxy)) == {"pending"}
        assert verdict(http, proxy, question_hash, True).text == "OK"
        rounds = 0
        while set(_states(pool, proxy)) != {"approved"}:
            rounds += 1
            assert rounds < 50
            time.sleep(0.1)


def _states(pool: ThreadPoolExecutor, proxy: Server) -> list[str]:
    """Return the state that workers tell, each asked over a connection of its own."""

    def state(_: int) -> str:
        with requests.Session() as alone:
            alone.trust_env = False
            return instant(alone, proxy, selector(UPTIME)).headers["X-LLM-Proxy-State"]

    return list(pool.map(state, range(12)))

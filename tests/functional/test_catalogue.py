"""What Prometheus holds is read by one process, served to all, kept, and shared by no tenants."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from scripts.processes import Server
from tests import servers
from tests.functional.asking import instant, selector, verdict
from tests.functional.holding import TENANT, Holding, holding
from tests.functional.until import until
from tests.functional.worker_processes import worker_pids

pytestmark = pytest.mark.gunicorn


@pytest.fixture
def upstream() -> Iterator[Holding]:
    with holding() as running:
        yield running


def env(upstream: Holding, **settings: str) -> dict[str, str]:
    return {"PROMETHEUS_URL": upstream.url, "LLM_PROVIDER": "builtin", **settings}


def ready(http: requests.Session, proxy: Server) -> dict[str, Any]:
    told: dict[str, Any] = http.get(f"{proxy.url}/-/ready", timeout=5).json()
    return told


def test_all_workers_share_what_one_process_read(upstream: Holding, tmp_path: Path) -> None:
    kept = tmp_path / "catalogue"
    with servers.gunicorn_proxy(env(upstream, CATALOGUE_DIR=str(kept)), workers=4) as proxy:
        answers = []
        for _ in range(24):
            # A connection of its own for each, so that all workers get some.
            with requests.Session() as http:
                answer = instant(http, proxy, selector("length of the queue"))
                answers.append(answer.headers["X-LLM-Proxy-State"])
        with requests.Session() as http:
            assert ready(http, proxy)["catalogue_age_seconds"] is not None
            exposition = http.get(f"{proxy.url}/metrics", timeout=5).text
    assert answers == ["pending"] * 24
    # While it settles it may be read again every few seconds, but by one process at a time.
    assert len(upstream.paths("metadata")) <= 4
    assert len(list(kept.glob("*/*/current"))) == 1
    assert "llm_proxy_catalogue_metrics 1.0" in exposition
    assert "llm_proxy_catalogue_age_seconds " in exposition


def test_the_last_one_serves_while_no_other_is_to_be_had_and_after_a_restart(
    upstream: Holding, tmp_path: Path, http: requests.Session
) -> None:
    settings = env(upstream, CATALOGUE_DIR=str(tmp_path / "catalogue"))
    question = {"prompt": "length of the queue"}
    with servers.gunicorn_proxy(settings, workers=1) as proxy:
        instant(http, proxy, selector("length of the queue"))
    upstream.down = True
    with servers.gunicorn_proxy(settings, workers=1) as proxy:
        answer = http.post(f"{proxy.url}/api/v1/llm/translate", json=question, timeout=30)
        told = ready(http, proxy)
    assert answer.json()["promql"] == "shared_queue_length", answer.text
    assert told["ready"] is True
    assert told["catalogue_age_seconds"] > 0


def test_a_tenant_never_sees_anothers_metrics(upstream: Holding, http: requests.Session) -> None:
    with servers.gunicorn_proxy(env(upstream, TENANT_HEADER=TENANT), workers=2) as proxy:
        assert upstream.paths("metadata") == []
        ran = {}
        for tenant in ("red", "blue", "../red"):
            question = selector("length of the queue")
            answer = instant(http, proxy, question, **{TENANT: tenant})
            ran[tenant] = answer.json()["infos"][0].split(" | ")[0]
    assert ran == {
        "red": "PromQL: red_queue_length",
        "blue": "PromQL: blue_queue_length",
        "../red": 'PromQL: {__name__="../red_queue_length"}',
    }


def test_approved_promql_whose_metric_is_gone_runs_with_a_warning_that_names_it(
    upstream: Holding, http: requests.Session
) -> None:
    question = selector("length of the queue")
    with servers.gunicorn_proxy(env(upstream), workers=1) as proxy:
        question_hash = instant(http, proxy, question).headers["X-LLM-Proxy-Hash"]
        verdict(http, proxy, question_hash, True)
        assert "warnings" not in instant(http, proxy, question).json()
        upstream.what = "queue_size"
        told: list[dict[str, Any]] = []
        until(
            lambda: "warnings" in (told.append(instant(http, proxy, question).json()) or told[-1])
        )
    assert told[-1]["status"] == "success"
    assert "there is no metric shared_queue_length" in told[-1]["warnings"][0]
    assert "shared_queue_size" in told[-1]["warnings"][0]


def test_a_folder_that_cannot_be_written_is_told_and_plain_queries_pass(
    upstream: Holding, tmp_path: Path, http: requests.Session
) -> None:
    (tmp_path / "file").touch()
    settings = env(upstream, CATALOGUE_DIR=str(tmp_path / "file" / "x"))
    why = f"the catalogue cannot be built in {tmp_path}/file/x/"
    with servers.gunicorn_proxy(settings, workers=1) as proxy:
        for question in ("length of the queue", "queue length", "jobs in the queue"):
            refused = instant(http, proxy, selector(question))
            assert refused.status_code == 503
            assert why in refused.json()["error"]
            assert "set CATALOGUE_DIR to a folder that can be written" in refused.json()["error"]
        assert instant(http, proxy, "up").status_code == 200
        assert ready(http, proxy)["ready"] is True
        assert ready(http, proxy)["catalogue"].startswith(why)
        assert proxy.log.read_text().count("no new catalogue: ") == 1
        (tmp_path / "file").unlink()
        assert instant(http, proxy, selector("the queue's length")).status_code == 200
        assert ready(http, proxy)["catalogue"] == "ok"
        assert proxy.log.read_text().count("the catalogue is read again") == 1


def test_a_worker_that_stops_leaves_no_process_behind(upstream: Holding) -> None:
    upstream.gate.clear()
    with servers.gunicorn_proxy(env(upstream), workers=1) as proxy:
        until(lambda: bool(upstream.asked))
        assert builders(proxy)
    assert builders(proxy) == []


def test_a_worker_that_is_killed_leaves_nothing_but_what_the_next_build_removes(
    upstream: Holding, tmp_path: Path, http: requests.Session
) -> None:
    upstream.gate.clear()
    kept = tmp_path / "catalogue"
    with servers.gunicorn_proxy(env(upstream, CATALOGUE_DIR=str(kept)), workers=1) as proxy:
        until(lambda: bool(upstream.asked))
        (orphan,) = builders(proxy)
        os.kill(worker_pids(proxy)[0], signal.SIGKILL)
        until(lambda: orphan not in builders(proxy))
        assert list(kept.glob("*/*/*.new"))
        upstream.gate.set()
        until(lambda: bool(list(kept.glob("*/*/current"))))
        assert instant(http, proxy, selector("length of the queue")).status_code == 200
        log = proxy.log.read_text()
    assert list(kept.glob("*/*/*.new")) == []
    assert "Traceback" not in log
    assert "BrokenPipe" not in log


def builders(proxy: Server) -> list[Path]:
    """Return the processes that read a catalogue for this server."""
    return [
        path.parent
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if _command(path) and _group(path) == proxy.process.pid
    ]


def _command(path: Path) -> bool:
    try:
        return b"app.catalogue" in path.read_bytes()
    except OSError:
        return False


def _group(path: Path) -> int | None:
    try:
        return int((path.parent / "stat").read_text().rpartition(")")[2].split()[2])
    except OSError:
        return None

"""What was approved is an example in every worker, and is worth what it is measured to be."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from app.cli import main
from scripts.processes import Server
from tests import servers
from tests.functional.asking import instant, selector, verdict
from tests.functional.scripted_model import scripted_model
from tests.functional.until import until

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

TAUGHT, NEAR = "heartbeat of the watcher", "the watcher's heartbeat per job"
PROMQL = "time() - process_start_time_seconds"
# Workers answer in no order: so many in a row are both of them.
IN_A_ROW = 12


def answer(promql: str) -> str:
    told = {"promql": promql, "explanation": "", "assumptions": [], "refusal": None}
    return json.dumps(told)


def shown(http: requests.Session, proxy: Server, question: str) -> dict[str, Any]:
    body = {"prompt": question, "show_prompt": True}
    told = http.post(f"{proxy.url}/api/v1/llm/translate", json=body, timeout=30)
    assert told.status_code == 200, told.text
    found: dict[str, Any] = told.json()
    return found


def examples(http: requests.Session, proxy: Server) -> list[str]:
    document = json.loads(shown(http, proxy, NEAR)["question"])
    return [example["expression"] for example in document.get("examples", [])]


def test_an_approval_in_one_worker_is_an_example_in_all_of_them(
    prometheus_3: Server, http: requests.Session
) -> None:
    with scripted_model(answer(PROMQL)) as model:
        env = {"PROMETHEUS_URL": prometheus_3.url, "LLM_ENDPOINT": f"{model.url}/v1/responses"}
        with servers.gunicorn_proxy(env, workers=2) as proxy:
            question_hash = instant(http, proxy, selector(TAUGHT)).headers["X-LLM-Proxy-Hash"]
            assert all(not examples(http, proxy) for _ in range(IN_A_ROW))
            assert verdict(http, proxy, question_hash, True).text == "OK"
            until(lambda: all(examples(http, proxy) == [PROMQL] for _ in range(IN_A_ROW)))
            assert verdict(http, proxy, question_hash, False).text == "OK"
            until(lambda: all(not examples(http, proxy) for _ in range(IN_A_ROW)))
    assert len(model.asked) == 1


def test_what_is_shown_is_what_is_sent(prometheus_3: Server, http: requests.Session) -> None:
    with scripted_model(answer(PROMQL)) as model:
        env = {"PROMETHEUS_URL": prometheus_3.url, "LLM_ENDPOINT": f"{model.url}/v1/responses"}
        with servers.gunicorn_proxy(env, workers=1) as proxy:
            told = shown(http, proxy, NEAR)
            assert model.asked == []
            instant(http, proxy, selector(NEAR))
    assert (told["provider"], told["sent"]) == ("openai-responses", True)
    sent = model.asked[0]
    assert told["instructions"] == sent["instructions"]
    assert told["question"] in json.dumps(sent["input"], ensure_ascii=False) or (
        sent["input"] == told["question"]
    )


def test_a_model_that_follows_examples_is_right_after_approvals(
    prometheus_3: Server, tmp_path: Path
) -> None:
    questions = tmp_path / "questions.yaml"
    questions.write_text(
        json.dumps(
            [
                {"id": "t1", "question": TAUGHT, "gold": PROMQL, "topic": "heartbeat"},
                {"id": "t2", "question": NEAR, "gold": PROMQL, "topic": "heartbeat"},
                {"id": "other", "question": "targets that are up", "gold": "up"},
            ]
        )
    )

    def follow(request: dict[str, Any]) -> str:
        # Right for the near question only where the approved one stands beside it.
        taught = TAUGHT in json.dumps(request) and "watcher's" in json.dumps(request)
        return answer(PROMQL if taught else "up")

    with scripted_model(follow) as model:
        env = {
            "PROMETHEUS_URL": prometheus_3.url,
            "LLM_ENDPOINT": f"{model.url}/v1/chat/completions",
            "CATALOGUE_DIR": str(tmp_path / "catalogue"),
        }
        arguments = ["eval", "--learning", "--questions", str(questions)]
        told = CliRunner().invoke(main, arguments, env=env)
    assert told.exit_code == 0, told.output
    assert "Approved: 1 question of 1 topic" in told.stdout
    assert "Other words for the same: 1 question, right before 0.0 %, after 100.0 %" in told.stdout
    assert "All others: 1 question, right before 100.0 %, after 100.0 %" in told.stdout


def test_without_topics_it_is_said(prometheus_3: Server, tmp_path: Path) -> None:
    questions = tmp_path / "questions.yaml"
    questions.write_text('[{"id": "a", "question": "what is up", "gold": "up"}]')
    env = {"PROMETHEUS_URL": prometheus_3.url, "CATALOGUE_DIR": str(tmp_path / "catalogue")}
    arguments = ["eval", "--learning", "--questions", str(questions), "--provider", "builtin"]
    told = CliRunner().invoke(main, arguments, env=env)
    assert told.exit_code == 2
    assert "nothing can be learned" in told.output

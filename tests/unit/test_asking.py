"""The command line turns a question into PromQL, or shows what a model would be sent."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import responses
from click.testing import CliRunner, Result

from app.approvals.store import Store
from app.cli import main
from app.pipeline.instructions import INSTRUCTIONS
from app.question import ask as asked
from tests.unit.blueprints.upstream import Upstream, running

Env = dict[str, str | None]


@pytest.fixture(scope="module")
def prometheus() -> Iterator[Upstream]:
    with running() as upstream:
        yield upstream


@pytest.fixture
def straight(prometheus: Upstream, tmp_path: Path) -> Env:
    return {
        "PROMETHEUS_URL": prometheus.url,
        "CATALOGUE_DIR": str(tmp_path / "catalogue"),
        "SCRAPE_INTERVAL": "15",
        "LLM_PROVIDER": "builtin",
        "LLM_PROXY_URL": None,
        "DATABASE_URL": None,
    }


def ask(*arguments: str, env: Env) -> Result:
    return CliRunner().invoke(main, ["ask", *arguments], env=env)


def test_promql_and_explanation_are_printed(straight: Env) -> None:
    found = ask("what is up", env=straight)
    assert (found.exit_code, found.stdout) == (0, "up\n\nup (gauge): Up.\n")


def test_what_cannot_be_answered_is_told(straight: Env) -> None:
    found = ask("number of unicorns", env=straight)
    assert found.exit_code == 1
    assert "no metric here measures what is asked" in found.stderr


def test_the_prompt_is_printed_and_nobody_asked(straight: Env) -> None:
    found = ask("--show-prompt", "what is up", env=straight)
    assert found.exit_code == 0
    instructions, document = found.stdout.rsplit("\n\n", 1)
    assert instructions == INSTRUCTIONS
    assert json.loads(document)["question"] == "what is up"
    assert "nothing is sent: the built-in translator answers" in found.stderr


def test_what_was_approved_in_the_store_that_is_named_is_an_example(
    straight: Env, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    store = Store(url)
    store.teach(asked("", "is the shop up"), 'up{job="shop"}', who="alice", approve=True)
    store.close()
    found = ask("--show-prompt", "what is up in the shop", env={**straight, "DATABASE_URL": url})
    document = json.loads(found.stdout.rsplit("\n\n", 1)[1])
    assert [example["question"] for example in document["examples"]] == ["is the shop up"]


def test_asking_makes_no_store(
    straight: Env, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ask("what is up", env=straight).exit_code == 0
    assert not (tmp_path / "data").exists()


def test_wrong_settings_are_told(straight: Env) -> None:
    found = ask("what is up", env={**straight, "PROMPT_EXAMPLES": "many"})
    assert found.exit_code == 2
    assert "PROMPT_EXAMPLES" in found.stderr


def test_a_prometheus_that_is_away_is_told(straight: Env) -> None:
    found = ask("what is up", env={**straight, "PROMETHEUS_URL": "http://127.0.0.1:1"})
    assert found.exit_code == 2
    assert "LLM_PROXY_URL to a running proxy" in found.stderr


FINDING = {"severity": "warning", "short": "a raw counter", "rule": "raw-counter"}
PROXY: Env = {"LLM_PROXY_URL": "http://proxy:8000/", "LLM_PROXY_TOKEN": "secret"}
URL = "http://proxy:8000/api/v1/llm/translate"


@responses.activate
def test_a_running_proxy_answers() -> None:
    told = {"promql": "up", "explanation": "", "findings": [FINDING]}
    wanted = {"prompt": "what is up"}
    responses.post(
        URL,
        json=told,
        match=[
            responses.matchers.json_params_matcher(wanted),
            responses.matchers.header_matcher({"Authorization": "Bearer secret"}),
        ],
    )
    found = ask("what is up", env=PROXY)
    assert (found.exit_code, found.stdout) == (0, "up\nwarning: a raw counter [raw-counter]\n")


@responses.activate
def test_a_running_proxy_shows_its_prompt() -> None:
    told = {"instructions": "Write.", "question": "{}", "sent": True, "estimated_tokens": 3}
    responses.post(URL, json=told)
    found = ask("--show-prompt", "what is up", env=PROXY)
    assert found.stdout == "Write.\n\n{}\n"
    assert "nothing is sent" not in found.stderr


@pytest.mark.parametrize(("status", "code"), [(422, 1), (403, 2), (503, 2)])
@responses.activate
def test_what_the_proxy_says_is_told(status: int, code: int) -> None:
    responses.post(URL, json={"error": "not now"}, status=status)
    found = ask("what is up", env=PROXY)
    assert (found.exit_code, found.stderr) == (code, "Error: not now\n")


@responses.activate
def test_a_proxy_that_is_none_is_told() -> None:
    responses.post(URL, body="<html>", status=200)
    assert ask("what is up", env=PROXY).exit_code == 2
    assert "no prometheus-llm-proxy answers there" in ask("what is up", env=PROXY).stderr

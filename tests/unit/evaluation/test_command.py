"""`eval` says in one sentence, and before it asks anything, why it cannot measure."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from tests.unit.blueprints.upstream import Upstream, running

Env = dict[str, str | None]

UP = {"id": "a", "question": "what is up", "gold": "up"}
BROKEN = {"id": "torn", "question": "what is up", "gold": "up{"}


@pytest.fixture(scope="module")
def prometheus() -> Iterator[Upstream]:
    with running() as upstream:
        yield upstream


@pytest.fixture
def env(prometheus: Upstream, tmp_path: Path) -> Env:
    return {
        "PROMETHEUS_URL": prometheus.url,
        "CATALOGUE_DIR": str(tmp_path / "catalogue"),
        "SCRAPE_INTERVAL": "15",
        "LLM_PROVIDER": "builtin",
        "LLM_ENDPOINT": None,
    }


def run(folder: Path, env: Env, *options: str, cases: object = (UP,)) -> Result:
    questions = folder / "questions.yaml"
    questions.write_text(json.dumps(cases))
    return CliRunner().invoke(main, ["eval", "--questions", str(questions), *options], env=env)


def test_the_table_is_printed_and_the_report_written(env: Env, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    out.write_text("an older report")
    told = run(tmp_path, env, "--out", str(out), "--time", "1700000000")
    assert (told.exit_code, "Misses: 0" in told.stdout) == (0, True)
    assert json.loads(out.read_bytes())["accuracy"] == 1.0


def test_the_exit_code_is_0_whatever_the_score(env: Env, tmp_path: Path) -> None:
    told = run(tmp_path, env, cases=[{"id": "a", "question": "unicorns", "gold": "up"}])
    assert (told.exit_code, "Misses: 1" in told.stdout) == (0, True)


@pytest.mark.parametrize("place", ["missing/report.json", "questions.yaml/report.json"])
def test_a_report_that_cannot_be_written_is_told_before_anything_is_asked(
    env: Env, tmp_path: Path, place: str
) -> None:
    told = run(tmp_path, {**env, "PROMETHEUS_URL": "http://127.0.0.1:9"}, "--out", place)
    assert told.exit_code == 2
    assert f"--out {place} cannot be written: " in told.stderr


def test_no_empty_report_is_left(env: Env, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    told = run(tmp_path, env, "--out", str(out), cases=[BROKEN])
    assert (told.exit_code, out.exists()) == (2, False)


@pytest.mark.parametrize("at", ["nan", "inf", "1e30", "-5"])
def test_what_is_no_moment_is_refused(env: Env, tmp_path: Path, at: str) -> None:
    told = run(tmp_path, env, "--time", at)
    assert told.exit_code == 2
    assert "is no moment: give Unix seconds" in told.stderr


def test_without_questions_nothing_is_measured(env: Env, tmp_path: Path) -> None:
    told = run(tmp_path, env, cases=[])
    assert (told.exit_code, "holds no question" in told.stderr) == (2, True)


def test_an_id_that_no_question_has_is_told(env: Env, tmp_path: Path) -> None:
    told = run(tmp_path, env, "--id", "a", "--id", "zz")
    assert told.exit_code == 2
    assert "no question has the id zz: there are a" in told.stderr


@pytest.mark.parametrize("cases", [[UP], [{"id": "b", "question": "unicorns"}]])
def test_a_prometheus_that_is_away_is_not_measured(env: Env, tmp_path: Path, cases: object) -> None:
    told = run(tmp_path, {**env, "PROMETHEUS_URL": "http://127.0.0.1:9"}, cases=cases)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "cannot be reached" in told.stderr


def test_a_model_that_never_answers_is_not_measured(env: Env, tmp_path: Path) -> None:
    model: Env = {"LLM_ENDPOINT": "http://127.0.0.1:9/v1/chat/completions", "LLM_MODEL": "m"}
    told = run(tmp_path, {**env, **model}, "--provider", "openai-chat")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "none of the first 1 questions: the model endpoint cannot be reached" in told.stderr


def test_broken_golds_are_named_by_id(env: Env, tmp_path: Path) -> None:
    told = run(tmp_path, env, cases=[UP, BROKEN])
    assert (told.exit_code, told.stdout) == (2, "")
    assert "leave them out with --skip-broken" in told.stderr
    assert "- torn: up{ does not parse" in told.stderr


def test_broken_golds_may_be_left_out(env: Env, tmp_path: Path) -> None:
    told = run(tmp_path, env, "--skip-broken", cases=[UP, BROKEN])
    assert (told.exit_code, "Misses: 0" in told.stdout) == (0, True)
    assert "left out, 1 of 2:\n- torn: up{ does not parse" in told.stderr


def test_where_all_golds_are_broken_nothing_is_measured(env: Env, tmp_path: Path) -> None:
    assert run(tmp_path, env, "--skip-broken", cases=[BROKEN]).exit_code == 2

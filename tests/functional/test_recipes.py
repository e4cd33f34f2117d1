"""An operator's recipes are tested against a real Prometheus, from a shell."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from scripts.processes import Server

pytestmark = pytest.mark.prometheus

Run = Callable[..., Result]

HEARTBEATS = {
    "id": "heartbeats",
    "phrases": ["heartbeats"],
    "about": "target",
    "needs": ["up"],
    "promql": "sum by (groups) (up)",
    "by": "job",
    "unit": "count",
    "tests": [
        {"ask": "heartbeats by job", "promql": "sum by (job) (up)"},
        {"ask": "heartbeats above 1000", "promql": "sum by (job) (up) > 1000"},
    ],
}
WRONG = {**HEARTBEATS, "tests": [{"ask": "heartbeats by job", "promql": "count(up) + 1"}]}
AWAY = {**HEARTBEATS, "id": "away", "needs": ["gone"], "promql": "sum by (groups) (gone)"}


@pytest.fixture
def run(prometheus_3: Server, tmp_path: Path) -> Run:
    def of(*recipes: dict[str, Any], env: dict[str, str] | None = None) -> Result:
        folder = tmp_path / "recipes"
        folder.mkdir()
        (folder / "mine.yaml").write_text(json.dumps(recipes))
        own = {"PROMETHEUS_URL": prometheus_3.url, "CATALOGUE_DIR": str(tmp_path / "catalogue")}
        arguments = ["recipes", "--recipes-dir", str(folder)]
        return CliRunner().invoke(main, arguments, env={**own, **(env or {})})

    return of


def test_recipes_that_answer_their_questions_are_counted(run: Run) -> None:
    ended = run(HEARTBEATS, AWAY)
    assert ended.exit_code == 0, ended.output
    assert "| mine    |    1 |        1 |         2 |     1 |           1 |" in ended.stdout
    assert "- away needs gone" in ended.stdout
    assert "Failed: 0" in ended.stdout


def test_a_recipe_that_expects_something_else_fails(run: Run) -> None:
    ended = run(WRONG)
    assert ended.exit_code == 1
    assert "- heartbeats (otherwise): heartbeats by job" in ended.stdout
    assert "    expected: count(up) + 1" in ended.stdout
    assert "    given: " in ended.stdout


def test_what_is_wrong_with_a_recipe_is_told(run: Run) -> None:
    ended = run({**HEARTBEATS, "promql": "sum by (groups) (("})
    assert ended.exit_code == 2
    assert "mine.yaml, recipe heartbeats: `promql`" in ended.output


def test_without_a_prometheus_nothing_is_measured(run: Run) -> None:
    ended = run(HEARTBEATS, env={"PROMETHEUS_URL": "http://127.0.0.1:9"})
    assert ended.exit_code == 2
    assert "PROMETHEUS_URL is the Prometheus to ask" in ended.output


def test_an_id_that_is_not_there_is_told(prometheus_3: Server, tmp_path: Path) -> None:
    env = {"PROMETHEUS_URL": prometheus_3.url, "CATALOGUE_DIR": str(tmp_path)}
    ended = CliRunner().invoke(main, ["recipes", "--id", "no-such-recipe"], env=env)
    assert ended.exit_code == 2
    assert "there is no recipe no-such-recipe" in ended.output


def test_recipes_of_the_project_are_asked_by_id(prometheus_3: Server, tmp_path: Path) -> None:
    env = {"PROMETHEUS_URL": prometheus_3.url, "CATALOGUE_DIR": str(tmp_path)}
    ended = CliRunner().invoke(main, ["recipes", "--id", "mysql-down"], env=env)
    assert ended.exit_code == 0, ended.output
    assert "- mysql-down needs mysql_up" in ended.stdout

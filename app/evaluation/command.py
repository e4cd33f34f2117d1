"""`prometheus-llm-proxy eval`: how many questions of a file are answered right."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import orjson

from app.evaluation import learning_report, report
from app.evaluation.evaluation import Evaluation
from app.evaluation.learning import Learned, measure, plan
from app.evaluation.measuring import measuring, shown
from app.evaluation.questions import Case, load
from app.shell_settings import settings_of_shell
from app.wiring import wire_evaluation

_PROVIDERS = ("builtin", "openai-responses", "openai-chat", "ollama")


@click.command("eval")
@click.option(
    "--questions",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A YAML file of questions with the PromQL that answers them.",
)
@click.option("--provider", type=click.Choice(_PROVIDERS), help="In place of LLM_PROVIDER.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A report as JSON.")
@click.option("--time", "at", type=float, help="When to ask, in Unix seconds; else now.")
@click.option("--id", "ids", multiple=True, help="Only this question; may be given again.")
@click.option(
    "--learning",
    is_flag=True,
    help="Approve half of the questions of each topic, and measure the others before and after.",
)
def evaluate(
    questions: Path,
    provider: str | None,
    out: Path | None,
    at: float | None,
    ids: tuple[str, ...],
    *,
    learning: bool,
) -> None:
    """Ask the questions of a file, and compare what comes back with what is right.

    The exit code is 0 whatever the score, and 2 where it could not be measured.
    """
    learned = Learned()
    with measuring():
        cases = [case for case in load(questions) if not ids or case.id in ids]
        settings = settings_of_shell(**({"llm_provider": provider} if provider else {}))
        evaluation = wire_evaluation(settings, time.time() if at is None else at, learned.of)
        told, all_of_it = (
            _learning(evaluation, learned, cases) if learning else _all(evaluation, cases)
        )
        evaluation.checks.catalogues.finish()
    if out is not None:
        out.write_bytes(orjson.dumps(all_of_it, option=orjson.OPT_INDENT_2))
    click.echo(told)


def _all(evaluation: Evaluation, cases: Sequence[Case]) -> tuple[str, dict[str, Any]]:
    outcomes = [evaluation.ask(case) for case in shown(cases, "asking")]
    return report.text(outcomes), report.report(outcomes)


def _learning(
    evaluation: Evaluation, learned: Learned, cases: Sequence[Case]
) -> tuple[str, dict[str, Any]]:
    measured = measure(evaluation, learned, plan(cases), shown)
    return learning_report.text(measured), learning_report.report(measured)

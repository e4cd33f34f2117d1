"""`prometheus-llm-proxy eval`: how many questions of a file are answered right."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import orjson

from app.evaluation import golds, learning_report, report
from app.evaluation.evaluation import Evaluation
from app.evaluation.learning import Learned, measure, plan
from app.evaluation.measuring import NotMeasuredError, measuring, moment, shown
from app.evaluation.questions import Case, QuestionsError, chosen, load
from app.evaluation.watching import Watched
from app.shell_settings import settings_of_shell
from app.wiring import wire_evaluation

_PROVIDERS = ("builtin", "openai-responses", "openai-chat", "ollama")


def _writable(_context: click.Context, _option: click.Parameter, out: Path | None) -> Path | None:
    """Say before all questions are asked that the report could not be written."""
    if out is not None:
        is_new = not out.exists()
        try:
            out.open("ab").close()
        except OSError as error:
            raise _unwritable(out, error) from error
        if is_new:
            out.unlink()
    return out


def _unwritable(out: Path, error: OSError) -> NotMeasuredError:
    return NotMeasuredError(f"--out {out} cannot be written: {error.strerror}")


@click.command("eval")
@click.option(
    "--questions",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A YAML file of questions with the PromQL that answers them.",
)
@click.option("--provider", type=click.Choice(_PROVIDERS), help="In place of LLM_PROVIDER.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_writable,
    help="A report as JSON.",
)
@click.option(
    "--time", "at", type=float, callback=moment, help="When to ask, in Unix seconds; else now."
)
@click.option("--id", "ids", multiple=True, help="Only this question; may be given again.")
@click.option("--skip-broken", is_flag=True, help="Leave out questions whose PromQL is of no use.")
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
    skip_broken: bool,
    learning: bool,
) -> None:
    """Ask the questions of a file, and compare what comes back with what is right.

    The exit code is 0 whatever the score, and 2 where it could not be measured: a file, a gold or
    an option that is of no use, or a Prometheus or a model that does not answer.
    """
    learned = Learned()
    with measuring():
        cases = chosen(load(questions), ids)
        settings = settings_of_shell(**({"llm_provider": provider} if provider else {}))
        evaluation = wire_evaluation(settings, time.time() if at is None else at, learned.of)
        cases = _sound(evaluation, cases, skip_broken=skip_broken)
        told, all_of_it = (
            _learning(evaluation, learned, cases) if learning else _all(evaluation, cases)
        )
        evaluation.checks.catalogues.finish()
    click.echo(told)
    if out is not None:
        _write(out, all_of_it)


def _sound(
    evaluation: Evaluation, cases: tuple[Case, ...], *, skip_broken: bool
) -> tuple[Case, ...]:
    """Return the questions with golds that can be compared with; raises `QuestionsError`."""
    broken = golds.broken_golds(evaluation, cases, shown)
    if not broken:
        return cases
    told = golds.told(broken)
    left_out = {each.case.id for each in broken}
    sound = tuple(case for case in cases if case.id not in left_out)
    if not skip_broken or not sound:
        raise QuestionsError(f"put these right, or leave them out with --skip-broken:\n{told}")
    click.echo(f"left out, {len(broken)} of {len(cases)}:\n{told}", err=True)
    return sound


def _all(evaluation: Evaluation, cases: Sequence[Case]) -> tuple[str, dict[str, Any]]:
    watched = Watched.over(evaluation, cases)
    outcomes = [watched.ask(case) for case in shown(cases, "asking")]
    return report.text(outcomes), report.report(outcomes)


def _learning(
    evaluation: Evaluation, learned: Learned, cases: Sequence[Case]
) -> tuple[str, dict[str, Any]]:
    measured = measure(Watched.over(evaluation, cases), learned, plan(cases), shown)
    return learning_report.text(measured), learning_report.report(measured)


def _write(out: Path, all_of_it: dict[str, Any]) -> None:
    try:
        out.write_bytes(orjson.dumps(all_of_it, option=orjson.OPT_INDENT_2))
    except OSError as error:
        raise _unwritable(out, error) from error

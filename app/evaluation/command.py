"""`prometheus-llm-proxy eval`: how many questions of a file are answered right."""

import logging
import sys
import time
from pathlib import Path

import click
import orjson

from app.errors import ProxyError
from app.evaluation import report
from app.evaluation.evaluation import Evaluation
from app.evaluation.outcome import Outcome
from app.evaluation.questions import Case, QuestionsError, load
from app.shell_settings import settings_of_shell
from app.wiring import wire_evaluation

_PROVIDERS = ("builtin", "openai-responses", "openai-chat", "ollama")


class NotMeasuredError(click.ClickException):
    """Nothing could be measured."""

    exit_code = 2


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
def evaluate(
    questions: Path, provider: str | None, out: Path | None, at: float | None, ids: tuple[str, ...]
) -> None:
    """Ask the questions of a file, and compare what comes back with what is right.

    The exit code is 0 whatever the score, and 2 where it could not be measured.
    """
    try:
        cases = [case for case in load(questions) if not ids or case.id in ids]
        settings = settings_of_shell(**({"llm_provider": provider} if provider else {}))
        evaluation = wire_evaluation(settings, time.time() if at is None else at)
        outcomes = _asked(evaluation, cases)
    except QuestionsError as error:
        raise NotMeasuredError(str(error)) from error
    except ValueError as error:
        raise NotMeasuredError(f"the settings are wrong: {error}") from error
    except ProxyError as error:
        raise NotMeasuredError(f"{error}: set PROMETHEUS_URL to the Prometheus to ask") from error
    if out is not None:
        out.write_bytes(orjson.dumps(report.report(outcomes), option=orjson.OPT_INDENT_2))
    click.echo(report.text(outcomes))


def _asked(evaluation: Evaluation, cases: list[Case]) -> list[Outcome]:
    logging.disable(logging.WARNING)
    try:
        with click.progressbar(cases, label="asking", file=sys.stderr) as shown:
            outcomes = [evaluation.ask(case) for case in shown]
        evaluation.checks.catalogues.finish()
        return outcomes
    finally:
        logging.disable(logging.NOTSET)

"""`prometheus-llm-proxy ask`: the PromQL for a question, or the prompt that a model is sent."""

import logging
from dataclasses import asdict
from typing import Any

import click

from app.approvals.store import Store
from app.by_proxy import RunningProxy
from app.deadline import Deadline
from app.decided import Decided
from app.domain import FailureKind, Translation
from app.errors import ExecutionError, ProxyError, UnavailableError
from app.question import ask as named
from app.settings import Settings
from app.shell_settings import settings_of_shell
from app.shown_prompt import shown_prompt
from app.wiring import wire_pipeline

_SECONDS = 60


class NotAskedError(click.ClickException):
    """There is no answer, and no refusal either."""

    exit_code = 2


@click.command()
@click.argument("question")
@click.option("--show-prompt", is_flag=True, help="Print what a model is sent, and ask none.")
@click.option(
    "--proxy",
    envvar="LLM_PROXY_URL",
    help="A running proxy to ask (LLM_PROXY_URL); else the Prometheus at PROMETHEUS_URL.",
)
@click.option("--token", envvar="LLM_PROXY_TOKEN", help="Token for the proxy (LLM_PROXY_TOKEN).")
def ask(question: str, *, show_prompt: bool, proxy: str | None, token: str | None) -> None:
    """Turn QUESTION into PromQL; nothing is run.

    A running proxy answers from its store, and keeps new PromQL there. Without one the question is
    translated anew and kept nowhere; what was approved at DATABASE_URL, where that is set, is
    learned from. Exit codes: 0 PromQL; 1 it cannot be answered; 2 it could not be asked.
    """
    if proxy:
        told = _by_proxy(question, RunningProxy(proxy, token), show_prompt=show_prompt)
    else:
        told = _here(question, show_prompt=show_prompt)
    (_print_prompt if show_prompt else _print)(told)


def _by_proxy(question: str, proxy: RunningProxy, *, show_prompt: bool) -> dict[str, Any]:
    try:
        return (proxy.prompt if show_prompt else proxy.translate)(question, _SECONDS)
    except ExecutionError as error:
        raise click.ClickException(str(error)) from error
    except ProxyError as error:
        raise NotAskedError(str(error)) from error


def _here(text: str, *, show_prompt: bool) -> dict[str, Any]:
    """Answer with the settings of the environment."""
    try:
        settings = settings_of_shell()
        store = _store(settings)
        pipeline = wire_pipeline(settings, Decided(store).of) if store else wire_pipeline(settings)
    except ValueError as error:
        raise NotAskedError(f"the settings are wrong: {error}") from error
    question, deadline = named("", text), Deadline.after(settings.translation_deadline)
    logging.disable(logging.WARNING)  # what is wrong is told in the end, once
    try:
        if show_prompt:
            return asdict(shown_prompt(pipeline, store, question, deadline))
        return _translated(pipeline.translate(question, (), deadline))
    except ProxyError as error:
        told = f"{error}: set PROMETHEUS_URL to a Prometheus, or LLM_PROXY_URL to a running proxy"
        raise NotAskedError(told) from error
    finally:
        logging.disable(logging.NOTSET)


def _store(settings: Settings) -> Store | None:
    """Return the store that an operator named: asking makes no new one."""
    if "database_url" not in settings.model_fields_set:
        return None
    return Store(settings.database_url.get_secret_value())


def _translated(translation: Translation) -> dict[str, Any]:
    if translation.failure is not None:
        told, kind = translation.failure.message, translation.failure.kind
        if kind is FailureKind.UPSTREAM_DOWN:
            raise UnavailableError(told)
        raise NotAskedError(told) if kind.passes else click.ClickException(told)
    return {
        "promql": translation.promql,
        "explanation": translation.explanation,
        "findings": [asdict(problem) for problem in translation.problems],
    }


def _print(told: dict[str, Any]) -> None:
    click.echo(told["promql"])
    if told["explanation"]:
        click.echo(f"\n{told['explanation']}")
    for finding in told["findings"]:
        click.echo(f"{finding['severity']}: {finding['short']} [{finding['rule']}]")


def _print_prompt(told: dict[str, Any]) -> None:
    if not told["sent"]:
        click.echo("nothing is sent: the built-in translator answers", err=True)
    click.echo(f"about {told['estimated_tokens']} tokens, in two texts", err=True)
    click.echo(told["instructions"])
    click.echo()
    click.echo(told["question"])

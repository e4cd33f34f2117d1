"""The command line: `prometheus-llm-proxy lint`, `ask`, `eval` and `recipes`."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click
import orjson

from app.asking import ask
from app.by_proxy import RunningProxy
from app.catalogue.catalogues import Catalogues
from app.deadline import Deadline
from app.domain import Severity
from app.errors import ProxyError
from app.evaluation.command import evaluate
from app.evaluation.recipes_command import recipes
from app.pipeline.checks import Checks
from app.shell_settings import settings_of_shell
from app.wiring import wire_checks

CLEAN, REFUSED, NOT_CHECKED, WARNED = 0, 1, 2, 3
_SECONDS = 60
_WAIT_SECONDS = 5
_TENANT = ""


class NotCheckedError(click.ClickException):
    """The query could not be checked at all."""

    exit_code = NOT_CHECKED


class Commands(click.Group):
    """Commands whose misuse is told in one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is asked for."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            path = (error.ctx or ctx).command_path
            told = f"{error.format_message().rstrip('.')}: see {path} --help"
            if isinstance(error, click.NoSuchOption):
                told = (
                    f"there is no option {error.option_name}: see {path} --help; PromQL that begins"
                    f" with - is written behind --: {path} -- -up"
                )
            raise NotCheckedError(told) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="prometheus-llm-proxy")
def main() -> None:
    """Ask Prometheus in plain language, check PromQL, and measure what is answered right."""


@main.command()
@click.argument("promql")
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.option(
    "--proxy",
    envvar="LLM_PROXY_URL",
    help="A running proxy to ask (LLM_PROXY_URL); else the Prometheus at PROMETHEUS_URL.",
)
@click.option("--token", envvar="LLM_PROXY_TOKEN", help="Token for the proxy (LLM_PROXY_TOKEN).")
def lint(promql: str, output: str, *, strict: bool, proxy: str | None, token: str | None) -> None:
    """Check PROMQL (`-` reads it from the standard input) against what Prometheus holds.

    Exit codes: 0 nothing wrong, or notes only; 3 warnings; 1 errors; 2 it could not be checked.
    """
    text = sys.stdin.read() if promql == "-" else promql
    if not text.strip():
        raise NotCheckedError(
            "there is no PromQL to check: give it as the argument, or on the standard input for -"
        )
    if proxy:
        told = _asked(text, proxy, token)
        _show(told, output)
    else:
        with _quiet():
            checks = _checks()
            told = _checked(text, checks)
            _show(told, output)
            checks.catalogues.finish()
    sys.exit(_code({finding["severity"] for finding in told["findings"]}, strict=strict))


def _code(severities: set[str], *, strict: bool) -> int:
    if Severity.ERROR in severities:
        return REFUSED
    if Severity.WARNING in severities:
        return REFUSED if strict else WARNED
    return CLEAN


@contextmanager
def _quiet() -> Iterator[None]:
    """Log no warnings: what is wrong is told in the end, once."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _checks() -> Checks:
    """Return the checks with the settings of the environment."""
    try:
        return wire_checks(settings_of_shell(), wait_seconds=_WAIT_SECONDS)
    except ValueError as error:
        raise NotCheckedError(f"the settings are wrong: {error}") from error


def _asked(promql: str, proxy: str, token: str | None) -> dict[str, Any]:
    try:
        return RunningProxy(proxy, token).lint(promql, _SECONDS)
    except ProxyError as error:
        raise NotCheckedError(str(error)) from error


def _checked(promql: str, checks: Checks) -> dict[str, Any]:
    try:
        examined = checks.examine(promql, _TENANT, checks.now(), Deadline.after(_SECONDS))
    except ProxyError as error:
        checks.catalogues.finish()
        raise NotCheckedError(str(error)) from error
    _tell_age(checks.catalogues)
    return {"promql": promql, **asdict(examined)}


def _tell_age(catalogues: Catalogues) -> None:
    """Say how old a catalogue is that could not be read anew in time."""
    age = catalogues.overdue_seconds(_TENANT)
    if age is not None:
        why = catalogues.trouble() or f"reading it anew takes longer than {_WAIT_SECONDS} s"
        click.echo(f"checked against what Prometheus held {_ago(age)} ago: {why}", err=True)


def _ago(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length:.0f} {unit}"
    return f"{seconds:.0f} seconds"


def _show(told: dict[str, Any], output: str) -> None:
    if output == "json":
        click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    else:
        _print(told)


def _print(told: dict[str, Any]) -> None:
    for finding in told["findings"]:
        click.echo(f"{finding['severity']}: {finding['short']} [{finding['rule']}]")
        if finding["long"]:
            click.echo(f"  {finding['long']}")
    if not told["findings"]:
        click.echo("nothing wrong")
    cost = told["cost"]
    if cost:
        click.echo(
            f"cost: {_number(cost['returned_series'])} series returned,"
            f" {_number(cost['touched_samples'])} samples read,"
            f" {_number(cost['peak_samples'])} at once"
        )


def _number(number: int | None) -> str:
    return "unknown" if number is None else f"{number:,}"


main.add_command(evaluate)
main.add_command(ask)
main.add_command(recipes)

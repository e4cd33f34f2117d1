"""The command line: `prometheus-llm-proxy lint 'PROMQL'`."""

import logging
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import orjson
import requests

from app.deadline import Deadline
from app.domain import Severity
from app.errors import ProxyError
from app.settings import Settings
from app.wiring import wire_checks

CLEAN, REFUSED, NOT_CHECKED, WARNED = 0, 1, 2, 3
_SECONDS = 60
_CACHE = Path.home() / ".cache" / "prometheus-llm-proxy" / "catalogue"


class NotCheckedError(click.ClickException):
    """The query could not be checked at all."""

    exit_code = NOT_CHECKED


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="prometheus-llm-proxy")
def main() -> None:
    """Check PromQL as the proxy does before it runs what was generated."""


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
    told = _asked(text, proxy, token) if proxy else _checked(text)
    if output == "json":
        click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    else:
        _print(told)
    sys.exit(_code({finding["severity"] for finding in told["findings"]}, strict=strict))


def _code(severities: set[str], *, strict: bool) -> int:
    if Severity.ERROR in severities:
        return REFUSED
    if Severity.WARNING in severities:
        return REFUSED if strict else WARNED
    return CLEAN


def _checked(promql: str) -> dict[str, Any]:
    """Check with the settings of the environment."""
    try:
        settings = Settings()
        if "catalogue_dir" not in settings.model_fields_set:
            settings = settings.model_copy(update={"catalogue_dir": _CACHE})
        checks = wire_checks(settings)
    except ValueError as error:
        raise NotCheckedError(f"the settings are wrong: {error}") from error
    logging.disable(logging.WARNING)  # what is wrong is told in the end, once
    try:
        examined = checks.examine(promql, "", checks.now(), Deadline.after(_SECONDS))
    except ProxyError as error:
        told = f"{error}: set PROMETHEUS_URL to a Prometheus, or LLM_PROXY_URL to a running proxy"
        raise NotCheckedError(told) from error
    finally:
        logging.disable(logging.NOTSET)
    return {"promql": promql, **asdict(examined)}


def _asked(promql: str, proxy: str, token: str | None) -> dict[str, Any]:
    """Have a running proxy check it."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url = f"{proxy.rstrip('/')}/api/v1/llm/lint"
    try:
        answer = requests.post(url, json={"promql": promql}, headers=headers, timeout=_SECONDS)
        told: dict[str, Any] = answer.json()
    except requests.RequestException as error:
        raise NotCheckedError(f"the proxy at {proxy} does not answer: {error}") from error
    if answer.status_code != requests.codes.ok:
        raise NotCheckedError(str(told.get("error", f"the proxy answered {answer.status_code}")))
    return told


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

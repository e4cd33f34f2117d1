"""Measures approvals with the translator that is asked for and with one that follows examples."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from app.evaluation.table import table
from bench.command import CommandError
from bench.learning.endpoint import serving
from bench.learning.following import answer
from bench.proxy_command import ProxyCommand

SCRIPTED = "copies examples"

_HEADINGS = (
    "learning",
    "questions",
    "right before",
    "right after",
    "metrics before",
    "metrics after",
)
_ASKED = {"other words for what was approved": "asked", "everything else": "unrelated"}


@dataclass(frozen=True, slots=True)
class Learning:
    """What `eval --learning` told of one translator: `report` is for programs, `told` to read."""

    translator: str
    report: dict[str, Any]
    told: str


def compare(command: ProxyCommand, questions: Path, provider: str) -> str:
    """Return a table of both translators, and what changed; raises `CommandError`."""
    with serving(answer) as url, ThreadPoolExecutor() as threads:
        copying = replace(command, env={"LLM_ENDPOINT": url, "TRANSLATOR": "model"})
        both = (
            threads.submit(_measured, provider, command, provider, questions),
            threads.submit(_measured, SCRIPTED, copying, "openai-chat", questions),
        )
        return text([each.result() for each in both])


def text(measured: Sequence[Learning]) -> str:
    """Return the table, with what changed for each translator behind it."""
    rows = [_HEADINGS, *(row for each in measured for row in _rows(each))]
    changes = [f"{each.translator}: {each.told.strip()}" for each in measured]
    return "\n\n".join([table(rows), *changes, ""])


def _measured(name: str, command: ProxyCommand, provider: str, questions: Path) -> Learning:
    out = command.folder / f"learning {name}.json"
    options = ("--learning", "--questions", questions, "--provider", provider, "--out", out)
    ended = command.told("eval", *options)
    if ended.returncode:
        raise CommandError(f"learning was not measured with {name}: {ended.stderr}")
    return Learning(name, orjson.loads(out.read_bytes()), ended.stdout)


def _rows(measured: Learning) -> Sequence[tuple[str, ...]]:
    asked = ((f"{measured.translator}: {words}", key) for words, key in _ASKED.items())
    return [_row(name, measured.report[key]) for name, key in asked]


def _row(name: str, shares: dict[str, Any]) -> tuple[str, ...]:
    figures = ("before", "after", "metrics_before", "metrics_after")
    percents = ("–" if shares[key] is None else f"{100 * shares[key]:.1f} %" for key in figures)
    return (name, str(shares["questions"]), *percents)

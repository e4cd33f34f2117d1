"""Asks the project's own questions of its own world, and says how many are answered right.

`python -m bench.evaluate` brings the world up, runs `prometheus-llm-proxy eval` and `recipes` in
it, and ends with 1 where what must never happen did: an answer that was not checked, no answer for
want of a program, an answer to what cannot be answered, a recipe that does not answer its own
questions, or fewer of the frozen questions right than before.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from bench.command import CommandError
from bench.learning.comparison import compare
from bench.proxy_command import ProxyCommand
from bench.world.checking import report
from bench.world.running import running_world
from scripts.binaries import MissingError
from scripts.processes import StartError

QUESTIONS = Path(__file__).resolve().parent / "questions.yaml"
PARAPHRASES = QUESTIONS.with_name("paraphrases.yaml")
_ABOUT_RECIPES = (
    "Recipes that the world lacks something for are asked in small catalogues of their own:"
    " tests/unit/pipeline/llm/builtin/test_recipes.py"
)
# Of the questions that nobody worked with: two or three less than are right now.
_LEAST_RIGHT = {"frozen": 0.75, "second": 0.73}


def main() -> int:
    """Print the table and the misses; 1 when a gate is broken, or nothing could be measured."""
    arguments = _arguments()
    try:
        with tempfile.TemporaryDirectory(prefix="llm-proxy-eval-") as folder:
            return _measured(Path(folder), arguments)
    except KeyboardInterrupt:
        sys.stderr.write("eval: stopped\n")
    except (MissingError, StartError, CommandError, OSError) as error:
        sys.stderr.write(f"eval: {error}\n")
    return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.evaluate", description=__doc__)
    parser.add_argument("--provider", default="builtin", help="as LLM_PROVIDER; default: builtin")
    parser.add_argument("--out", type=Path, help="where to write the report as JSON")
    return parser.parse_args()


def _measured(folder: Path, arguments: argparse.Namespace) -> int:
    sys.stderr.write("eval: bringing the world up …\n")
    with running_world(folder / "world") as state:
        told, golds_are_right = report(state)
        if not golds_are_right:
            sys.stderr.write(told)
            return 1
        command = ProxyCommand(state, folder)
        out = arguments.out or folder / "report.json"
        if command.run("eval", *_asking(arguments.provider), "--out", out):
            return 1
        recipes_answer = command.run("recipes") == 0
        _say(f"{_ABOUT_RECIPES}\n")
        _learn(command, arguments.provider)
    broken = list(broken_gates(orjson.loads(out.read_bytes()), recipes_answer=recipes_answer))
    for gate in broken:
        sys.stderr.write(f"eval: {gate}\n")
    return 1 if broken else 0


def _asking(provider: str) -> tuple[object, ...]:
    return ("--questions", QUESTIONS, "--provider", provider)


def _learn(command: ProxyCommand, provider: str) -> None:
    """Print what approvals of some questions do to others; raises `CommandError`."""
    both = command.folder / "both.yaml"
    both.write_text(QUESTIONS.read_text("utf-8") + PARAPHRASES.read_text("utf-8"), "utf-8")
    sys.stderr.write("eval: approving some, and asking all others before and after …\n")
    _say(compare(command, both, provider))


def _say(told: str) -> None:
    """Print between what commands print."""
    sys.stdout.write(f"{told}\n")
    sys.stdout.flush()


def broken_gates(told: Mapping[str, Any], *, recipes_answer: bool = True) -> Iterator[str]:
    """Yield what a report shows that must not be, whatever the score."""
    verdicts = told["verdicts"]
    if verdicts["failed"]:
        yield f"{verdicts['failed']} questions had no answer at all"
    if verdicts["invented"]:
        yield f"{verdicts['invented']} answers to what cannot be answered"
    for name, least in _LEAST_RIGHT.items():
        right = told["by"]["set"].get(name, {}).get("accuracy")
        if right is not None and right < least:
            yield f"{right:.1%} of the {name} questions are right, at least {least:.0%} were"
    if not recipes_answer:
        yield "a recipe that has its metrics in the world does not answer its own questions"


if __name__ == "__main__":
    sys.exit(main())

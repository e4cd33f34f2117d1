"""Measures plain queries: straight to Prometheus, through nginx, and through the proxy.

`python -m bench.passthrough --seconds 3 --rounds 3` prints one table. No figure makes it fail.
"""

import argparse
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from bench import disturbance, machine, programs, report
from bench.command import CommandError
from bench.comparison import Comparison, DifferentError
from bench.process_tree import EndedError
from bench.ways import started
from scripts.binaries import MissingError
from scripts.processes import StartError


def main() -> int:
    """Print the machine, the table and its legend; 1 when the servers could not be set up."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    arguments = _arguments()
    try:
        _run(arguments.seconds, arguments.rounds)
    except KeyboardInterrupt:
        sys.stderr.write("bench: stopped\n")
        return 1
    except (MissingError, StartError, CommandError, EndedError, DifferentError, OSError) as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    return 0


def _run(seconds: int, rounds: int) -> None:
    found = programs.find()
    _say(machine.described(found), "")
    before = disturbance.now()
    with started(found) as ways:
        results = list(Comparison(found.wrk, ways, seconds, rounds).results())
    others = disturbance.percent(before, disturbance.now(), os.cpu_count() or 1)
    _say(report.table(results), "", report.LEGEND, report.disturbed(others))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure what the proxy costs a plain query.")
    parser.add_argument("--seconds", type=_positive, default=3, help="of each round")
    parser.add_argument("--rounds", type=_positive, default=3, help="of each way and request")
    return parser.parse_args()


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above 0")
    return int(text)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    # A second Ctrl-C must not leave servers behind.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join([*lines, ""]))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

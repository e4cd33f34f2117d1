"""The evaluation world and its questions.

`python -m bench.world up` brings it up (20 to 40 s), `down` takes it down, `check` runs every
query of the questions in it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from bench.command import CommandError
from bench.world import checking, keeping
from bench.world.state import State, StateError, read
from scripts.binaries import MissingError
from scripts.processes import StartError

_FOLDER = Path(tempfile.gettempdir()) / "prometheus-llm-proxy-world"
_RELEASES = ("3.5", "2.42")


def main() -> int:
    """Do what the arguments say; 1 when it cannot be done, or a check fails."""
    arguments = _arguments()
    folder = arguments.folder.resolve()
    try:
        match arguments.command:
            case "up":
                _tell(keeping.up(folder, arguments.prometheus, arguments.port))
            case "keep":
                keeping.keep(folder, arguments.prometheus, arguments.port)
            case "down":
                keeping.down(folder)
            case "status":
                _tell(read(folder))
            case "check":
                return _check(read(folder))
    except KeyboardInterrupt:
        return 1
    except (StateError, MissingError, StartError, CommandError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.world", description=__doc__)
    parser.add_argument("command", choices=("up", "down", "status", "check", "keep"))
    parser.add_argument("--folder", type=Path, default=_FOLDER, help="where its data lies")
    parser.add_argument("--prometheus", choices=_RELEASES, default=_RELEASES[0])
    parser.add_argument("--port", type=int, default=19390, help="taken if it is free")
    return parser.parse_args()


def _tell(state: State) -> None:
    sys.stdout.write(
        f"{state.url}  Prometheus {state.release}, questions are asked at {state.eval_time}\n"
        f"{state.series} series of {state.families} families from {state.targets} targets\n"
    )


def _check(state: State) -> int:
    told, is_right = checking.report(state)
    sys.stdout.write(told)
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())

"""The file that says where a world is, and which moment its questions are asked at."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

_NAME = "state.json"


class StateError(Exception):
    """There is no world in the folder; `str()` says so."""


@dataclass(frozen=True, slots=True)
class State:
    """A world that is up: `eval_time` is its history's end, `pid` the process that keeps it."""

    url: str
    eval_time: int
    release: str
    series: int
    families: int
    targets: int
    pid: int


def write(folder: Path, state: State) -> None:
    """Write the state in one go: who sees the file sees all of it."""
    fresh = folder / f".{_NAME}"
    fresh.write_text(json.dumps(asdict(state), indent=1) + "\n")
    fresh.rename(folder / _NAME)


def read(folder: Path) -> State:
    """Return the state; raises `StateError` where no world is up."""
    try:
        return State(**json.loads((folder / _NAME).read_text()))
    except FileNotFoundError as error:
        raise StateError(f"no world is up in {folder}: python -m bench.world up") from error

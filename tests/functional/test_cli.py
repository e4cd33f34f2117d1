"""A shell's `lint` keeps a catalogue for the next command, and leaves nothing half made."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import orjson
import pytest

from scripts.processes import Server
from tests.functional.holding import Holding, holding
from tests.functional.until import until

LINT = (
    *(sys.executable, "-c", "from app.cli import main; main(prog_name='prometheus-llm-proxy')"),
    "lint",
)
HOUR = 3600.0
GAUGE = "shared_queue_length"


@pytest.fixture
def slow() -> Iterator[Holding]:
    with holding() as running:
        yield running


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Return where the catalogue of a user's commands is kept."""
    return tmp_path / ".cache" / "prometheus-llm-proxy" / "catalogue"


def environment(url: str, home: Path) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    return {**inherited, "HOME": str(home), "PROMETHEUS_URL": url}


def lint(promql: str, env: Mapping[str, str]) -> tuple[int, str, str]:
    """Return exit code, output and errors."""
    ended = subprocess.run(
        [*LINT, promql], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    return ended.returncode, ended.stdout, ended.stderr


def started(promql: str, env: Mapping[str, str]) -> "subprocess.Popen[str]":
    """Begin a command in a process group of its own, as a shell does."""
    return subprocess.Popen(
        [*LINT, promql],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def folders(kept: Path) -> list[Path]:
    return sorted(path for path in kept.glob("*/*/*") if path.is_dir())


def fetched_at(kept: Path) -> float:
    (current,) = kept.glob("*/*/current")
    about = orjson.loads((current.parent / current.read_text() / "about.json").read_bytes())
    return float(about["fetched_at"])


def make_old(kept: Path) -> float:
    """Let what was read last have been read an hour ago, from a server that had settled."""
    (folder,) = folders(kept)
    about = orjson.loads((folder / "about.json").read_bytes())
    about["fetched_at"] -= HOUR
    (folder / "about.json").write_bytes(orjson.dumps(about))
    (folder / "since").write_text(repr(about["fetched_at"] - HOUR))
    os.utime(folder.parent / "tried", (about["fetched_at"],) * 2)
    return fetched_at(kept)


def gone(group: int) -> bool:
    """Say whether no process of a group runs any more."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.prometheus
def test_the_first_command_reads_a_catalogue_and_a_later_one_reads_it_anew(
    upstream: Server, tmp_path: Path, kept: Path
) -> None:
    env = environment(upstream.url, tmp_path)
    assert lint("rate(up[5m])", env)[0] == 1
    assert len(folders(kept)) == 1
    old = make_old(kept)
    code, said, errors = lint("node_load1", env)
    assert (code, errors) == (0, "")
    assert said.startswith("nothing wrong\ncost: 1 series returned")
    assert fetched_at(kept) > old + HOUR / 2
    assert [path.suffix for path in folders(kept)] == ["", ""]


def test_an_old_one_serves_while_the_new_one_takes_long_and_the_new_one_is_there_in_the_end(
    slow: Holding, tmp_path: Path, kept: Path
) -> None:
    env = environment(slow.url, tmp_path)
    lint(GAUGE, env)
    old = make_old(kept)
    slow.gate.clear()
    with started(GAUGE, env) as command:
        assert command.stdout is not None
        assert command.stdout.readline() == "nothing wrong\n"
        assert command.poll() is None
        slow.gate.set()
        _, errors = command.communicate(timeout=30)
    told = "checked against what Prometheus held 60 minutes ago: reading it anew takes longer than"
    assert errors == f"{told} 5 s\n"
    assert command.returncode == 0
    assert fetched_at(kept) > old + HOUR / 2


def test_an_old_one_serves_and_it_is_told_why_no_new_one_is_there(
    slow: Holding, tmp_path: Path, kept: Path
) -> None:
    env = environment(slow.url, tmp_path)
    lint(GAUGE, env)
    make_old(kept)
    slow.down = True
    code, said, errors = lint(GAUGE, env)
    assert (code, said.splitlines()[0]) == (0, "nothing wrong")
    assert errors.startswith("checked against what Prometheus held 60 minutes ago: ")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGINT])
def test_a_command_that_is_broken_off_leaves_no_noise_and_no_process(
    ended_by: signal.Signals, slow: Holding, tmp_path: Path, kept: Path
) -> None:
    env = environment(slow.url, tmp_path)
    slow.gate.clear()
    with started(GAUGE, env) as command:
        until(lambda: bool(slow.asked))
        if ended_by is signal.SIGKILL:
            command.kill()  # the builder is not told
        else:
            os.killpg(command.pid, ended_by)
        _, errors = command.communicate(timeout=30)
    assert errors.strip() in ("", "Aborted!")
    until(lambda: gone(command.pid))
    slow.gate.set()
    assert lint(GAUGE, env)[0] == 0
    assert [path.suffix for path in folders(kept)] == [""]

"""A process of its own that keeps a world up until it is told to end."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

from bench.world.running import running_world
from bench.world.state import State, StateError, read

UP_TIMEOUT_SECONDS = 240.0
_DOWN_TIMEOUT_SECONDS = 30.0


def keep(folder: Path, release: str, port: int) -> None:
    """Keep a world up until SIGTERM; raises what `running_world` raises."""
    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with running_world(folder, release, port):
        ended.wait()


def up(folder: Path, release: str, port: int) -> State:
    """Start such a process and return once its world is up; raises `StateError`."""
    if _is_up(folder):
        raise StateError(f"a world is up in {folder} already: python -m bench.world down")
    log = folder.with_suffix(".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    command = (sys.executable, "-m", "bench.world", "keep", "--folder", str(folder))
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - this package's own command
            (*command, "--prometheus", release, "--port", str(port)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return _wait_for(process, folder, log)


def down(folder: Path) -> None:
    """End the process that keeps the world, which removes its data; raises `StateError`."""
    state = read(folder)
    if _keeps(state.pid, folder):
        os.kill(state.pid, signal.SIGTERM)
        until = time.monotonic() + _DOWN_TIMEOUT_SECONDS
        while _keeps(state.pid, folder):
            if time.monotonic() > until:
                raise StateError(f"process {state.pid} does not end")
            time.sleep(0.1)
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_suffix(".log").unlink(missing_ok=True)


def _wait_for(process: "subprocess.Popen[bytes]", folder: Path, log: Path) -> State:
    until = time.monotonic() + UP_TIMEOUT_SECONDS
    try:
        while time.monotonic() < until and process.poll() is None:
            if _is_up(folder):
                return read(folder)
            time.sleep(0.2)
    except KeyboardInterrupt:
        process.terminate()
        raise
    process.terminate()
    raise StateError(f"the world did not come up\n{log.read_text(errors='replace')}")


def _is_up(folder: Path) -> bool:
    try:
        return _keeps(read(folder).pid, folder)
    except StateError:
        return False


def _keeps(pid: int, folder: Path) -> bool:
    """Say whether this process keeps this folder's world: numbers are used again."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"bench.world" in words and str(folder).encode() in words

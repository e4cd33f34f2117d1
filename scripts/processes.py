"""Server processes on loopback: started, waited for until they are ready, and ended."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

LOOPBACK = "127.0.0.1"
READY_TIMEOUT_SECONDS = 30.0
STOP_TIMEOUT_SECONDS = 10.0

_ROOT = Path(__file__).resolve().parent.parent


class StartError(Exception):
    """A server did not come up, or its data did not; `str()` ends with its log."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run, where it will listen, and which path answers 200 once it is ready."""

    name: str
    command: tuple[str, ...]
    port: int
    ready_path: str
    env: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """A process that answers at `url` and writes to `log`."""

    name: str
    url: str
    log: Path
    process: "subprocess.Popen[bytes]"

    @property
    def address(self) -> str:
        """Return host and port."""
        return self.url.removeprefix("http://")

    def log_tail(self, lines: int = 40) -> str:
        """Return the last lines of the server's log, under a line that names it."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join([f"--- {self.name}: {self.log}", *text.splitlines()[-lines:]])


def free_port(preferred: int = 0) -> int:
    """Return a loopback port that nobody listens on: the preferred one if it is free."""
    with socket.socket() as probe:
        # A port whose last connections still linger is free all the same.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, preferred))
        except OSError:
            probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(program: Program, folder: Path) -> Iterator[Server]:
    """Run a program from its readiness to the end of the block, its log in `folder`.

    Raises `StartError` when it ends at once or is not ready in time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{program.name}.log"
    process = _start(program, log)
    server = Server(program.name, f"http://{LOOPBACK}:{program.port}", log, process)
    try:
        wait_until(lambda: bool(fetch(server.url + program.ready_path)), server)
        yield server
    finally:
        _stop(process)


def wait_until(
    is_true: Callable[[], bool], server: Server, timeout_seconds: float = READY_TIMEOUT_SECONDS
) -> None:
    """Poll until `is_true`; raises `StartError` when the server ends or the time is over."""
    until = time.monotonic() + timeout_seconds
    while time.monotonic() < until:
        if server.process.poll() is not None:
            raise StartError(f"{server.name} ended\n{server.log_tail()}")
        try:
            if is_true():
                return
        except OSError:
            pass  # not listening yet, or not ready: HTTP errors are OSErrors too
        time.sleep(0.05)
    raise StartError(f"{server.name} was not ready in {timeout_seconds} s\n{server.log_tail()}")


def fetch(url: str) -> bytes:
    """Return the body of a 200 answer, past any configured HTTP proxy; raises `OSError`."""
    with build_opener(ProxyHandler({})).open(url, timeout=5) as answer:
        body: bytes = answer.read()
        return body


def _start(program: Program, log: Path) -> "subprocess.Popen[bytes]":
    with log.open("wb") as output:
        return subprocess.Popen(
            _ending_with_us(program.command),
            cwd=_ROOT,
            env=None if program.env is None else dict(program.env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A Ctrl-C in the terminal is for us alone: we stop what we started.
            start_new_session=True,
        )


def _ending_with_us(command: tuple[str, ...]) -> tuple[str, ...]:
    """Have the kernel send SIGTERM when we are killed before we can; Linux with setpriv only."""
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "TERM", *command) if setpriv else command


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        # Its children too, such as the workers of a master that hangs.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

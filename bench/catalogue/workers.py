"""gunicorn's workers: what they hold, whether the catalogue is open, and which of them answers."""

from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import orjson

from app.deadline import Deadline
from bench.process_tree import Process, tree
from scripts.processes import Server

_PROC = Path("/proc")
_SECONDS = 120
_STILL_TRANSLATING = 503


class RefusedError(Exception):
    """The service does not translate a question; `str()` has its words."""


def workers(server: Server) -> list[Process]:
    """Return the workers, without what they started themselves; raises `EndedError`."""
    master = server.process.pid
    return [process for process in tree(master).values() if process.parent == master]


def largest_mb(server: Server) -> float:
    """Return the resident memory of the worker that holds most."""
    return max(worker.resident_mb for worker in workers(server))


def has_open(worker: Process, folder: Path) -> bool:
    """Say whether a worker has files of a folder mapped into its memory."""
    try:
        return f"{folder}/" in (_PROC / str(worker.pid) / "maps").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def ask(server: Server, question: str) -> int | None:
    """Have a question translated, and return the process that did; None where none can be told.

    An answer that says why there is no PromQL is as good. While the service is still translating
    it is asked again. Raises `RefusedError` for any other answer.
    """
    deadline = Deadline.after(_SECONDS)
    while True:
        told = _told(server, question)
        if told.status in (200, 422):
            return told.worker
        if told.status != _STILL_TRANSLATING or deadline.passed:
            raise RefusedError(f"{question}: {told.status} {told.said}")


@dataclass(frozen=True, slots=True)
class _Told:
    status: int
    said: str
    worker: int | None


def _told(server: Server, question: str) -> _Told:
    connection = HTTPConnection(server.address, timeout=_SECONDS)
    try:
        connection.request(
            *("POST", "/api/v1/llm/translate", orjson.dumps({"prompt": question})),
            {"Content-Type": "application/json"},
        )
        answer = connection.getresponse()
        said = answer.read().decode(errors="replace")
        return _Told(answer.status, said, _holder(server, connection.sock.getsockname()[1]))
    finally:
        connection.close()


def _holder(server: Server, client_port: int) -> int | None:
    """Return the worker that holds the other end of a connection."""
    inode = _inode(int(server.address.rpartition(":")[2]), client_port)
    held = f"socket:[{inode}]"
    return next((worker.pid for worker in workers(server) if held in _open_files(worker)), None)


def _inode(server_port: int, client_port: int) -> str:
    for line in (_PROC / "net/tcp").read_text().splitlines()[1:]:
        columns = line.split()
        ports = [int(address.rpartition(":")[2], 16) for address in columns[1:3]]
        if ports == [server_port, client_port]:
            return columns[9]
    return ""


def _open_files(worker: Process) -> list[str]:
    found = []
    for path in (_PROC / str(worker.pid) / "fd").iterdir():
        try:
            found.append(str(path.readlink()))
        except FileNotFoundError:
            continue  # closed meanwhile
    return found

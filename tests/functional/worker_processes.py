"""The processes of a running gunicorn, as an operator sees them."""

import resource
import time
from collections.abc import Sequence
from pathlib import Path

from scripts.processes import Server


def worker_pids(server: Server) -> list[int]:
    """Return the processes of gunicorn's workers."""
    master = server.process.pid
    children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii")
    return sorted(map(int, children.split()))


def limit_files(pids: Sequence[int], files: int) -> None:
    """Let each process have so many files open."""
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (files, files))


def open_files(pid: int) -> int:
    """Return how many files a process has open; none once it ended."""
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except FileNotFoundError:
        return 0


def idle(pids: Sequence[int]) -> bool:
    """Say whether the processes compute nothing for a moment."""
    before = [_ticks(pid) for pid in pids]
    time.sleep(0.3)
    return before == [_ticks(pid) for pid in pids]


def memory_bytes(pids: Sequence[int]) -> int:
    """Return the memory that the processes hold."""
    return sum(_resident_kilobytes(pid) * 1024 for pid in pids)


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _resident_kilobytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1])

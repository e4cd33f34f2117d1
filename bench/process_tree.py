"""A server's processes, from Linux' /proc: their processor time and their memory."""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_RESET_PEAK = "5"
_MEMORY = ("VmRSS", "VmHWM")


class EndedError(Exception):
    """A server's process ended while it was measured."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process at one moment; the peak is that since the peaks were reset."""

    pid: int
    parent: int
    cpu_seconds: float
    resident_mb: float
    peak_mb: float


def tree(root: int) -> dict[int, Process]:
    """Return a process and all that descend from it, by number; raises `EndedError`."""
    everyone = [found for path in _PROC.glob("[0-9]*") if (found := _read(path))]
    known = {process.pid: process for process in everyone if process.pid == root}
    if not known:
        raise EndedError(f"process {root} ended")
    while children := [one for one in everyone if one.parent in known and one.pid not in known]:
        known |= {process.pid: process for process in children}
    return known


def reset_peaks(root: int) -> None:
    """Let the peaks of a server's processes start anew from what is resident."""
    for pid in tree(root):
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            (_PROC / str(pid) / "clear_refs").write_text(_RESET_PEAK)


def _read(path: Path) -> Process | None:
    """Return a process; None for one that ended meanwhile, or that has no memory of its own."""
    try:
        # Its name stands in parentheses, and may hold anything.
        stat = (path / "stat").read_text().rpartition(")")[2].split()
        status = (path / "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    resident, peak = (re.search(rf"^{name}:\s+(\d+) kB", status, re.M) for name in _MEMORY)
    if not resident or not peak:
        return None
    return Process(
        pid=int(path.name),
        parent=int(stat[1]),
        cpu_seconds=(int(stat[11]) + int(stat[12])) / _TICKS_PER_SECOND,
        resident_mb=int(resident[1]) / 1024,
        peak_mb=int(peak[1]) / 1024,
    )

"""How much of the machine's processors went to others while we measured."""

import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
# Columns of /proc/stat: programs, the kernel on their behalf, and what the hypervisor took.
_USER, _NICE, _SYSTEM, _STEAL = 0, 1, 2, 7


@dataclass(frozen=True, slots=True)
class Moment:
    """Clock and processor seconds at one moment; `ours` are those of us and what we ran."""

    at: float
    taken: float
    ours: float


def now() -> Moment:
    """Return this moment; servers and tools count as ours once they ended."""
    columns = Path("/proc/stat").read_text().partition("\n")[0].split()[1:]
    ticks = sum(int(columns[number]) for number in (_USER, _NICE, _SYSTEM, _STEAL))
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Moment(
        at=time.monotonic(),
        taken=ticks / _TICKS_PER_SECOND,
        ours=sum(one.ru_utime + one.ru_stime for one in usage),
    )


def percent(before: Moment, after: Moment, processors: int) -> float:
    """Return the part of the processors' time that others took between two moments."""
    others = (after.taken - before.taken) - (after.ours - before.ours)
    return max(0.0, others / (after.at - before.at) / processors * 100)

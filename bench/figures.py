"""What the client saw, and what it cost the server's own processes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bench.load import Load
from bench.process_tree import EndedError, reset_peaks, tree


@dataclass(frozen=True, slots=True)
class Figures:
    """A load and its cost; `memory_mb` is the growth of the server's process that grew most.

    `cpu_us` is processor time a request, in microseconds; None where none was answered.
    """

    load: Load
    cpu_us: float | None
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Round:
    """A load and its cost in one round."""

    load: Load
    cpu_seconds: float
    memory_mb: float


def measure(root: int, send: Callable[[], Load]) -> Round:
    """Send a load to the server whose first process is `root`, and whose others are its children.

    What those start comes and goes, and serves nobody: the proxy's workers read the catalogue so.
    Raises `EndedError` when a process of the server does not live through it.
    """
    reset_peaks(root)
    before = tree(root)
    load = send()
    after = tree(root)
    serving = [pid for pid, process in before.items() if root in (pid, process.parent)]
    if not after.keys() >= set(serving):
        raise EndedError(f"a process of the server {root} ended while it was measured")
    return Round(
        load=load,
        cpu_seconds=sum(after[pid].cpu_seconds - before[pid].cpu_seconds for pid in serving),
        memory_mb=max(after[pid].peak_mb - before[pid].resident_mb for pid in serving),
    )


def summed_up(rounds: Sequence[Round]) -> Figures:
    """Return the load of the round of median throughput, with errors and cost of all rounds.

    The kernel counts processor time in steps that are coarse for one round.
    """
    ordered = sorted((one.load for one in rounds), key=lambda load: load.requests_per_second)
    requests = sum(load.requests for load in ordered)
    cpu_seconds = sum(one.cpu_seconds for one in rounds)
    return Figures(
        load=replace(ordered[(len(ordered) - 1) // 2], errors=sum(load.errors for load in ordered)),
        cpu_us=cpu_seconds / requests * 1e6 if requests else None,
        memory_mb=max(one.memory_mb for one in rounds),
    )

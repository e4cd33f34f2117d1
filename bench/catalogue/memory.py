"""What a worker of the real service holds in memory, with the catalogue open."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.catalogue.figures import Figure
from bench.catalogue.retrieval_data import Wanted
from bench.catalogue.workers import ask, has_open, largest_mb, workers
from scripts import servers
from scripts.processes import Server, StartError, wait_until

_WORKERS = 2
_OPEN_SECONDS = 120.0
_AT_ONCE = 4
_MOST_MB = 150.0


def memory_figures(url: str, folder: Path, questions: Sequence[Wanted]) -> Iterator[Figure]:
    """Yield the memory of the largest worker, from its start to the last question.

    Raises `StartError`, `EndedError` and `RefusedError`.
    """
    env = {"PROMETHEUS_URL": url, "LLM_PROVIDER": "builtin"}
    with servers.proxy(env, folder, workers=_WORKERS) as server:
        yield Figure("worker: as it starts", largest_mb(server), "MB")
        _wait_until_open(server, folder.resolve() / "catalogue")
        yield Figure("worker: catalogue open, not asked yet", largest_mb(server), "MB")
        _ask_each(server, questions)
        yield Figure("worker: each asked once or more", largest_mb(server), "MB", at_most=_MOST_MB)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(lambda wanted: ask(server, wanted.question), questions))
        yield Figure("worker: all questions asked", largest_mb(server), "MB", at_most=_MOST_MB)


def _wait_until_open(server: Server, folder: Path) -> None:
    def is_open() -> bool:
        found = workers(server)
        return len(found) == _WORKERS and all(has_open(worker, folder) for worker in found)

    wait_until(is_open, server, _OPEN_SECONDS)


def _ask_each(server: Server, questions: Sequence[Wanted]) -> None:
    """Ask until each worker answered one question."""
    silent = {worker.pid for worker in workers(server)}
    for wanted in questions:
        silent.discard(ask(server, wanted.question) or 0)
        if not silent:
            return
    raise StartError(f"some worker answered no question\n{server.log_tail()}")

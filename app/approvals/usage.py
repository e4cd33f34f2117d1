"""Counts uses in memory, and hands them to the store now and then."""

import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Protocol

import structlog

from app.approvals.records import Use
from app.errors import UnavailableError

_log = structlog.get_logger()


class Counts(Protocol):
    """Where counts end up; the store is one."""

    def note_uses(self, uses: Mapping[tuple[str, str], Use]) -> None:
        """Add what was counted for each (tenant, hash)."""
        ...


class Usage:
    """How often each question was asked in this process; safe to share between threads.

    Counts go to the store at most once in `flush_seconds`, within a call of `note`, and when the
    owner calls `flush` at the end. While the store is away they are kept.
    """

    def __init__(
        self,
        store: Counts,
        *,
        flush_seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._flush_seconds = flush_seconds
        self._clock = clock
        self._wall_clock = wall_clock
        self._lock = Lock()
        self._uses: dict[tuple[str, str], Use] = {}
        self._flush_at = clock() + flush_seconds

    def note(self, tenant: str, question_hash: str, dashboard: str = "") -> None:
        """Count one use, now; never fails."""
        use = Use(1, self._wall_clock(), dashboard)
        with self._lock:
            self._add((tenant, question_hash), use)
            now = self._clock()
            due = now >= self._flush_at
            if due:
                self._flush_at = now + self._flush_seconds
        if due:
            self.flush()

    def flush(self) -> None:
        """Hand all counts to the store; they stay here when it is away."""
        with self._lock:
            taken, self._uses = self._uses, {}
        if not taken:
            return
        try:
            self._store.note_uses(taken)
        except UnavailableError as error:
            _log.warning("uses are kept for later", reason=str(error))
            with self._lock:
                for key, use in taken.items():
                    self._add(key, use)

    def _add(self, key: tuple[str, str], use: Use) -> None:
        known = self._uses.get(key)
        if known is None:
            self._uses[key] = use
            return
        first, last = sorted((known, use), key=lambda each: each.last_used_at)
        self._uses[key] = Use(
            known.count + use.count, last.last_used_at, last.dashboard or first.dashboard
        )

"""Runs the migrations when a process first needs the store."""

import time
from collections.abc import Callable
from threading import Lock

from app.approvals.migrate import upgrade
from app.errors import UnavailableError

RETRY_SECONDS = 3.0


class Schema:
    """Whether this process has seen the newest schema; a failure is remembered for a moment."""

    def __init__(
        self,
        database_url: str,
        *,
        upgrade: Callable[[str], None] = upgrade,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database_url = database_url
        self._upgrade = upgrade
        self._clock = clock
        self._lock = Lock()
        self._ready = False
        self._failure: UnavailableError | None = None
        self._retry_at = 0.0

    def ensure(self) -> None:
        """Bring the database to the newest schema, unless that was done.

        Raises `UnavailableError`; while it fails it is tried once in `RETRY_SECONDS`.
        """
        if self._ready:
            return
        with self._lock:
            if not self._ready:
                self._try()

    def _try(self) -> None:
        if self._failure and self._clock() < self._retry_at:
            raise UnavailableError(str(self._failure)) from self._failure
        try:
            self._upgrade(self._database_url)
        except UnavailableError as error:
            self._failure, self._retry_at = error, self._clock() + RETRY_SECONDS
            raise
        self._ready, self._failure = True, None

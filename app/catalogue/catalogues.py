"""The catalogues of all tenants: one process reads each, all others map what it wrote."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from app.catalogue.catalogue import Catalogue
from app.catalogue.fetch import Values
from app.catalogue.labels import Labels
from app.catalogue.shelf import Shelf, Shelves
from app.catalogue.snapshot import About, SnapshotError, read
from app.deadline import Deadline
from app.errors import ProxyError, TimedOutError, UnavailableError

Build = Callable[[str, Path, Deadline], None]
LabelsOf = Callable[[str, Values], Labels]

_LOG = logging.getLogger(__name__)
# A snapshot of another process is seen after this long.
_LOOK_SECONDS = 1.0
_IN_USE_SECONDS = 86_400.0
_BUILDS_APART = 4


@dataclass
class _Tenant:
    shelf: Shelf
    folder: Path | None = None
    catalogue: Catalogue | None = None
    settled: bool = False
    build_seconds: float = 0.0
    loading: Future[Catalogue] | None = None
    looked_at: float = -_LOOK_SECONDS
    tried_at: float = 0.0
    used_at: float = 0.0
    opening: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Intervals:
    """How old a snapshot may be, how long reading one may take, and when to try again: seconds.

    While Prometheus starts, snapshots are old after `settling_seconds`, and a question waits
    `wait_seconds` at most for the next one.
    """

    ttl_seconds: float = 300
    load_seconds: float = 60
    retry_seconds: float = 15
    settling_seconds: float = 5
    wait_seconds: float = 2


class Catalogues:
    """At most `max_tenants` open snapshots, the least recently used one closed first.

    `build` fills a folder with a snapshot of a tenant. It is called by one thread of one process
    at a time for each tenant. An old snapshot is served until its successor is whole.
    """

    def __init__(
        self,
        shelves: Shelves,
        build: Build,
        labels_of: LabelsOf,
        *,
        intervals: Intervals | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._shelves = shelves
        self._build = build
        self._labels_of = labels_of
        self._intervals = intervals or Intervals()
        self._clock = clock
        self._lock = threading.Lock()
        self._tenants: OrderedDict[str, _Tenant] = OrderedDict()
        self._stopped = threading.Event()

    def get(self, tenant: str, deadline: Deadline) -> Catalogue:
        """Return the tenant's snapshot, waiting for the first one, and while Prometheus starts.

        Raises the builder's error when the first one cannot be read, `TimedOutError` when it is
        not there before the deadline; its reading goes on then.
        """
        with self._lock:
            held = self._held(tenant)
            held.used_at = self._clock()
        self._look(tenant, held)
        loading = self._refresh(tenant, held)
        if held.catalogue is not None and (held.settled or loading is None):
            return held.catalogue
        if held.catalogue is not None and held.catalogue.names:
            deadline = deadline.at_most(self._intervals.wait_seconds)
        try:
            return _wait(loading, deadline)
        except ProxyError:
            if held.catalogue is None:
                raise
            return held.catalogue  # the last one serves

    def content(self, tenant: str) -> str:
        """Return what stands for the content of a tenant's snapshot, without waiting for one."""
        with self._lock:
            held = self._held(tenant)
            held.used_at = self._clock()
        self._look(tenant, held)
        return held.catalogue.content if held.catalogue is not None else ""

    def age_seconds(self) -> float | None:
        """Return how old the oldest snapshot in use on this machine is; None without one."""
        return max((self._clock() - about.fetched_at for about in self.abouts()), default=None)

    def abouts(self) -> list[About]:
        """Return what is told about the snapshots in use on this machine."""
        return self._shelves.abouts(self._clock())

    def keep_fresh(self, first: str | None = None) -> None:
        """Refresh what is in use, behind the scenes, from now on; `first` is read at once."""
        if first is not None:
            with self._lock:
                self._held(first).used_at = self._clock()
        threading.Thread(target=self._keep_fresh, name="catalogues", daemon=True).start()

    def close(self) -> None:
        """Stop refreshing."""
        self._stopped.set()

    def _keep_fresh(self) -> None:
        pause_seconds = min(self._intervals.ttl_seconds / 10, self._intervals.retry_seconds)
        while True:
            with self._lock:
                held = list(self._tenants.items())
            for tenant, state in held:
                if self._clock() - state.used_at < _IN_USE_SECONDS:
                    self._look(tenant, state)
                    self._refresh(tenant, state)
            if self._stopped.wait(pause_seconds):
                return

    def _held(self, tenant: str) -> _Tenant:
        held = self._tenants.get(tenant)
        if held is None:
            held = self._tenants[tenant] = _Tenant(self._shelves.of(tenant))
        self._tenants.move_to_end(tenant)
        while len(self._tenants) > self._shelves.max_tenants:
            self._tenants.popitem(last=False)
        return held

    def _look(self, tenant: str, held: _Tenant) -> None:
        """Open what was written last, by whichever process."""
        with held.opening:
            now = self._clock()
            if now - held.looked_at < _LOOK_SECONDS:
                return
            held.looked_at = now
        self._open_current(tenant, held)

    def _open_current(self, tenant: str, held: _Tenant) -> None:
        with held.opening:
            current = held.shelf.current()
            if current is not None and current != held.folder:
                self._open(tenant, held, current)

    def _open(self, tenant: str, held: _Tenant, folder: Path) -> None:
        try:
            snapshot = read(folder)
        except SnapshotError as error:
            _LOG.warning("a catalogue cannot be used: %s", error)
            return
        labels = self._labels_of(tenant, snapshot.values)
        about = snapshot.about
        held.catalogue = Catalogue(
            snapshot.names, snapshot.index, labels, about.fetched_at, about.content
        )
        held.folder = folder
        held.settled = held.shelf.settled()

    def _refresh(self, tenant: str, held: _Tenant) -> Future[Catalogue] | None:
        with self._lock:
            if held.loading is None and self._due(held):
                held.tried_at = self._clock()
                held.loading = Future()
                threading.Thread(
                    target=self._load, args=(tenant, held, held.loading), daemon=True
                ).start()
            return held.loading

    def _due(self, held: _Tenant) -> bool:
        return held.catalogue is None or (
            self._clock() - held.tried_at >= self._pause_seconds(held) and self._is_old(held)
        )

    def _is_old(self, held: _Tenant) -> bool:
        if held.catalogue is None:
            return True
        age = self._clock() - held.catalogue.fetched_at
        if held.settled:
            return age > self._intervals.ttl_seconds
        # Of a large server reading takes a while: it does not do so all the time.
        return age > max(self._intervals.settling_seconds, _BUILDS_APART * held.build_seconds)

    def _pause_seconds(self, held: _Tenant) -> float:
        """Return how long to wait after a failure."""
        intervals = self._intervals
        return intervals.retry_seconds if held.settled else intervals.settling_seconds

    def _load(self, tenant: str, held: _Tenant, loading: Future[Catalogue]) -> None:
        try:
            catalogue = self._loaded(tenant, held)
        except Exception as error:  # noqa: BLE001 - handed to those who wait, whatever it is
            self._failed(held, loading, error)
            return
        with self._lock:
            held.loading = None
        loading.set_result(catalogue)

    def _loaded(self, tenant: str, held: _Tenant) -> Catalogue:
        deadline = Deadline.after(self._intervals.load_seconds)
        with held.shelf.alone(deadline):
            self._open_current(tenant, held)
            if self._wanted(held):
                began = time.monotonic()
                held.shelf.build(lambda to: self._build(tenant, to, deadline), self._clock())
                held.build_seconds = time.monotonic() - began
                self._shelves.sweep()
                self._open_current(tenant, held)
        if held.catalogue is None:
            raise UnavailableError("the catalogue was written and cannot be read")
        return held.catalogue

    def _wanted(self, held: _Tenant) -> bool:
        """Say whether to build, now that nobody else does; another process may just have failed."""
        if held.catalogue is None:
            return True
        since = self._clock() - held.shelf.tried_at()
        return self._is_old(held) and since >= self._pause_seconds(held)

    def _failed(self, held: _Tenant, loading: Future[Catalogue], error: Exception) -> None:
        with self._lock:
            held.loading = None
        if isinstance(error, ProxyError):
            _LOG.warning("the catalogue could not be read: %s", error)
        else:
            _LOG.error("the catalogue could not be built", exc_info=error)
        loading.set_exception(error)


def _wait(loading: Future[Catalogue] | None, deadline: Deadline) -> Catalogue:
    if loading is None:
        raise TimedOutError("the catalogue is not there yet")
    try:
        return loading.result(timeout=deadline.remaining_seconds)
    except TimeoutError as error:
        if loading.done():
            raise
        raise TimedOutError("Prometheus has not told its metrics yet; ask again soon") from error

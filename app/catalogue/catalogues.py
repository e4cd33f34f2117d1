"""The catalogues of all tenants: one process reads each, all others map what it wrote."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from pathlib import Path

from app.catalogue.catalogue import Catalogue
from app.catalogue.fetch import Values
from app.catalogue.labels import Labels
from app.catalogue.shelf import Shelf, Shelves
from app.catalogue.snapshot import About, SnapshotError, read
from app.deadline import Deadline
from app.errors import CatalogueError, ProxyError, TimedOutError

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
    building: bool = False
    trouble: str = ""
    looked_at: float = -_LOOK_SECONDS
    tried_at: float = 0.0
    used_at: float = 0.0
    opening: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Intervals:
    """How old a snapshot may be, how long reading one may take, and when to try again: seconds.

    While Prometheus starts, snapshots are old after `settling_seconds`, and a question waits
    `wait_seconds` at most for the next one; else `settled_wait_seconds`.
    """

    ttl_seconds: float = 300
    load_seconds: float = 60
    retry_seconds: float = 15
    settling_seconds: float = 5
    wait_seconds: float = 2
    settled_wait_seconds: float = 0


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

        Raises `CatalogueError` when the first one cannot be read, `TimedOutError` when it is not
        there before the deadline; its reading goes on then.
        """
        with self._lock:
            held = self._held(tenant)
            held.used_at = self._clock()
        self._look(tenant, held)
        loading = self._refresh(tenant, held)
        if held.catalogue is not None and loading is None:
            return held.catalogue
        try:
            return _wait(loading, deadline.at_most(self._wait_seconds(held)))
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

    def overdue_seconds(self, tenant: str) -> float | None:
        """Return the age of what is served to a tenant, where a newer one should be by now."""
        with self._lock:
            held = self._tenants.get(tenant)
        if held is None or held.catalogue is None or not self._is_old(held):
            return None
        return self._clock() - held.catalogue.fetched_at

    def trouble(self) -> str | None:
        """Return why a snapshot in use could not be read anew, when that was last tried."""
        troubles = (held.trouble or held.shelf.trouble() for _, held in self._in_use())
        return next(filter(None, troubles), None)

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

    def finish(self) -> None:
        """Stop refreshing, once what this process is reading is there for the next one."""
        with self._lock:
            self._stopped.set()
            all_held = self._tenants.values()
            ours = [held.loading for held in all_held if held.building and held.loading]
        wait(ours)

    def _keep_fresh(self) -> None:
        pause_seconds = min(self._intervals.ttl_seconds / 10, self._intervals.retry_seconds)
        while True:
            for tenant, held in self._in_use():
                self._look(tenant, held)
                self._refresh(tenant, held)
            if self._stopped.wait(pause_seconds):
                return

    def _in_use(self) -> list[tuple[str, _Tenant]]:
        since = self._clock() - _IN_USE_SECONDS
        with self._lock:
            return [each for each in self._tenants.items() if each[1].used_at > since]

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
        if held.trouble:
            _LOG.info("the catalogue is read again")
            held.trouble = ""

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

    def _wait_seconds(self, held: _Tenant) -> float:
        """Return how long a question waits for a newer snapshot, where there is one."""
        if held.catalogue is None or not held.catalogue.names:
            return self._intervals.load_seconds
        intervals = self._intervals
        return intervals.settled_wait_seconds if held.settled else intervals.wait_seconds

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
        self._ended(held)
        loading.set_result(catalogue)

    def _loaded(self, tenant: str, held: _Tenant) -> Catalogue:
        deadline = Deadline.after(self._intervals.load_seconds)
        with held.shelf.alone(deadline):
            self._open_current(tenant, held)
            if self._wanted(held):
                self._begin(held)
                began = time.monotonic()
                held.shelf.build(lambda to: self._build(tenant, to, deadline), self._clock())
                held.build_seconds = time.monotonic() - began
                self._shelves.sweep()
                self._open_current(tenant, held)
        if held.catalogue is None:
            raise CatalogueError("the catalogue was written and cannot be read")
        return held.catalogue

    def _begin(self, held: _Tenant) -> None:
        with self._lock:
            if self._stopped.is_set():
                raise CatalogueError("the service stops")
            held.building = True

    def _wanted(self, held: _Tenant) -> bool:
        """Say whether to build, now that nobody else does; another process may just have failed."""
        if held.catalogue is None:
            return True
        since = self._clock() - held.shelf.tried_at()
        return self._is_old(held) and since >= self._pause_seconds(held)

    def _failed(self, held: _Tenant, loading: Future[Catalogue], error: Exception) -> None:
        self._ended(held)
        if not isinstance(error, ProxyError):
            _LOG.error("the catalogue could not be built", exc_info=error)
        elif not self._stopped.is_set():
            self._tell(held, str(error))
        loading.set_exception(error)

    def _ended(self, held: _Tenant) -> None:
        with self._lock:
            held.loading, held.building = None, False

    def _tell(self, held: _Tenant, trouble: str) -> None:
        """Log why there is no new snapshot, once until there is another reason, or none."""
        if trouble != held.trouble:
            _LOG.warning("no new catalogue: %s", trouble)
        held.trouble = trouble


def _wait(loading: Future[Catalogue] | None, deadline: Deadline) -> Catalogue:
    if loading is None:
        raise TimedOutError("the catalogue is not there yet")
    try:
        return loading.result(timeout=deadline.remaining_seconds)
    except TimeoutError as error:
        if loading.done():
            raise
        raise TimedOutError("Prometheus has not told its metrics yet; ask again soon") from error

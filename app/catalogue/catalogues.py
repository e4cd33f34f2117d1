"""The catalogues of all tenants: loaded when first asked for, refreshed behind the scenes."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from app.catalogue.catalogue import Catalogue
from app.catalogue.fetch import Fetch
from app.deadline import Deadline
from app.errors import ProxyError, TimedOutError
from app.prometheus.client import Prometheus

_LOG = logging.getLogger(__name__)


@dataclass
class _Tenant:
    catalogue: Catalogue | None = None
    loading: Future[Catalogue] | None = None
    tried_at: float = 0.0


class Catalogues:
    """At most `max_tenants` snapshots, the least recently used one dropped first.

    A snapshot older than `ttl_seconds` is still served while one thread reads its successor;
    after a failure that thread tries again no sooner than `retry_seconds` later.
    """

    def __init__(
        self,
        prometheus: Prometheus,
        *,
        max_tenants: int = 50,
        ttl_seconds: float = 300,
        load_seconds: float = 60,
        retry_seconds: float = 15,
        max_bytes: int = 256_000_000,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._fetch = Fetch(prometheus, max_bytes, clock)
        self._max_tenants = max_tenants
        self._ttl_seconds = ttl_seconds
        self._load_seconds = load_seconds
        self._retry_seconds = retry_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._tenants: OrderedDict[str, _Tenant] = OrderedDict()

    def get(self, tenant: str, deadline: Deadline) -> Catalogue:
        """Return the tenant's snapshot, waiting for the first one only.

        Raises the client's error when the first one cannot be read, `TimedOutError` when it is
        not there before the deadline; its loading goes on then.
        """
        with self._lock:
            held = self._held(tenant)
            if held.loading is None and self._due(held):
                held.loading = self._start(tenant, held)
            if held.catalogue is not None:
                return held.catalogue
            loading = held.loading
        return _wait(loading, deadline)

    def age_seconds(self, tenant: str) -> float | None:
        """Return how old the tenant's snapshot is; None without one."""
        with self._lock:
            held = self._tenants.get(tenant)
            if held is None or held.catalogue is None:
                return None
            return self._clock() - held.catalogue.fetched_at

    def _held(self, tenant: str) -> _Tenant:
        held = self._tenants.setdefault(tenant, _Tenant())
        self._tenants.move_to_end(tenant)
        while len(self._tenants) > self._max_tenants:
            self._tenants.popitem(last=False)
        return held

    def _due(self, held: _Tenant) -> bool:
        if held.catalogue is None:
            return True
        now = self._clock()
        stale = now - held.catalogue.fetched_at > self._ttl_seconds
        return stale and now - held.tried_at >= self._retry_seconds

    def _start(self, tenant: str, held: _Tenant) -> Future[Catalogue]:
        held.tried_at = self._clock()
        loading: Future[Catalogue] = Future()
        name = f"catalogue-{tenant}"
        threading.Thread(
            target=self._load, args=(tenant, held, loading), name=name, daemon=True
        ).start()
        return loading

    def _load(self, tenant: str, held: _Tenant, loading: Future[Catalogue]) -> None:
        try:
            catalogue = self._fetch(tenant, Deadline.after(self._load_seconds))
        except Exception as error:  # noqa: BLE001 - handed to those who wait, whatever it is
            self._failed(held, loading, error)
            return
        with self._lock:
            held.catalogue, held.loading = catalogue, None
        loading.set_result(catalogue)

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

"""Reads and writes a snapshot in a process of its own, so that no request waits for that work.

That process is `python -m app.catalogue`.
"""

import contextlib
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import orjson

from app.catalogue.fetch import Fetch, Limits
from app.catalogue.shelf import written
from app.catalogue.snapshot import write
from app.deadline import Deadline
from app.errors import CatalogueError, TimedOutError
from app.prometheus.client import Prometheus
from app.prometheus.connection import tls_context
from app.prometheus.forward import Upstream

_LOG = logging.getLogger(__name__)
_GRACE_SECONDS = 15.0  # to write what was fetched


@dataclass(frozen=True, slots=True)
class Source:
    """The Prometheus that is read, with the credentials for it."""

    base_url: str
    credentials: dict[str, str] = field(default_factory=dict, repr=False)
    tenant_header: str | None = None
    ca_file: str | None = None
    limits: Limits = field(default_factory=Limits)

    def fetch(self) -> Fetch:
        """Return what reads it."""
        upstream = Upstream(
            self.base_url,
            credentials=self.credentials,
            tenant_header=self.tenant_header,
            tls=tls_context(Path(self.ca_file)) if self.ca_file else None,
        )
        return Fetch(Prometheus(upstream, self.tenant_header), self.limits)


@dataclass(frozen=True, slots=True)
class Order:
    """A snapshot to make: of whom, where to, within how many seconds, and for which process."""

    source: Source
    tenant: str
    folder: str
    seconds: float
    parent: int

    def carry_out(self) -> None:
        """Fetch and write; raises the client's errors, and `CatalogueError`."""
        fetched = self.source.fetch()(self.tenant, Deadline.after(self.seconds))
        folder = Path(self.folder)
        with written(folder.parent):
            write(fetched, folder)


@dataclass
class Builder:
    """Has snapshots made by child processes, and ends them when the service stops."""

    source: Source
    program: Sequence[str] = (sys.executable, "-m", "app.catalogue")
    _running: set["subprocess.Popen[bytes]"] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def __call__(self, tenant: str, folder: Path, deadline: Deadline) -> None:
        """Fill an empty folder with a snapshot; raises `ProxyError` where that fails."""
        order = Order(
            self.source, tenant, str(folder.resolve()), deadline.remaining_seconds, os.getpid()
        )
        child = self._started()
        try:
            said, broken = child.communicate(
                orjson.dumps(asdict(order)), timeout=order.seconds + _GRACE_SECONDS
            )
        except subprocess.TimeoutExpired as error:
            raise TimedOutError("reading the catalogue took too long") from error
        finally:
            self._end(child)
        _heed(said, broken, child.returncode)

    def close(self) -> None:
        """End what is under way, and start nothing more."""
        with self._lock:
            self._closed = True
            for child in self._running:
                child.kill()

    def _started(self) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._closed:
                raise CatalogueError("the service stops")
            try:
                child = subprocess.Popen(  # noqa: S603 - this very program
                    self.program,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,  # for our log: a terminal may be somebody's shell
                )
            except OSError as error:
                raise CatalogueError(
                    f"no process can be started to read the catalogue: {error.strerror}"
                ) from error
            self._running.add(child)
        return child

    def _end(self, child: "subprocess.Popen[bytes]") -> None:
        with self._lock:
            self._running.discard(child)
        if child.poll() is None:
            child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _heed(said: bytes, broken: bytes, code: int) -> None:
    """Log what the child had to say; raises its error."""
    if broken:
        _LOG.error("the process that reads the catalogue: %s", broken.decode(errors="replace"))
    try:
        told = orjson.loads(said)
    except orjson.JSONDecodeError as error:
        raise CatalogueError(f"the process that reads the catalogue ended with {code}") from error
    for line in told["warnings"]:
        _LOG.warning("%s", line)
    if told["error"]:
        raise CatalogueError(told["error"])

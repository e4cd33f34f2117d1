"""Where the snapshots of one tenant lie, for all processes of the machine."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from filelock import FileLock, Timeout

from app.catalogue.snapshot import About, SnapshotError, read_about
from app.deadline import Deadline
from app.errors import CatalogueError, ProxyError, TimedOutError

_CURRENT, _LOCK, _TRIED, _SINCE = "current", "lock", "tried", "since"
_UNFINISHED = ".new"
# Those who just read which one is current may still open it.
_KEPT = 2
# A server has told all its targets when its number of names is the same, within a tenth, so long.
_SAME_PART = 0.1
_SETTLING_SECONDS = 60.0
_IN_USE_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder with numbered snapshots, one of them current; it changes from one to the next."""

    folder: Path

    def current(self) -> Path | None:
        """Return the folder of the current snapshot."""
        try:
            return self.folder / (self.folder / _CURRENT).read_text()
        except OSError:
            return None

    def about(self) -> About | None:
        """Return what is told about the current snapshot, None where there is none."""
        current = self.current()
        return _about(current) if current is not None else None

    def settled(self) -> bool:
        """Say whether a minute passed with as many names: a server that starts tells ever more."""
        current = self.current()
        about = _about(current) if current is not None else None
        if current is None or about is None or not about.names:
            return False
        return about.fetched_at - _since(current, about) >= _SETTLING_SECONDS

    @contextmanager
    def alone(self, deadline: Deadline) -> Iterator[None]:
        """Keep all other processes and threads from building.

        Raises `TimedOutError`, and `CatalogueError` where the folder cannot be written.
        """
        lock = FileLock(self.folder / _LOCK, thread_local=False)
        with written(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                lock.acquire(timeout=deadline.remaining_seconds)
            except Timeout as error:
                raise TimedOutError("another process still reads the catalogue") from error
        try:
            yield
        finally:
            lock.release()

    def tried_at(self) -> float:
        """Return when a reading was last begun, in Unix seconds, 0 if never."""
        try:
            return (self.folder / _TRIED).stat().st_mtime
        except OSError:
            return 0.0

    def trouble(self) -> str:
        """Return why the last reading failed, nothing where it did not."""
        try:
            return (self.folder / _TRIED).read_text()
        except OSError:
            return ""

    def build(self, write: Callable[[Path], None], now: float) -> Path:
        """Let `write` fill a new folder, and make that the current snapshot.

        Only for who is `alone`. Raises `CatalogueError` where the folder cannot be written.
        """
        trouble = ""
        try:
            with written(self.folder):
                self._note_try(now)
                return self._built(write)
        except ProxyError as error:
            trouble = str(error)
            raise
        finally:
            with suppress(OSError):
                self._note_try(now, trouble)

    def _built(self, write: Callable[[Path], None]) -> Path:
        self._sweep()
        built = self.folder / f"{time.time_ns():020}"
        fresh = built.with_suffix(_UNFINISHED)
        fresh.mkdir(mode=0o700)
        try:
            write(fresh)
            self._note_since(fresh)
            fresh.rename(built)
            self._publish(built)
        except BaseException:
            for path in (fresh, built):
                shutil.rmtree(path, ignore_errors=True)
            raise
        self._sweep()
        return built

    def _note_try(self, at: float, trouble: str | None = None) -> None:
        """Note when a reading began, and what came of it."""
        tried = self.folder / _TRIED
        tried.touch()
        if trouble is not None:
            tried.write_text(trouble)
        os.utime(tried, (at, at))

    def _note_since(self, fresh: Path) -> None:
        """Note since when there have been about as many names."""
        before, told = self.current(), read_about(fresh)
        was = _about(before) if before is not None else None
        same = was is not None and abs(told.names - was.names) <= _SAME_PART * told.names
        since = _since(before, was) if same and before and was else told.fetched_at
        (fresh / _SINCE).write_text(repr(since))

    def _publish(self, fresh: Path) -> None:
        told = self.folder / f"{_CURRENT}.new"
        told.write_text(fresh.name)
        told.replace(self.folder / _CURRENT)

    def _sweep(self) -> None:
        """Remove what nobody opens any more, and what a process that was killed left half made."""
        folders = sorted(path for path in self.folder.iterdir() if path.is_dir())
        whole = [path for path in folders if path.suffix != _UNFINISHED]
        for path in {*folders} - {*whole[-_KEPT:], self.current()}:
            shutil.rmtree(path, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Shelves:
    """The shelves of all tenants of one Prometheus; no more of them are kept than `max_tenants`."""

    folder: Path
    max_tenants: int = 50

    @classmethod
    def under(cls, folder: Path, upstream_url: str, max_tenants: int) -> "Shelves":
        """Return the shelves for one Prometheus below a folder that others may share."""
        return cls(folder / _name(upstream_url), max_tenants)

    def of(self, tenant: str) -> Shelf:
        """Return a tenant's shelf, which need not exist yet."""
        return Shelf(self.folder / _name(tenant))

    def abouts(self, now: float) -> list[About]:
        """Return what is told about the snapshots that were tried to be renewed in the last day."""
        since = now - _IN_USE_SECONDS
        shelves = [shelf for shelf in self._all() if shelf.tried_at() > since]
        return [about for shelf in shelves if (about := shelf.about()) is not None]

    def sweep(self) -> None:
        """Remove the shelves that were not built on for longest, beyond the bound."""
        shelves = sorted(self._all(), key=Shelf.tried_at, reverse=True)
        for shelf in shelves[self.max_tenants :]:
            shutil.rmtree(shelf.folder, ignore_errors=True)

    def _all(self) -> list[Shelf]:
        try:
            return [Shelf(path) for path in self.folder.iterdir() if path.is_dir()]
        except OSError:
            return []


def _about(folder: Path) -> About | None:
    try:
        return read_about(folder)
    except SnapshotError:
        return None


def _since(snapshot: Path, about: About) -> float:
    try:
        return float((snapshot / _SINCE).read_text())
    except (OSError, ValueError):
        return about.fetched_at


def _name(key: str) -> str:
    """Return a folder's name for what others chose, whatever characters are in it."""
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@contextmanager
def written(folder: Path) -> Iterator[None]:
    """Tell why something cannot be written there, and what helps; raises `CatalogueError`."""
    try:
        yield
    except OSError as error:
        raise CatalogueError(
            f"the catalogue cannot be built in {folder}: {error.strerror or error}; set"
            " CATALOGUE_DIR to a folder that can be written, with room for it"
        ) from error

"""Finds Prometheus and its like, or unpacks them from the distribution's own packages.

`python -m scripts.binaries --into .servers prometheus-2.42 node-exporter` prints name, version
and path of each. Nothing is installed: packages are unpacked into the folder, as any user.
"""

import argparse
import fcntl
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.archive import Archive, ArchiveError, opened
from scripts.distribution import System, UnknownDistributionError

Version = tuple[int, int]

_VERSION = re.compile(r"version v?((\d+)\.(\d+)[^\s,]*)")


class MissingError(Exception):
    """A program is neither here nor to be had; `str()` is one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program we need: its names, its package, and the versions that fit.

    Without `at_least` any version does, and the program need not print one. `comes_with` names the
    program whose folder the package is unpacked for, where one package brings several.
    """

    name: str
    executables: tuple[str, ...]
    package: str
    at_least: Version | None
    below: Version | None = None
    newer: bool = False
    comes_with: str | None = None

    @property
    def folder(self) -> str:
        """Return the name of the folder that its package is unpacked into."""
        return self.comes_with or self.name

    def fits(self, version: Version) -> bool:
        """Say whether this version is one we can use."""
        new_enough = self.at_least is None or self.at_least <= version
        return new_enough and (self.below is None or version < self.below)

    @property
    def wanted(self) -> str:
        """Return the package and the versions of it that fit, for people."""
        if self.at_least is None:
            return f"{self.package}, any version"
        below = f" and older than {_dotted(self.below)}" if self.below else ""
        return f"{self.package}, version {_dotted(self.at_least)} or newer{below}"


@dataclass(frozen=True, slots=True)
class Found:
    """A program that is here and runs; `version` as it prints it, `UNTOLD` where it does not."""

    name: str
    path: Path
    version: str


UNTOLD = "untold"

_NODE_EXPORTER = ("prometheus-node-exporter", "node_exporter")
# Upstream's own builds end in -prod.
_VICTORIA_METRICS = ("victoria-metrics", "victoria-metrics-prod")
_VMALERT = ("vmalert", "vmalert-prod")
PROGRAMS = {
    program.name: program
    for program in (
        Program("prometheus", ("prometheus",), "prometheus", (2, 38)),
        Program("prometheus-2.42", ("prometheus",), "prometheus", (2, 42), below=(3, 0)),
        Program("prometheus-3.5", ("prometheus",), "prometheus", (3, 0), newer=True),
        Program("promtool", ("promtool",), "prometheus", (2, 38)),
        Program(
            "promtool-2.42",
            ("promtool",),
            "prometheus",
            (2, 42),
            below=(3, 0),
            comes_with="prometheus-2.42",
        ),
        Program("promtool-3.5", ("promtool",), "promtool", (3, 0), newer=True),
        Program("node-exporter", _NODE_EXPORTER, "prometheus-node-exporter", (1, 0)),
        # The distribution builds these without a version to print.
        Program("victoria-metrics", _VICTORIA_METRICS, "victoria-metrics", None, newer=True),
        Program(
            "vmalert",
            _VMALERT,
            "victoria-metrics",
            None,
            newer=True,
            comes_with="victoria-metrics",
        ),
    )
}


def provide(names: Sequence[str], into: Path) -> list[Found]:
    """Return each program from PATH, from `into`, or freshly unpacked there.

    Raises `MissingError` when one cannot be had. Safe to run several times at once.
    """
    into = into.resolve()
    wanted = [PROGRAMS[name] for name in names]
    found = [program for program in (_look(program, into) for program in wanted) if program]
    if len(found) == len(wanted):
        return found
    into.mkdir(parents=True, exist_ok=True)
    with _locked(into), ExitStack() as stack:
        packages = _Packages(into, stack)
        # Somebody else may have unpacked it while we waited for the lock.
        return [_look(program, into) or packages.unpack(program) for program in wanted]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _look(program: Program, into: Path) -> Found | None:
    on_path = [Path(path) for path in map(shutil.which, program.executables) if path]
    candidates = [*on_path, *_unpacked(program, into / program.folder)]
    return next((found for found in (_usable(program, path) for path in candidates) if found), None)


def _unpacked(program: Program, folder: Path) -> list[Path]:
    return [folder / "usr/bin" / executable for executable in program.executables]


def _usable(program: Program, path: Path) -> Found | None:
    if not path.is_file():
        return None
    command = [str(path), "--version"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    # Older releases print their version to stderr.
    match = _VERSION.search(said.stdout + said.stderr)
    fits = program.fits((int(match[2]), int(match[3]))) if match else program.at_least is None
    return Found(program.name, path.absolute(), match[1] if match else UNTOLD) if fits else None


@dataclass(frozen=True, slots=True)
class _Packages:
    """The distribution's packages; each suite's lists are fetched once at most."""

    into: Path
    stack: ExitStack
    system: System = field(default_factory=System)
    archives: dict[str, Archive] = field(default_factory=dict)

    def unpack(self, program: Program) -> Found:
        try:
            newer = self.system.distribution.newer_suites
            suites = newer if program.newer else self.system.suites
        except UnknownDistributionError as error:
            raise _missing(program, [str(error)]) from error
        reasons = []
        for suite in suites:
            try:
                return self._unpack_from(suite, program)
            except (ArchiveError, UnknownDistributionError) as error:
                reasons.append(f"{suite}: {error}")
        raise _missing(program, reasons)

    def _unpack_from(self, suite: str, program: Program) -> Found:
        print(f"{program.name}: unpacking from {suite} into {self.into}", file=sys.stderr)
        final = self.into / program.folder
        with tempfile.TemporaryDirectory(dir=self.into, prefix=".unpacking-") as folder:
            fresh = Path(folder) / program.folder
            self._archive(suite).unpack(program.package, fresh)
            if not any(_usable(program, path) for path in _unpacked(program, fresh)):
                raise ArchiveError("its version does not fit, or does not run here")
            shutil.rmtree(final, ignore_errors=True)
            fresh.rename(final)
        return next(
            found for path in _unpacked(program, final) if (found := _usable(program, path))
        )

    def _archive(self, suite: str) -> Archive:
        if suite not in self.archives:
            archive = self.stack.enter_context(opened(self.system.stanza(suite)))
            self.archives[suite] = archive
        return self.archives[suite]


def _missing(program: Program, reasons: Sequence[str]) -> MissingError:
    return MissingError(
        f"{program.name} is missing: install {program.wanted}, so that {program.executables[-1]} "
        f"is on PATH ({'; '.join(reasons)})"
    )


def _dotted(version: Version) -> str:
    return ".".join(map(str, version))


def main() -> int:
    """Print name, version and path of each program asked for; 1 when one cannot be had."""
    parser = argparse.ArgumentParser(description="Find servers, or unpack them into a folder.")
    parser.add_argument("names", nargs="+", choices=PROGRAMS, metavar="NAME")
    parser.add_argument("--into", type=Path, default=Path(".servers"), metavar="FOLDER")
    arguments = parser.parse_args()
    try:
        for found in provide(arguments.names, arguments.into):
            print(f"{found.name:<16} {found.version:<14} {found.path}")
    except MissingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

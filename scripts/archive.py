"""Downloads and unpacks single packages through package lists of our own, as any user."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TIMEOUT_SECONDS = 300


class ArchiveError(Exception):
    """A package could not be had from the archive; `str()` is one line that says why."""


@dataclass(frozen=True, slots=True)
class Archive:
    """One suite of the distribution; lists and downloads lie in `state`."""

    state: Path

    def unpack(self, package: str, folder: Path) -> None:
        """Unpack the package's files into `folder`, installing nothing."""
        self._apt_get("download", package)
        downloaded = next(self.state.glob(f"{package}_*.deb"))
        _run(["dpkg", "-x", str(downloaded), str(folder)], self.state)

    def update(self) -> None:
        """Fetch the suite's package lists."""
        self._apt_get("update")

    def _apt_get(self, *arguments: str) -> None:
        options = {
            "Dir::Etc::SourceList": self.state / "suite.sources",
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::Etc::PreferencesParts": "/dev/null",
            "Dir::State::Lists": self.state / "lists",
            "Dir::State::Status": self.state / "status",
            "Dir::Cache": self.state / "cache",
            # As root, apt would change to a user that may not write here.
            "APT::Sandbox::User": "root",
            "APT::Default-Release": "",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        flags = [f"-o{name}={value}" for name, value in options.items()]
        _run(["apt-get", "-q", *flags, *arguments], self.state)


@contextmanager
def opened(stanza: str) -> Iterator[Archive]:
    """Read the suite that a deb822 `stanza` describes; nothing of the system's apt is touched."""
    with tempfile.TemporaryDirectory(prefix="packages-") as folder:
        state = Path(folder)
        for part in ("lists/partial", "cache/archives/partial"):
            (state / part).mkdir(parents=True)
        (state / "status").touch()
        (state / "suite.sources").write_text(stanza)
        archive = Archive(state)
        archive.update()
        yield archive


def _run(command: Sequence[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except OSError as error:
        raise ArchiveError(f"{command[0]} cannot be run here") from error
    except subprocess.TimeoutExpired as error:
        raise ArchiveError(f"{command[0]} took over {_TIMEOUT_SECONDS} s") from error
    if done.returncode:
        said = [*done.stderr.splitlines(), *done.stdout.splitlines(), f"exit {done.returncode}"]
        errors = [line for line in said if line.startswith("E:")]
        raise ArchiveError(f"{command[0]}: {(errors or said)[0]}")

"""Finds the programs that take part: two Debian packages, and Prometheus as tests find it."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from scripts.binaries import Found, MissingError, provide

_SERVERS = Path(".servers")
_PACKAGES = ("nginx", "wrk")  # each has the program of its name


@dataclass(frozen=True, slots=True)
class Programs:
    """Where each program is."""

    prometheus: Found
    promtool: Found
    nginx: str
    wrk: str


def find() -> Programs:
    """Return the programs; raises `MissingError` when one cannot be had."""
    found = {package: _on_path(package) for package in _PACKAGES}
    missing = [package for package, path in found.items() if not path]
    if missing:
        raise MissingError(
            f"{' and '.join(missing)} cannot be found: install Debian's {' '.join(missing)}"
        )
    (promtool,) = provide(["promtool"], _SERVERS)
    return Programs(_prometheus(), promtool, found["nginx"], found["wrk"])


def _on_path(name: str) -> str:
    # A plain user's PATH lacks the folder that nginx is in.
    return shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin") or ""


def _prometheus() -> Found:
    try:
        return provide(["prometheus-3.5"], _SERVERS)[0]
    except MissingError:
        return provide(["prometheus-2.42"], _SERVERS)[0]

"""Where the figures come from: machine, versions, commit."""

import os
import platform
import re
from importlib.metadata import version

from bench.command import CommandError, output
from bench.programs import Programs


def described(programs: Programs) -> str:
    """Return one line; raises `CommandError`."""
    nginx = re.search(r"nginx/(\S+)", output(programs.nginx, "-v"))
    parts = (
        f"{len(os.sched_getaffinity(0))} cores ({platform.machine()})",
        f"Python {platform.python_version()}",
        f"gunicorn {version('gunicorn')}",
        f"Prometheus {programs.prometheus.version}",
        f"nginx {nginx[1] if nginx else 'unknown'}",
        _commit(),
    )
    return ", ".join(parts)


def _commit() -> str:
    try:
        commit = output("git", "rev-parse", "--short", "HEAD").strip()
        changed = output("git", "status", "--porcelain").strip()
    except CommandError:
        return "no commit"  # an unpacked archive
    return f"commit {commit}{' with changes' if changed else ''}"

"""Runs `prometheus-llm-proxy`, as it stands here, against a world."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.world.state import State

_COMMAND = (sys.executable, "-c", "from app.cli import main; main()")


@dataclass(frozen=True, slots=True)
class ProxyCommand:
    """The command in a world, at its moment; all runs share the catalogue in `folder`."""

    state: State
    folder: Path
    env: Mapping[str, str] = field(default_factory=dict)

    def run(self, *options: object) -> int:
        """Return the exit code; what it prints is seen."""
        return self._run(options, captured=False).returncode

    def told(self, *options: object) -> "subprocess.CompletedProcess[str]":
        """Return how it ended and what it printed, none of which is seen."""
        return self._run(options, captured=True)

    def _run(
        self, options: tuple[object, ...], *, captured: bool
    ) -> "subprocess.CompletedProcess[str]":
        at = ("--time", str(self.state.eval_time))
        world = {"PROMETHEUS_URL": self.state.url, "CATALOGUE_DIR": str(self.folder / "catalogue")}
        return subprocess.run(  # noqa: S603 - this very program
            [*_COMMAND, *map(str, options), *at],
            env={**os.environ, **world, **self.env},
            capture_output=captured,
            text=True,
            check=False,
        )

"""Runs a Prometheus of a release over a data folder, configured by the test."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.processes import LOOPBACK, Program, Server, free_port, running
from tests.conformance.release import Release

# A folder called `data` under the workspace holds the blocks; nothing in it is too old.
_KEPT = "--storage.tsdb.retention.time=90y"


@contextmanager
def prometheus(
    release: Release,
    workspace: Path,
    configuration: Mapping[str, object] | None = None,
    *,
    name: str = "prometheus",
    flags: Sequence[str] = (),
) -> Iterator[Server]:
    """Run it until the end of the block; its data is `data` in the workspace."""
    workspace.mkdir(parents=True, exist_ok=True)
    port = free_port()
    file = workspace / "prometheus.yml"
    # JSON is YAML.
    file.write_text(json.dumps(configuration or {}).replace("SELF", f"{LOOPBACK}:{port}"))
    command = (
        str(release.prometheus),
        f"--config.file={file}",
        f"--storage.tsdb.path={workspace / 'data'}",
        _KEPT,
        f"--web.listen-address={LOOPBACK}:{port}",
        f"--enable-feature={','.join(release.features)}",
        *flags,
    )
    with running(Program(name, command, port, "/-/ready"), workspace) as server:
        yield server

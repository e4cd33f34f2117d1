"""Runs Prometheus over the blocks: it scrapes nothing, and its limits are its defaults."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.processes import LOOPBACK, Program, Server, free_port, running

# The samples are as old as they are, and are not merged into larger blocks while we ask.
_FLAGS = (
    "--storage.tsdb.retention.time=100y",
    "--storage.tsdb.min-block-duration=2h",
    "--storage.tsdb.max-block-duration=2h",
)


@contextmanager
def prometheus(binary: Path, folder: Path) -> Iterator[Server]:
    """Run it until the end of the block; its data is `data` in the folder.

    Raises `StartError` when it does not come up.
    """
    port = free_port()
    configuration = folder / "prometheus.yml"
    configuration.write_text("{}")
    command = (
        str(binary),
        f"--config.file={configuration}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={LOOPBACK}:{port}",
        *_FLAGS,
    )
    with running(Program("prometheus", command, port, "/-/ready"), folder) as server:
        yield server

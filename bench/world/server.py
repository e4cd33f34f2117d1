"""Runs Prometheus over the history and over the targets that go on from it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from bench.world.live import path_of
from bench.world.noise import SLOT_SECONDS
from bench.world.targets import Target
from scripts.processes import LOOPBACK, Program, Server, running

_FLAGS = ("--storage.tsdb.retention.time=15d", "--storage.tsdb.min-block-duration=2h")


@contextmanager
def prometheus(
    binary: Path, folder: Path, port: int, targets: Sequence[Target], live_port: int
) -> Iterator[Server]:
    """Run it until the end of the block; its data is `data` in the folder.

    Raises `StartError` when it does not come up.
    """
    configuration = folder / "prometheus.yml"
    # JSON is YAML.
    configuration.write_text(json.dumps(scrape_configuration(targets, live_port), indent=1))
    command = (
        str(binary),
        f"--config.file={configuration}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={LOOPBACK}:{port}",
        *_FLAGS,
    )
    with running(Program("prometheus", command, port, "/-/ready"), folder) as server:
        yield server


def scrape_configuration(targets: Sequence[Target], live_port: int) -> Mapping[str, object]:
    """Return the configuration: every target is the one server, each under its own path."""
    interval = f"{SLOT_SECONDS}s"
    numbered = list(enumerate(targets))
    return {
        "global": {"scrape_interval": interval, "scrape_timeout": "10s"},
        "scrape_configs": [
            {
                "job_name": job,
                # What kube-state-metrics says about a pod is not about itself.
                "honor_labels": True,
                "static_configs": [_static(number, target, live_port) for number, target in group],
            }
            for job, group in groupby(numbered, key=lambda item: item[1].job)
        ],
    }


def _static(number: int, target: Target, live_port: int) -> Mapping[str, object]:
    labels = {name: value for name, value in target.labels.items() if name != "job"}
    return {
        "targets": [f"{LOOPBACK}:{live_port}"],
        "labels": {**labels, "__metrics_path__": path_of(number)},
    }

"""The servers that demo and tests run: Prometheus, node-exporter, and the service itself."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from scripts.processes import LOOPBACK, Program, Server, fetch, free_port, running, wait_until


@contextmanager
def node_exporter(binary: Path, folder: Path) -> Iterator[Server]:
    """Run node-exporter over this machine."""
    port = free_port()
    command = (
        str(binary),
        f"--web.listen-address={LOOPBACK}:{port}",
        # Debian's build looks for a system bus and a folder that are not there.
        "--no-collector.systemd",
        "--no-collector.textfile",
    )
    with running(Program("node-exporter", command, port, "/"), folder) as server:
        yield server


@contextmanager
def prometheus(
    binary: Path,
    scrape: Mapping[str, str],
    folder: Path,
    *,
    interval: str = "1s",
    flags: Sequence[str] = (),
) -> Iterator[Server]:
    """Run Prometheus over itself and over `scrape` (job → host:port); data lies in `folder`."""
    port = free_port()
    configuration = folder / "prometheus.yml"
    folder.mkdir(parents=True, exist_ok=True)
    jobs = {"prometheus": f"{LOOPBACK}:{port}", **scrape}
    # JSON is YAML.
    configuration.write_text(json.dumps(_configuration(jobs, interval), indent=2))
    command = (
        str(binary),
        f"--config.file={configuration}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={LOOPBACK}:{port}",
        *flags,
    )
    with running(Program("prometheus", command, port, "/-/ready"), folder) as server:
        yield server


def wait_for_samples(server: Server, targets: int, samples: int = 3) -> None:
    """Wait until so many targets of a Prometheus are up, each with so many samples.

    A rate needs two samples. Raises `StartError` when they do not come.
    """
    promql = f"count(count_over_time(up[5m]) >= {samples} and up == 1) >= {targets}"
    url = f"{server.url}/api/v1/query?{urlencode({'query': promql})}"
    wait_until(lambda: bool(json.loads(fetch(url))["data"]["result"]), server)


@contextmanager
def proxy(
    env: Mapping[str, str], folder: Path, *, workers: int = 2, port: int | None = None
) -> Iterator[Server]:
    """Run the service under gunicorn; its environment is PATH, HOME and `env`, nothing else.

    Store and catalogue are kept in `folder` unless `env` names other places.
    """
    port = free_port() if port is None else port
    command = (
        *(sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"),
        *("-b", f"{LOOPBACK}:{port}", "-w", str(workers)),
    )
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    kept = {
        "DATABASE_URL": f"sqlite:///{folder.resolve() / 'queries.db'}",
        "CATALOGUE_DIR": str(folder.resolve() / "catalogue"),
    }
    program = Program("proxy", command, port, "/-/ready", {**inherited, **kept, **env})
    with running(program, folder) as server:
        yield server


def _configuration(jobs: Mapping[str, str], interval: str) -> Mapping[str, object]:
    return {
        "global": {
            "scrape_interval": interval,
            "scrape_timeout": interval,
            "evaluation_interval": interval,
        },
        "scrape_configs": [
            {"job_name": job, "static_configs": [{"targets": [address]}]}
            for job, address in jobs.items()
        ],
    }

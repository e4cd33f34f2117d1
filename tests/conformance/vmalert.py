"""Runs vmalert over a data source: once over a time that is past, or live until it has alerted."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.processes import LOOPBACK, Program, Server, fetch, free_port, running, wait_until
from tests import servers


def replay(
    datasource: Server, store: Server, rules: Path, window: tuple[str, str], via: str
) -> None:
    """Evaluate the rules over the window and write what they say to `store`, labelled `via`."""
    command = (
        str(servers.binary("vmalert")),
        f"-datasource.url={datasource.url}",
        f"-remoteWrite.url={store.url}",
        f"-rule={rules}",
        f"-external.label=via={via}",
        f"-replay.timeFrom={window[0]}",
        f"-replay.timeTo={window[1]}",
        "-replay.rulesDelay=0",
        "-replay.disableProgressBar",
        "-remoteWrite.flushInterval=100ms",
        f"-httpListenAddr={LOOPBACK}:{free_port()}",
    )
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@contextmanager
def vmalert(datasource: Server, store: Server, rules: Path, workspace: Path) -> Iterator[Server]:
    """Run it live from the moment that every rule has been evaluated."""
    port = free_port()
    command = (
        str(servers.binary("vmalert")),
        f"-datasource.url={datasource.url}",
        f"-remoteWrite.url={store.url}",
        f"-rule={rules}",
        f"-httpListenAddr={LOOPBACK}:{port}",
        "-rule.evalDelay=0",
        "-notifier.blackhole",
    )
    with running(Program("vmalert", command, port, "/health"), workspace) as server:
        wait_until(lambda: all(rule["lastSamples"] for rule in rules_of(server).values()), server)
        yield server


def rules_of(server: Server) -> Mapping[str, Mapping[str, Any]]:
    """Return what it tells about each rule, by name."""
    groups = json.loads(fetch(f"{server.url}/api/v1/rules"))["data"]["groups"]
    return {rule["name"]: rule for group in groups for rule in group["rules"]}

"""Fills a Prometheus' data folder with the stored series, before the server starts."""

import json
import shutil
import subprocess
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

from scripts.processes import Server
from tests.conformance.openmetrics import text_of
from tests.conformance.prometheus import prometheus
from tests.conformance.release import Release
from tests.conformance.remote_write import write
from tests.conformance.stored_series import families
from tests.conformance.written_series import marked_ends, native_histograms

_WRITABLE = ("--web.enable-remote-write-receiver", "--web.enable-admin-api")


def fill(workspace: Path, release: Release) -> None:
    """Put blocks into `data` of the workspace.

    promtool makes those of the exposition; what an exposition cannot say is written to a server,
    whose snapshot is a block as well.
    """
    data = workspace / "data"
    data.mkdir(parents=True)
    _backfill(data, release, workspace / "series.openmetrics")
    with prometheus(release, workspace / "written", flags=_WRITABLE) as server:
        write(server, marked_ends(), native_histograms(of_3=release.is_3))
        snapshot = workspace / "written/data/snapshots" / _snapshot(server)
    for block in snapshot.iterdir():
        shutil.move(block, data)


def _backfill(data: Path, release: Release, exposition: Path) -> None:
    exposition.write_text(text_of(families(utf8_names=release.is_3)), encoding="utf-8")
    command = (release.promtool, "tsdb", "create-blocks-from", "openmetrics", exposition, data)
    subprocess.run(list(map(str, command)), capture_output=True, check=True, timeout=60)


def _snapshot(server: Server) -> str:
    """Have the server write all that it holds; return the name of the folder."""
    request = Request(f"{server.url}/api/v1/admin/tsdb/snapshot", method="POST")
    with build_opener(ProxyHandler({})).open(request, timeout=30) as answer:
        return str(json.load(answer)["data"]["name"])

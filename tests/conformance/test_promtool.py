"""promtool prints the same, and ends the same, through the proxy and without it."""

import json
import subprocess

import pytest

from scripts.processes import Server
from tests.conformance.release import Release

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

_TIME = "--time=1700011800"
_WINDOW = ("--start=1700010000", "--end=1700011800")
_STEP = "--step=1m"
_SERVER = "<server>"

QUERIES = [
    ("instant", _TIME, _SERVER, 'http_requests_total{code="200"}'),
    ("instant", _TIME, _SERVER, "sum(rate(http_requests_total[5m])) by (job)"),
    ("instant", _TIME, _SERVER, "memory_bytes[2m]"),
    ("instant", _TIME, _SERVER, "1 + 1"),
    ("instant", _TIME, _SERVER, '"text 🙂"'),
    ("instant", _TIME, _SERVER, "odd_labels"),
    ("instant", _TIME, _SERVER, "odd_values"),
    ("instant", _TIME, _SERVER, "native_seconds"),
    ("instant", _TIME, _SERVER, "missing"),
    ("instant", _TIME, _SERVER, "rate(memory_bytes[5m])"),
    ("instant", _TIME, _SERVER, "sum("),
    ("instant", _TIME, _SERVER, "memory_bytes * on (job) memory_bytes"),
    ("range", *_WINDOW, _STEP, _SERVER, "memory_bytes"),
    ("range", *_WINDOW, _STEP, _SERVER, "rate(native_seconds[5m])"),
    ("range", *_WINDOW, "--step=1ms", _SERVER, "memory_bytes"),
    ("range", *_WINDOW, _STEP, "--header=X-Scope-OrgID=a", _SERVER, "up"),
    ("series", "--match=up", "--match=same", *_WINDOW, _SERVER),
    ("series", "--match=up{", *_WINDOW, _SERVER),
    ("series", '--match=odd_labels{path=~".+"}', *_WINDOW, _SERVER),
    ("labels", *_WINDOW, _SERVER, "job"),
    ("labels", *_WINDOW, "--match=up", "--match=same", _SERVER, "__name__"),
    ("labels", *_WINDOW, _SERVER, "missing"),
    # Of version 3: the older promtool, or the older server, says that it has no such thing.
    ("instant", _TIME, _SERVER, '{"http.server.requests", "http.method"="GET"}'),
    ("instant", _TIME, _SERVER, "info(up)"),
    ("labels", *_WINDOW, _SERVER, "http.method"),
    (
        *("analyze", "--server=<server>", "--type=histogram", _TIME),
        *("--match=native_seconds", "--match=request_duration_seconds_bucket"),
    ),
]


@pytest.mark.parametrize("output", ["promql", "json"])
@pytest.mark.parametrize("query", QUERIES, ids=" ".join)
def test_promtool_prints_the_same(
    query: tuple[str, ...],
    output: str,
    proxy: Server,
    upstream: Server,
    prometheus_release: Release,
) -> None:
    proxied, direct = (
        printed(prometheus_release, server, output, query) for server in (proxy, upstream)
    )
    assert proxied == direct


def printed(
    release: Release, server: Server, output: str, query: tuple[str, ...]
) -> tuple[int, list[object], str]:
    """Return exit code, output in order (series come as they lie in a map), and errors."""
    arguments = [argument.replace(_SERVER, server.url) for argument in query]
    done = subprocess.run(
        [str(release.promtool), "query", f"--format={output}", *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    errors = done.stderr.replace(server.url, _SERVER).replace(server.address, _SERVER)
    return done.returncode, [read(line) for line in sorted(done.stdout.splitlines())], errors


def read(line: str) -> object:
    return sorted(json.loads(line), key=repr) if line.startswith("[{") else line

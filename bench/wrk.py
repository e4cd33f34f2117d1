"""Sends a request as often as it is answered, with wrk, and reads wrk's figures."""

import re

from bench.cases import Case
from bench.command import CommandError, output
from bench.load import Load

_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0, "h": 3_600_000.0}
_REQUESTS = re.compile(r"^\s*(\d+) requests in ", re.MULTILINE)
_PER_SECOND = re.compile(r"^Requests/sec:\s+([\d.]+)", re.MULTILINE)
_PERCENTILE = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s|m|h)$", re.MULTILINE)
_SOCKET_ERRORS = re.compile(
    r"^\s*Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)$", re.MULTILINE
)
_OTHER_STATUS = re.compile(r"^\s*Non-2xx or 3xx responses: (\d+)$", re.MULTILINE)


def run(wrk: str, url: str, case: Case, seconds: int) -> Load:
    """Send the case's request for so many seconds; raises `CommandError`."""
    headers = [argument for header in case.headers for argument in ("-H", header)]
    options = ("-t1", f"-c{case.connections}", f"-d{seconds}s", "--latency")
    return parse(output(wrk, *options, *headers, url + case.target))


def parse(printed: str) -> Load:
    """Read what `wrk --latency` prints; raises `CommandError` when it is something else."""
    requests, per_second = _REQUESTS.search(printed), _PER_SECOND.search(printed)
    latency_ms = {
        percent: float(value) * _MS[unit] for percent, value, unit in _PERCENTILE.findall(printed)
    }
    if not requests or not per_second or set(latency_ms) != {"50", "99"}:
        raise CommandError(f"wrk printed no figures\n{printed}")
    return Load(
        requests=int(requests[1]),
        requests_per_second=float(per_second[1]),
        p50_ms=latency_ms["50"],
        p99_ms=latency_ms["99"],
        errors=_errors(printed),
    )


def _errors(printed: str) -> int:
    # wrk leaves the lines out where all went well.
    found = (_SOCKET_ERRORS.search(printed), _OTHER_STATUS.search(printed))
    return sum(int(count) for match in found if match for count in match.groups())

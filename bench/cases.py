"""What is asked: each request, and over how many connections at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.samples import END, METRIC, START, instance


@dataclass(frozen=True, slots=True)
class Case:
    """A request that is repeated for some seconds over so many connections."""

    name: str
    target: str
    connections: int
    headers: tuple[str, ...] = ()


def _target(path: str, parameters: Mapping[str, str | int]) -> str:
    return f"/api/v1/{path}?{urlencode(parameters)}"


_ONE_SERIES = _target(
    "query", {"query": f'{METRIC}{{instance="{instance(0)}"}}', "time": (START + END) // 2}
)
_ALL_SERIES = _target("series", {"match[]": METRIC, "start": END - 3600, "end": END})

REPEATED = (
    *(Case("instant query, 1 series", _ONE_SERIES, number) for number in (1, 16, 64, 256)),
    Case("instant query, 1 series, gzip", _ONE_SERIES, 16, ("Accept-Encoding: gzip",)),
    Case("series, 1,000 label sets", _ALL_SERIES, 16),
)
# 1,000 series of 2,401 points.
LARGE = _target("query_range", {"query": METRIC, "start": START, "end": END, "step": 15})

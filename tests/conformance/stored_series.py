"""The stored series: two hours of samples in the past, of every shape that queries meet."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

START_SECONDS = 1_700_006_400  # a Wednesday at 00:00 UTC, where a block of two hours begins
INTERVAL_SECONDS = 30
COUNT = 240
HALF = COUNT // 2

INSTANCES = (("api", "a:80"), ("api", "b:80"), ("web", "c:80"))


@dataclass(frozen=True, slots=True)
class Series:
    """Labels, the name among them, and samples as (seconds, value)."""

    labels: Mapping[str, str]
    samples: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Series under one name as an exposition has them; `type` in OpenMetrics' words."""

    name: str
    type: str
    series: tuple[Series, ...]


def families(*, utf8_names: bool) -> list[Family]:
    """Return all of them; names beyond letters, digits and `_` need a server of version 3."""
    plain = [
        Family("http_requests", "counter", tuple(_requests())),
        Family("request_duration_seconds", "histogram", tuple(_histogram())),
        Family("rpc_duration_seconds", "summary", tuple(_summary())),
        Family("job_ended", "counter", (_line("job_ended_total", {}, _count, range(HALF)),)),
        *_gauges(),
    ]
    return [*plain, *_with_utf8_names()] if utf8_names else plain


def _line(
    name: str,
    labels: Mapping[str, str],
    value: Callable[[int], float],
    numbers: range = range(COUNT),
) -> Series:
    """Return one series whose value is a function of the sample's number."""
    samples = tuple(
        (START_SECONDS + number * INTERVAL_SECONDS, value(number)) for number in numbers
    )
    return Series({"__name__": name, **labels}, samples)


def _requests() -> Iterator[Series]:
    """Counters; that of the second instance starts again twice."""
    for place, (job, instance) in enumerate(INSTANCES):
        for code, method in (("200", "get"), ("200", "post"), ("404", "get"), ("500", "post")):
            labels = {"job": job, "instance": instance, "code": code, "method": method}
            pace = (place + 1) * int(code) / 100
            period = 90 if instance == "b:80" else COUNT
            yield _line("http_requests_total", labels, lambda n, p=pace, r=period: p * (n % r))


def _histogram() -> Iterator[Series]:
    """A classic histogram of each job, whose observations move to slower buckets."""
    name = "request_duration_seconds"
    for job, weight in (("api", 3), ("web", 1)):
        bounds = {"0.1": 0.5, "0.5": 0.75, "1": 0.9, "2.5": 0.97, "+Inf": 1.0}
        for le, share in bounds.items():
            yield _line(
                f"{name}_bucket",
                {"job": job, "le": le},
                lambda n, w=weight, s=share: math.floor(w * n * (s + (1 - s) * n / COUNT)),
            )
        yield _line(f"{name}_sum", {"job": job}, lambda n, w=weight: w * n * 0.4)
        yield _line(f"{name}_count", {"job": job}, lambda n, w=weight: w * n)


def _summary() -> Iterator[Series]:
    name = "rpc_duration_seconds"
    for quantile in ("0.5", "0.9", "0.99"):
        labels = {"job": "api", "quantile": quantile}
        yield _line(name, labels, lambda n, q=quantile: float(q) * (1 + n % 7 / 10))
    yield _line(f"{name}_sum", {"job": "api"}, lambda n: n * 0.7)
    yield _line(f"{name}_count", {"job": "api"}, _count)


def _gauges() -> Iterator[Family]:
    yield _gauge(
        "up", [_of_instance("up", place, lambda n: float(n % 60 != 7)) for place in (0, 1, 2)]
    )
    yield _gauge("memory_bytes", [_memory(place) for place in (0, 1, 2)])
    yield _gauge("memory_limit_bytes", [_of_instance("memory_limit_bytes", 0, lambda _: 2.0**31)])
    yield _gauge("temperature_celsius", list(_temperatures()))
    yield _gauge("angle", [_line("angle", {"of": "hand"}, lambda n: (n % 200 - 100) / 100)])
    yield _gauge("same", [_line("same", {"n": str(number)}, lambda _: 5) for number in range(6)])
    yield _gauge("odd_values", list(_odd_values()))
    yield _gauge("late", [_line("late", {"job": "api"}, _count, range(HALF, COUNT))])
    yield _gauge("gaps", [_line("gaps", {"job": "api"}, _count, range(0, COUNT, 17))])
    yield _gauge("odd_labels", [_line("odd_labels", labels, _count) for labels in _ODD_LABELS])
    yield _gauge("clock", [_line("clock", {"job": "api"}, lambda n: START_SECONDS + n * 86_400.0)])
    yield _gauge("target_info", list(_infos("target_info")))
    yield _gauge("build_info", list(_infos("build_info")))


def _gauge(name: str, series: list[Series]) -> Family:
    return Family(name, "gauge", tuple(series))


def _of_instance(name: str, place: int, value: Callable[[int], float]) -> Series:
    job, instance = INSTANCES[place]
    return _line(name, {"job": job, "instance": instance}, value)


def _memory(place: int) -> Series:
    def value(number: int) -> float:
        return float(round(1e9 * (place + 1) + 1e8 * math.sin(number / 12 + place)))

    return _of_instance("memory_bytes", place, value)


def _temperatures() -> Iterator[Series]:
    for place, room in enumerate(("Küche", "Keller", "屋根裏", "")):
        labels = {"room": room, "sensor": str(place)}
        yield _line("temperature_celsius", labels, lambda n, p=place: 10 * math.sin(n / 20) - 3 * p)


def _odd_values() -> Iterator[Series]:
    for kind, value in (("nan", math.nan), ("inf", math.inf), ("minus_inf", -math.inf)):
        yield _line("odd_values", {"kind": kind}, lambda n, v=value: v if n % 3 else float(n))
    yield _line("odd_values", {"kind": "tiny"}, lambda n: n * 5e-324)
    yield _line("odd_values", {"kind": "huge"}, lambda n: -1.7e308 / (n + 1))
    yield _line("odd_values", {"kind": "minus_zero"}, lambda _: -0.0)


_ODD_LABELS = (
    {"path": 'C:\\dir "quoted"', "kind": "backslash"},
    {"path": "two\nlines\tand a tab", "kind": "newline"},
    {"path": "", "kind": "empty"},
    {"path": "日本語 🙂 é", "kind": "unicode"},
    {"path": "a/b?c=d&e=%2F+g#h", "kind": "url"},
    {"path": "$1 `tick` 'single' {brace} [5m]", "kind": "syntax"},
    {"path": "<script>&amp;\u2028</script>", "kind": "markup"},
)


def _infos(name: str) -> Iterator[Series]:
    for place, (job, instance) in enumerate(INSTANCES):
        labels = {"job": job, "instance": instance, "version": f"1.{place}", "cluster": "eu"}
        yield _line(name, labels, lambda _: 1)


def _with_utf8_names() -> Iterator[Family]:
    dotted = [
        _line("http.server.requests", {"http.method": method, "service.name": "ü"}, _count)
        for method in ("GET", "POST")
    ]
    yield _gauge("http.server.requests", dotted)
    yield _gauge("température", [_line("température", {"pièce": "cuisine"}, _count)])
    yield _gauge("with space/slash", [_line("with space/slash", {"a/b": "c d"}, _count)])


def _count(number: int) -> float:
    return float(number)

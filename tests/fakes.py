"""Hand-written stand-ins for what the service talks to, handed in by constructor."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from app.deadline import Deadline
from app.domain import Window
from app.pipeline.checks import Checks, CostBudget
from app.pipeline.cost.limits import Limit, Limits
from app.pipeline.cost.probe import Probe
from app.pipeline.existence import Existence
from app.pipeline.llm.base import Reply, Task
from app.pipeline.server_check import ServerCheck
from app.prometheus.client import Params, Prometheus
from app.prometheus.forward import Upstream
from app.prometheus.scrape_interval import ScrapeInterval
from app.prometheus.server import Servers

Scripted = bytes | None | list[bytes]

NOON = 1_700_000_000.0
EVER = Deadline(float("inf"))
SOON = Deadline.after(3600)
SERIES = [{"job": "a", "instance": "1"}, {"job": "a", "instance": "2"}]


@dataclass(frozen=True)
class PrometheusFake(Prometheus):
    """Answers API calls by path with data, an error, or what a function of the call says."""

    upstream: Upstream = field(default_factory=lambda: Upstream("http://prometheus.invalid"))
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, Params]] = field(default_factory=list)

    def get(
        self, path: str, params: Params, tenant: str, deadline: Deadline, *, max_bytes: int
    ) -> Any:
        self.asked.append((path, [pair for pair in params if pair[0] != "timeout"]))
        answer = self.answers[path]
        if isinstance(answer, Exception):
            raise answer
        return answer(dict(params)) if callable(answer) else answer


@dataclass
class CataloguesFake:
    """Holds one catalogue for everybody, or fails with `error`."""

    catalogue: Catalogue
    error: Exception | None = None

    def get(self, tenant: str, deadline: Deadline) -> Catalogue:
        if self.error is not None:
            raise self.error
        return self.catalogue


@dataclass
class ProviderFake:
    """Gives its replies one after the other, raising those that are errors."""

    replies: list[Reply | Exception]
    name: str = "fake"
    tasks: list[Task] = field(default_factory=list)

    def answer(self, task: Task, deadline: Deadline) -> Reply:
        self.tasks.append(task)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply


def catalogue() -> Catalogue:
    """Return a small catalogue with one metric of each type."""
    metrics = [
        Metric("up", MetricType.GAUGE, "Whether the target is up."),
        Metric("node_memory_free_bytes", MetricType.GAUGE, "Free memory."),
        Metric("http_requests_total", MetricType.COUNTER, "Requests served."),
        Metric("http_duration_seconds", MetricType.HISTOGRAM, "Time that requests took."),
        Metric("mystery", MetricType.UNKNOWN),
    ]
    return Catalogue.of(metrics, labels=FixedLabels({"up": SERIES}))


def counting(series: int = 2, version: str = "2.55.1") -> PrometheusFake:
    """Return an upstream where every selector matches so many series, one sample a minute each."""

    def evaluated(asked: dict[str, str]) -> dict[str, Any]:
        if asked["query"].endswith("[600s]"):
            values = [[NOON - 60 * number, "1"] for number in range(10, -1, -1)]
            return {"result": [{"values": values}] if series else []}
        return {"result": [{"value": [0, str(series)]}] if series else []}

    return PrometheusFake(
        answers={
            "status/buildinfo": {"version": version, "goVersion": "go1.24"},
            "status/runtimeinfo": {"storageRetention": "15d"},
            "format_query": "x",
            # Whether anything was there in the past is asked with `limit=1`: nothing was.
            "series": lambda asked: (
                []
                if asked["limit"] == "1"
                else [{"a": str(number)} for number in range(min(series, int(asked["limit"])))]
            ),
            "query": evaluated,
        }
    )


def churning(series: int, at_once: int, version: str = "2.55.1") -> PrometheusFake:
    """Return an upstream whose series come and go: so many in all, and so many at any one time."""
    prometheus = counting(series, version)
    evaluated = prometheus.answers["query"]

    def now(asked: dict[str, str]) -> Any:
        if asked["query"].endswith("]"):
            return evaluated(asked)
        return {"result": [{"value": [0, str(at_once)]}]}

    prometheus.answers["query"] = now
    return prometheus


def checks(
    prometheus: Prometheus | None = None, catalogues: CataloguesFake | None = None
) -> Checks:
    """Return the checks at noon, scraping every 15 s, with low limits of series."""
    prometheus = prometheus or counting()
    servers = Servers(prometheus)
    return Checks(
        catalogues=catalogues or CataloguesFake(catalogue()),
        scrape_interval=ScrapeInterval(prometheus, 15),
        probe=Probe(prometheus, servers),
        limits=Limits(returned_series=Limit(5, 10)),
        budget=CostBudget(),
        existence=Existence(prometheus),
        servers=servers,
        server_check=ServerCheck(prometheus),
        levels={},
        clock=lambda: NOON,
    )


def hour(step_seconds: float | None = 60) -> Window:
    """Return the hour before noon; without a step the instant of noon."""
    return Window(NOON - 3600 if step_seconds else NOON, NOON, step_seconds)


@dataclass(frozen=True)
class Received:
    """A request as it came over the wire."""

    line: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def named(self) -> dict[str, str]:
        """Return the headers by name, in lower case."""
        return {name.lower(): value for name, value in self.headers}


@dataclass
class RawServer:
    """Gives scripted bytes, one after the other, for each request; None closes unanswered.

    After an answer that ends with `CUT` the connection is closed. A list of bytes is sent drop by
    drop, with a pause between them.
    """

    url: str
    answers: list[Scripted]
    pause_seconds: float = 0
    dripped: threading.Event = field(default_factory=threading.Event)
    received: list[Received] = field(default_factory=list)
    connections: int = 0

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self.connections += 1
            with connection, connection.makefile("rb") as reader, suppress(ConnectionError):
                self._converse(connection, reader)

    def _converse(self, connection: socket.socket, reader: Any) -> None:
        while (request := _read(reader)) is not None:
            self.received.append(request)
            answer = self.answers.pop(0)
            if answer is None:
                return
            if isinstance(answer, list):
                self._drip(connection, answer)
                continue
            connection.sendall(answer.removesuffix(CUT))
            if answer.endswith(CUT):
                return

    def _drip(self, connection: socket.socket, drops: list[bytes]) -> None:
        for drop in drops:
            connection.sendall(drop)
            time.sleep(self.pause_seconds)
        self.dripped.set()


CUT = b"<cut>"


@contextmanager
def raw_server(answers: Sequence[Scripted], *, pause_seconds: float = 0) -> Iterator[RawServer]:
    """Run a server on a free loopback port that gives these answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        server = RawServer(f"http://127.0.0.1:{port}", list(answers), pause_seconds)
        thread = threading.Thread(target=server.serve, args=(listening,), daemon=True)
        thread.start()
        yield server
        listening.shutdown(socket.SHUT_RDWR)


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Return a whole HTTP answer with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _read(reader: Any) -> Received | None:
    line = reader.readline().decode("latin-1").strip()
    if not line:
        return None
    headers = []
    while header := reader.readline().decode("latin-1").strip():
        name, _, value = header.partition(":")
        headers.append((name, value.strip()))
    named = {name.lower(): value for name, value in headers}
    body = _chunks(reader) if "transfer-encoding" in named else b""
    body += reader.read(int(named.get("content-length", 0)))
    return Received(line, tuple(headers), body)


def _chunks(reader: Any) -> bytes:
    """Return a chunked body as it stands on the wire."""
    read = b""
    while not read.endswith(b"0\r\n\r\n"):
        read += reader.readline()
    return read

"""A small Prometheus on a loopback port: it answers by path, and records what arrived."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.fakes import Received

Answer = tuple[int, bytes, dict[str, str]]


def success(data: object, **more: object) -> Answer:
    """Return a successful answer as Prometheus writes it."""
    envelope = {"status": "success", "data": data, **more}
    body = json.dumps(envelope, separators=(",", ":")).encode()
    return 200, body, {"Content-Type": "application/json"}


def refusal(status: int, error_type: str, error: str) -> Answer:
    """Return an error as Prometheus writes it."""
    body = json.dumps({"status": "error", "errorType": error_type, "error": error}).encode()
    return status, body, {"Content-Type": "application/json"}


VECTOR = {"resultType": "vector", "result": [{"metric": {"job": "a"}, "value": [1, "1"]}]}


@dataclass
class Upstream:
    """Answers by path below /api/v1/; `received` leaves out what the proxy asks for itself."""

    url: str = ""
    answers: dict[str, Answer] = field(
        default_factory=lambda: {
            "query": success(VECTOR),
            "query_range": success({"resultType": "matrix", "result": []}, infos=["theirs (1:2)"]),
            "metadata": success({"up": [{"type": "gauge", "help": "Up.", "unit": ""}]}),
            "label/__name__/values": success(["up"]),
            "series": success([{"__name__": "up", "job": "a"}]),
            "status/buildinfo": success({"version": "3.5.0"}),
        }
    )
    received: list[Received] = field(default_factory=list)


@contextmanager
def running() -> Iterator[Upstream]:
    """Run the server."""
    upstream = Upstream()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            if self.headers.get("User-Agent") != "prometheus-llm-proxy":
                headers = tuple(self.headers.items())
                upstream.received.append(Received(self.requestline, headers, body))
            path = self.path.partition("?")[0].removeprefix("/api/v1/")
            status, said, told = upstream.answers.get(path, (404, b"404 page not found\n", {}))
            self.send_response(status)
            for name, value in {**told, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(said)

        do_GET = do_POST = do_HEAD = do_OPTIONS = answer  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        upstream.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield upstream
        server.shutdown()

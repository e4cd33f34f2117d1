"""A Prometheus that holds little, says who asked what, and is slow or down on demand."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

TENANT = "X-Scope-OrgID"


@dataclass
class Holding:
    """A Prometheus that holds one gauge a tenant; `down` it does not tell which.

    It tells no names before its `gate` is open.
    """

    url: str = ""
    what: str = "queue_length"
    down: bool = False
    gate: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    def paths(self, path: str) -> list[str]:
        """Return the tenants that asked a path."""
        return [tenant for asked, tenant in self.asked if asked == path]

    def answer(self, path: str, tenant: str, query: str) -> Any:
        """Return what it tells under a path."""
        metric = f"{tenant or 'shared'}_{self.what}"
        answers = {
            "label/__name__/values": [metric],
            "metadata": {metric: [{"type": "gauge", "help": "Waiting jobs.", "unit": ""}]},
            "labels": ["job"],
            "label/job/values": ["a"],
            "series": [{"__name__": metric, "job": "a"}] if metric in query else [],
            "rules": {"groups": []},
            "status/buildinfo": {"version": "3.5.0", "goVersion": "go1"},
            "query": {"resultType": "vector", "result": []},
        }
        return answers.get(path, {})


@contextmanager
def holding() -> Iterator[Holding]:
    """Run the server."""
    upstream = Holding()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path, query = urlsplit(self.path)[2:4]
            path = path.removeprefix("/api/v1/")
            tenant = self.headers.get(TENANT, "")
            upstream.asked.append((path, tenant))
            if path == "label/__name__/values":
                upstream.gate.wait(30)
            data = upstream.answer(path, tenant, query)
            body = json.dumps({"status": "success", "data": data}).encode()
            down = upstream.down and path in ("label/__name__/values", "metadata")
            self.send_response(503 if down else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(0 if down else len(body)))
            self.end_headers()
            self.wfile.write(b"" if down else body)

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    upstream.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield upstream
    finally:
        server.shutdown()
        server.server_close()

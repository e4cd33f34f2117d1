"""A Prometheus over the world that answers at once, for it has nothing to look up."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import orjson

from bench.catalogue.answers import Answers, NoSuchPathError, Params
from bench.catalogue.world import World
from scripts.processes import LOOPBACK

_PREFIX = "/api/v1/"
# As large as these no others are, so that they are made once.
_LARGE = ("label/__name__/values", "metadata")


class _Bodies:
    """Answers as bytes, compressed as Prometheus compresses them for a client that can read it."""

    def __init__(self, world: World) -> None:
        self._answers = Answers(world)
        self._kept = {path: self._packed(path, {}) for path in _LARGE}

    def of(self, path: str, params: Params) -> bytes:
        """Return a body; raises `NoSuchPathError`."""
        if path in self._kept and not params.get("match[]"):
            return self._kept[path]
        return self._packed(path, params)

    def _packed(self, path: str, params: Params) -> bytes:
        told = {"status": "success", "data": self._answers.data(path, params)}
        return gzip.compress(orjson.dumps(told))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body leave together and at once, as they do from Go's server.
    wbufsize = -1
    disable_nagle_algorithm = True
    bodies: _Bodies

    def do_GET(self) -> None:
        target = urlsplit(self.path)
        self._answer(target.path, target.query)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(urlsplit(self.path).path, self.rfile.read(length).decode())

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""

    def _answer(self, path: str, query: str) -> None:
        try:
            body, status = self.bodies.of(path.removeprefix(_PREFIX), dict(parse_qsl(query))), 200
        except NoSuchPathError:
            body, status = gzip.compress(b"no such path"), 404
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that left."""


@contextmanager
def prometheus(world: World) -> Iterator[str]:
    """Serve the world until the end of the block; yields the URL. All answers are gzip."""
    handler = type("Handler", (_Handler,), {"bodies": _Bodies(world)})
    with _Server((LOOPBACK, 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()

"""Answers scrapes of all targets, so that the world goes on after its history."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from bench.world.exposition import page
from bench.world.world import Scraped
from scripts.processes import LOOPBACK

_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def path_of(number: int) -> str:
    """Return the path of a target, by its place among all."""
    return f"/{number}/metrics"


@contextmanager
def serving(world: Sequence[Scraped], end: int) -> Iterator[int]:
    """Serve all targets of the world until the end of the block; gives the port."""
    by_path = {path_of(number): scraped for number, scraped in enumerate(world)}
    server = ThreadingHTTPServer((LOOPBACK, 0), _handler(by_path, end))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(by_path: dict[str, Scraped], end: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            scraped = by_path.get(self.path)
            offset = time.time() - end
            if scraped is None or not scraped.target.is_up(offset):
                self.send_error(503)
                return
            body = page(scraped, offset, end).encode()
            self.send_response(200)
            self.send_header("Content-Type", _CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: a scrape is no news."""

    return Handler

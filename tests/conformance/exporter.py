"""A scrape target with exemplars, and with metadata of odd texts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scripts.processes import LOOPBACK

EXEMPLAR_SECONDS = 1_700_010_000

_EXPOSITION = f"""# TYPE orders counter
# HELP orders Orders taken: "all", été, 🙂, back\\\\slash\\nand a line.
orders_total{{shop="été"}} 17.0 # {{trace_id="4bf92f35",span="é"}} 1.0 {EXEMPLAR_SECONDS}
orders_total{{shop="north"}} 4.0 # {{trace_id="00f067aa"}} 0.5 {EXEMPLAR_SECONDS + 60}
# TYPE load_ratio gauge
# UNIT load_ratio ratio
# HELP load_ratio Load.
load_ratio 0.25
# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
# HELP wait_seconds Time waited.
wait_seconds_bucket{{le="0.1"}} 3 # {{trace_id="5"}} 0.05 {EXEMPLAR_SECONDS}
wait_seconds_bucket{{le="+Inf"}} 5 # {{trace_id="6"}} 7 {EXEMPLAR_SECONDS}
wait_seconds_sum 7.5
wait_seconds_count 5
# TYPE mystery unknown
mystery 1
# EOF
"""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = _EXPOSITION.encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/openmetrics-text; version=1.0.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def exporter() -> Iterator[str]:
    """Run it on a free loopback port; yields host and port."""
    with ThreadingHTTPServer((LOOPBACK, 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"{LOOPBACK}:{server.server_port}"
        server.shutdown()
        thread.join()

"""Makes one snapshot: an `Order` as JSON on the standard input, what came of it on the output.

The answer is `{"error": null, "warnings": []}`, with the error in words where there is one. Without
a parent that waits for it this process ends, and says nothing.
"""

import gc
import logging
import os
import signal
import sys
import threading
import time
from typing import Any

import orjson

from app.catalogue.building import Order, Source
from app.catalogue.fetch import Limits
from app.errors import ProxyError

_NICENESS = 10  # requests go first
_LOOK_SECONDS = 0.2


class _Kept(logging.Handler):
    """Keeps what is logged, for the parent to log it as its own."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.lines.append(record.getMessage())


def _order(told: dict[str, Any]) -> Order:
    """Return the order that its JSON tells."""
    source = {**told["source"], "limits": Limits(**told["source"]["limits"])}
    return Order(**{**told, "source": Source(**source)})


def _end_with(parent: int) -> None:
    """End once the parent has: nobody else takes the snapshot, and others make their own."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


def main() -> int:
    """Carry out the order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent got it too, and decides
    os.nice(_NICENESS)
    gc.disable()  # nothing is garbage until the end, which is near
    kept = _Kept()
    logging.getLogger().addHandler(kept)
    error: str | None = None
    try:
        order = _order(orjson.loads(sys.stdin.buffer.read()))
        threading.Thread(target=_end_with, args=(order.parent,), daemon=True).start()
        order.carry_out()
    except (ProxyError, OSError) as failed:
        error = str(failed)
    sys.stdout.buffer.write(orjson.dumps({"error": error, "warnings": kept.lines}))
    return 1 if error else 0


if __name__ == "__main__":
    sys.exit(main())

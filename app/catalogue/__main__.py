"""Makes one snapshot: an `Order` as JSON on the standard input, what came of it on the output.

The answer is `{"error": null, "warnings": []}`, with the error in words where there is one.
"""

import gc
import logging
import os
import sys
from typing import Any

import orjson

from app.catalogue.building import Order, Source
from app.catalogue.fetch import Limits
from app.errors import ProxyError

_NICENESS = 10  # requests go first


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


def main() -> int:
    """Carry out the order."""
    os.nice(_NICENESS)
    gc.disable()  # nothing is garbage until the end, which is near
    kept = _Kept()
    logging.getLogger().addHandler(kept)
    error: str | None = None
    try:
        _order(orjson.loads(sys.stdin.buffer.read())).carry_out()
    except (ProxyError, OSError) as failed:
        error = str(failed)
    sys.stdout.buffer.write(orjson.dumps({"error": error, "warnings": kept.lines}))
    return 1 if error else 0


if __name__ == "__main__":
    sys.exit(main())

"""Measures the catalogue of a large Prometheus: to build, to search, to hold, and to tell a model.

`python -m bench.catalogue` prints one table, with what is to be reached, and the questions whose
metrics are not found. No figure makes it fail.
"""

import os
import sys
import tempfile
from pathlib import Path

from bench import disturbance
from bench.catalogue import report
from bench.catalogue.measuring import Measured, Measuring
from bench.report import disturbed


def main() -> int:
    """Print the world, the table, its legend and the misses; 1 when nothing could be measured."""
    before = disturbance.now()
    try:
        with tempfile.TemporaryDirectory(prefix="llm-proxy-catalogue-") as folder:
            measured = Measuring(Path(folder)).run()
    except KeyboardInterrupt:
        sys.stderr.write("bench: stopped\n")
        return 1
    others = disturbance.percent(before, disturbance.now(), os.cpu_count() or 1)
    _print(measured, others)
    return 0 if measured.figures else 1


def _print(measured: Measured, others_percent: float) -> None:
    lines = (
        *(measured.world, ""),
        *(report.table(measured.figures), ""),
        *(report.LEGEND, disturbed(others_percent)),
        *([report.failures(measured.failures)] if measured.failures else []),
        "",
        report.misses("Misses of retrieval", measured.small),
    )
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    sys.exit(main())

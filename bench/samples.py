"""The samples that are asked for: the same in every run, written as blocks before the start."""

from collections.abc import Iterator
from pathlib import Path

from bench.command import output

METRIC = "node_temperature_celsius"
SERIES = 1000
START = 1_735_689_600  # 2025-01-01 00:00:00 UTC
END = START + 10 * 3600

# Closer than the five minutes that Prometheus looks back.
_INTERVAL_SECONDS = 240


def instance(number: int) -> str:
    """Return the label that tells the series apart."""
    return f"host-{number:04}:9100"


def write_blocks(promtool: Path, folder: Path) -> None:
    """Write the samples into Prometheus' data folder; raises `CommandError`."""
    text = folder / "samples.om"
    text.write_text("\n".join(_openmetrics()))
    output(
        *(str(promtool), "tsdb", "create-blocks-from", "openmetrics", "--quiet"),
        *(str(text), str(folder / "data")),
    )
    text.unlink()


def _openmetrics() -> Iterator[str]:
    yield f"# TYPE {METRIC} gauge"
    for number in range(SERIES):
        labels = f'instance="{instance(number)}",job="node",zone="zone-{number % 8}"'
        for sample, at in enumerate(range(START, END + 1, _INTERVAL_SECONDS)):
            yield f"{METRIC}{{{labels}}} {20 + (number + sample) % 640 / 8} {at}"
    yield "# EOF\n"

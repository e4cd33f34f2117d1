"""Writes the samples of a stretch of time as OpenMetrics text."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from bench.cost.metrics import Metric
from bench.cost.targets import START, Target
from bench.cost.values import Kind, patterns, value


def text(metrics: Iterable[Metric], begins_ms: int, ends_ms: int) -> Iterator[str]:
    """Yield the lines of one series at a time, and the end that promtool asks for."""
    for metric in metrics:
        for target in metric.job.targets:
            times = sample_times(metric, target, begins_ms, ends_ms)
            if times:
                yield from _of_target(metric, target, times)
    yield "# EOF\n"


def sample_times(metric: Metric, target: Target, begins_ms: int, ends_ms: int) -> range:
    """Return the milliseconds at which a target has samples in this stretch of time."""
    interval_ms = metric.job.interval_seconds * 1000
    begins_ms = max(begins_ms, target.begins_ms)
    late_ms = (begins_ms - START * 1000 - target.phase_ms) % interval_ms
    return range(begins_ms + -late_ms % interval_ms, min(ends_ms, target.ends_ms), interval_ms)


def _of_target(metric: Metric, target: Target, times: range) -> Iterator[str]:
    count = patterns(metric.kind)
    for number, own in enumerate(metric.label_sets()):
        start = f"{metric.name}{{{_labels({**target.labels, **own})}}} "
        yield start + start.join(_line_ends(metric.kind, number % count, times))


# The series of a target share their times, and many of them their values.
@lru_cache(maxsize=4096)
def _line_ends(kind: Kind, pattern: int, times: range) -> tuple[str, ...]:
    first = (times[0] - START * 1000) // times.step
    return tuple(
        f"{value(kind, pattern, number)} {at // 1000}.{at % 1000:03}\n"
        for number, at in enumerate(times, first)
    )


def _labels(labels: Mapping[str, str]) -> str:
    return ",".join(f'{name}="{of_name}"' for name, of_name in labels.items())

"""The text that a target answers with, and the lines that are filled in for the past."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bench.world.noise import SLOT_SECONDS
from bench.world.shapes import Shape
from bench.world.targets import Target
from bench.world.world import Exposed, Scraped

_TYPES = {"unknown": "untyped"}


def page(scraped: Scraped, offset: float, end: int) -> str:
    """Return what the target exposes at a time, metadata included."""
    pieces = (_family(exposed, offset, end) for exposed in scraped.exposed)
    return "".join(line for piece in pieces for line in piece)


def sample_times(target: Target, begins_ms: int, ends_ms: int) -> range:
    """Return the milliseconds at which a target is scraped in this stretch of time."""
    step = SLOT_SECONDS * 1000
    return range(begins_ms + (target.phase_ms - begins_ms) % step, ends_ms, step)


def lines(scraped: Scraped, times_ms: Sequence[int], end: int) -> Iterator[str]:
    """Yield the samples of these times as OpenMetrics, a text for each series."""
    target = scraped.target
    offsets = tuple((time_ms - end * 1000) / 1000 for time_ms in times_ms)
    up = [target.is_up(offset) for offset in offsets]
    present = [offset for offset, is_up in zip(offsets, up, strict=True) if is_up]
    stamps = [f" {time_ms // 1000}.{time_ms % 1000:03}\n" for time_ms in times_ms]
    answered = [stamp for stamp, is_up in zip(stamps, up, strict=True) if is_up]
    yield _text(_selector("up", target.labels), ["1" if is_up else "0" for is_up in up], stamps)
    for name, shape in scraped.about:
        yield _drawn(_selector(name, target.labels), shape, present, answered, end)
    for exposed in scraped.exposed:
        for series in exposed.series:
            selector = _selector(series.name, {**target.labels, **series.labels})
            yield _drawn(selector, series.shape, present, answered, end)


def _family(exposed: Exposed, offset: float, end: int) -> Iterator[str]:
    family = exposed.family
    if family.has_metadata:
        yield f"# HELP {family.name} {_escaped(family.help, quotes=False)}\n"
        yield f"# TYPE {family.name} {_TYPES.get(family.type, family.type)}\n"
    for series in exposed.series:
        value = series.shape.texts((offset,), end)[0]
        yield f"{_selector(series.name, series.labels)} {value}\n"


def _drawn(
    selector: str, shape: Shape, offsets: Sequence[float], stamps: Sequence[str], end: int
) -> str:
    return _text(selector, shape.texts(offsets, end), stamps)


def _text(selector: str, values: Iterable[str], stamps: Sequence[str]) -> str:
    start = f"{selector} "
    return "".join([f"{start}{value}{stamp}" for value, stamp in zip(values, stamps, strict=True)])


def _selector(name: str, labels: Mapping[str, str]) -> str:
    inside = ",".join(f'{label}="{_escaped(value)}"' for label, value in labels.items() if value)
    return f"{name}{{{inside}}}" if inside else name


def _escaped(text: str, quotes: bool = True) -> str:
    escaped = text.replace("\\", r"\\").replace("\n", r"\n")
    return escaped.replace('"', r"\"") if quotes else escaped

"""Writes families as OpenMetrics text with a timestamp on each sample."""

import re
from collections.abc import Iterable, Iterator

from tests.conformance.stored_series import Family, Series

_CLASSIC_NAME = re.compile(r"[A-Za-z_:][A-Za-z0-9_:]*")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def text_of(families: Iterable[Family], *, ticks_per_second: int = 1) -> str:
    """Return the exposition; names that are not classic ones stand quoted in the braces.

    OpenMetrics counts time in seconds; the text format before it in milliseconds.
    """
    return "".join(f"{line}\n" for line in (*_lines(families, ticks_per_second), "# EOF"))


def _lines(families: Iterable[Family], ticks: int) -> Iterator[str]:
    for family in families:
        yield f"# TYPE {_name(family.name)} {family.type}"
        for series in family.series:
            selector = _selector(series)
            yield from (f"{selector} {value!r} {at * ticks}" for at, value in series.samples)


def _selector(series: Series) -> str:
    name = series.labels["__name__"]
    labels = [
        f"{_name(label)}={_quoted(value)}"
        for label, value in series.labels.items()
        if label != "__name__"
    ]
    if _CLASSIC_NAME.fullmatch(name):
        return f"{name}{{{','.join(labels)}}}"
    return f"{{{','.join([_quoted(name), *labels])}}}"


def _name(name: str) -> str:
    return name if _CLASSIC_NAME.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'

"""The unit that the values of a metric are in, as its name tells."""

from app.catalogue.catalogue import Metric
from app.catalogue.words import split

_SECONDS = {
    **dict.fromkeys(("milliseconds", "millisecond", "millis", "msec", "ms"), 0.001),
    **dict.fromkeys(("microseconds", "microsecond", "micros", "usec", "us"), 1e-6),
    **dict.fromkeys(("nanoseconds", "nanosecond", "nanos", "nsec", "ns"), 1e-9),
    **dict.fromkeys(("minutes", "mins"), 60.0),
    "hours": 3600.0,
    "days": 86400.0,
}
_BYTES = {
    **dict.fromkeys(("kilobytes", "kbytes", "kib", "kb"), 1024.0),
    **dict.fromkeys(("megabytes", "mbytes", "mib", "mb"), 1024.0**2),
    **dict.fromkeys(("gigabytes", "gbytes", "gib", "gb"), 1024.0**3),
    **dict.fromkeys(("bits",), 0.125),
    "octets": 1.0,
}
# Too short to be a unit but at the end of a name.
_SHORT = frozenset({"ms", "us", "ns", "kb", "mb", "gb", "bits"})
_ENDINGS = frozenset({"total", "sum", "count", "bucket", "created"})


def seconds_in(metric: Metric) -> float:
    """Return the seconds that one of a metric's units is: 0.001 of milliseconds, 1 if untold."""
    return _unit(metric, _SECONDS) or 1.0


def bytes_in(metric: Metric) -> float:
    """Return the bytes that one of a metric's units is: 1024 of kilobytes, 1 if untold."""
    return _unit(metric, _BYTES) or 1.0


def tells_time(metric: Metric) -> bool:
    """Say whether the name has a unit of time in it other than the second."""
    return _unit(metric, _SECONDS) is not None


def _unit(metric: Metric, units: dict[str, float]) -> float | None:
    words = [word.lower() for word in split(metric.name)]
    while words and words[-1] in _ENDINGS:
        words.pop()
    for word in words:
        if word in units and (word not in _SHORT or word == words[-1]):
            return units[word]
    return None

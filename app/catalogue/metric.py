"""What a metric is: its name, type, help, and how well it fits some words."""

from dataclasses import dataclass
from enum import StrEnum


class MetricType(StrEnum):
    """The types of the exposition formats; UNKNOWN where no target declares one."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"
    SUMMARY = "summary"
    INFO = "info"
    STATESET = "stateset"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric family, or one series name of it."""

    name: str
    type: MetricType
    help: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A metric found for some words; a higher score is a better match."""

    metric: Metric
    score: float

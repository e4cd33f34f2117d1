"""What kind of number a metric holds, as its type, name and help tell."""

import re
from functools import lru_cache

from app.catalogue.catalogue import Metric, MetricType
from app.catalogue.known.counting import COUNTING
from app.catalogue.words import stems

_TIMESTAMP_NAME = re.compile(
    r"(?:_timestamp(?:_seconds|_ms)?|_(?:start|boot|completion|schedule|expire|end|creation|reload)_time"
    r"(?:_(?:milli)?seconds|_ms)?|_last_\w+_time(?:_(?:milli)?seconds|_ms)?|_created(?:_seconds)?|_cert_expiry|_not_after|_notafter|_not_before"
    r"|_last_(?:auto)?(?:vacuum|analyze)"
    r"|_(?:expiration|expiry)(?:_(?:timestamp|date|time))?(?:_seconds)?)$"
)
_TIMESTAMP_HELP = re.compile(
    r"\b(?:unix ?time(?:stamp)?|timestamp|since (?:the )?(?:unix )?epoch)\b"
)
_BOOLEAN_HELP = re.compile(
    r"(?:\b(?:whether|boolean|1 (?:if|when|where|while|for|means)|0 or 1|true)\b|\(?1 ?[=:])"
)
_BOOLEAN_NAME = re.compile(
    r"^up$|_(?:up|success|successful|(?<!s_)(?<!membership_)healthy|is_leader|has_leader|status_ready|readonly|alive|enabled|sync_status"
    r"|device_error|unschedulable|paused|suspend|flag|toggle|sealed|unsealed|halted|breaker_open)$|circuit_breakers?_\w+_open$|_(?:is|has)_\w+$"
)
_LABELS_NAME = re.compile(r"_(?:metadata|meta|annotations|version|role|static)$")
_CONSTANT_HELP = re.compile(r"\b(?:constant|always) (?:value )?(?:of )?['\"]?1\b|1 for .*\blabel\b")
# What happens again and again; exporters that do not say what grows name it by them.
_EVENTS = frozenset(
    stems(
        "reads writes hits misses queries errors failures retries retransmits drops requests"
        " responses packets segments segs retrans commits rollbacks deadlocks lookups calls"
        " commands operations aborted inserts updates deletes timeouts evictions restarts faults"
        " sent received submitted completed"
    )
)
_DURATION_WORDS = frozenset(stems("seconds milliseconds duration latency time microseconds"))
_RATE_NAME = re.compile(r"(?:[pP]er_?[sS]ec(?:ond)?s?|_(?:bps|pps|qps|rps|iops))(?:_|$)")
_AGE_NAME = re.compile(r"(?:^|_)(?:uptime|age|elapsed|since)(?:_|$)")


def is_timestamp(metric: Metric) -> bool:
    """Say whether the value is a moment in Unix time."""
    if metric.type in (MetricType.COUNTER, MetricType.HISTOGRAM, MetricType.SUMMARY):
        return False
    if _TIMESTAMP_NAME.search(metric.name):
        return True
    help_tells = _TIMESTAMP_HELP.search(metric.help.lower()) is not None
    return help_tells and metric.name.endswith(("_time", "_seconds", "_timestamp"))


def is_age(metric: Metric) -> bool:
    """Say whether the value is a length of time since something."""
    return metric.type is not MetricType.COUNTER and _AGE_NAME.search(metric.name) is not None


@lru_cache(maxsize=10_000)
def is_boolean(metric: Metric) -> bool:
    """Say whether the value is 1 for yes and 0 for no."""
    if metric.type not in (MetricType.GAUGE, MetricType.UNKNOWN, MetricType.STATESET):
        return False
    return bool(_BOOLEAN_NAME.search(metric.name) or _BOOLEAN_HELP.search(metric.help.lower()))


def is_info(metric: Metric) -> bool:
    """Say whether the value is always 1 and the labels are the message."""
    return metric.type is MetricType.INFO or metric.name.endswith(("_info", "_labels", "_owner"))


def tells_labels(metric: Metric) -> bool:
    """Say whether the labels tell something of what other metrics measure, the value being 1."""
    return is_info(metric) or _LABELS_NAME.search(metric.name) is not None or is_constant(metric)


def is_constant(metric: Metric) -> bool:
    """Say whether the help tells that the value is always 1."""
    return _CONSTANT_HELP.search(metric.help.lower()) is not None


def is_distribution(metric: Metric) -> bool:
    """Say whether the family counts and sums observations."""
    return metric.type in (MetricType.HISTOGRAM, MetricType.SUMMARY)


def is_rate(metric: Metric) -> bool:
    """Say whether the value is so much a second already: recordsInPerSecond, commits_per_sec."""
    return metric.type is not MetricType.COUNTER and _RATE_NAME.search(metric.name) is not None


def is_counter(metric: Metric) -> bool:
    """Say whether the value only grows."""
    return metric.type is MetricType.COUNTER or metric.name in COUNTING


def counts_events(metric: Metric) -> bool:
    """Say whether the value only grows, by its type or, where that is not told, by its name."""
    if metric.type is not MetricType.UNKNOWN:
        return is_counter(metric)
    return is_counter(metric) or not _EVENTS.isdisjoint(stems(metric.name))


def measures_time(metric: Metric) -> bool:
    """Say whether the name tells a length of time."""
    return not _DURATION_WORDS.isdisjoint(stems(metric.name))

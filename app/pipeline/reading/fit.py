"""How well the type of a metric fits what a question wants done with it."""

from dataclasses import replace

from app.catalogue.catalogue import Metric, MetricType
from app.catalogue.known.known import known_of
from app.catalogue.words import split, stem, stems
from app.pipeline.reading import shape
from app.pipeline.reading.frame import Frame, Operation
from app.pipeline.reading.grouping import THINGS
from app.pipeline.reading.native import bytes_in, tells_time
from app.pipeline.reading.siblings import Role, role_of
from app.pipeline.reading.units import UNITS

# First words of names that tell where a metric lives, not which product it belongs to.
_GENERAL_PREFIXES = {
    **dict.fromkeys("node process machine http grpc up host go".split(), 0.02),
    **dict.fromkeys("container kube kubelet system scrape probe rpc".split(), 0.06),
}
_EXPORTS = {
    "container": ("pod", "namespace", "deployment", "workload", "container"),
    "node": ("host", "machine", "server"),
    "probe": ("site", "website"),
}
_LISTS = 0.1
# Of several measures of the same thing, the one that operators mean when they do not say.
_PREFERRED = frozenset(stems("avail working resident used"))
_BYTES = frozenset(
    stems("bytes byte traffic throughput bandwidth data mb gb kb mib gib bits volume")
)
_MOVED = frozenset(stems("write read sent send receive transfer transmit download upload traffic"))
_DURATIONS = frozenset(stems("duration latency"))
_TIMED = frozenset(stems("time seconds duration latency busy utilization long slow"))
_WHOLES = frozenset(stems("limit max maximum capacity quota resourcequota allocatable"))
# Parts of what is asked about, where nobody asked for a part.
_PARTS = frozenset(stems("system user kernel guest iowait spec swap cache mapped failures"))
# What goes wrong with things is not meant where they are spoken of alone.
_MISHAPS = frozenset(
    stems("drop dropped discarded rejected refused aborted timeout retry retried lost failed")
)
_STORED = frozenset(stems("storage space disk"))
_TAKEN = frozenset(stems("used usage use using free available left remaining unused idle taken"))
# Behind the name of a thing: how large, long or warm it is, and not how many there are.
_MEASURES = frozenset(
    stems(
        "size bytes seconds length depth lag delay duration latency temperature utilization usage"
    )
)
_COUNT_WORDS = frozenset(stems("count number current total"))
_STATISTICS = frozenset(
    stems("duration latency time delay lag slow slower slowest took long longest pause")
)
_FLAPS = frozenset(stems("flap flaps flapping flip flipped flipping"))
_CHANGES = frozenset(stems("changes transitions flaps elections"))
_STARTS = frozenset(stems("start boot uptime"))
_RUNS = frozenset(stems("uptime running alive"))
_LEFT = frozenset(stems("ttl remaining until left"))
_FILLS = frozenset(stems("full fill filling run exhausted last space room capacity"))
_EXPIRES = frozenset(stems("expire expiry expiration not_after notafter renewal end"))


def fit(metric: Metric, frame: Frame) -> float:
    """Return a bonus or malus, mostly within ±0.4."""
    return _operation_fit(metric, frame) + _general_fit(metric, frame)


def _general_fit(metric: Metric, frame: Frame) -> float:
    score = 0.0
    prefix = split(metric.name)[0] if split(metric.name) else ""
    if {*stems(prefix), *known_of(metric.name).product}.isdisjoint(frame.words):
        score -= _GENERAL_PREFIXES.get(prefix, 0.2)
    nouns = {word for noun in (*frame.groups, frame.entity or "") for word in stems(noun)}
    if nouns & {stem(prefix), *(stem(noun) for noun in _EXPORTS.get(prefix, ()))}:
        score += 0.15
    asked_things = THINGS & {*nouns, *(term.stem for term in frame.terms)}
    things = THINGS & set(stems(metric.name)[1:])
    if asked_things and things and not asked_things & things:
        score -= 0.15
    timed = frame.window_seconds or (frame.threshold and frame.threshold.unit == "seconds")
    if shape.is_timestamp(metric) and frame.operation not in _TIMES and not timed:
        score -= 0.3
    if shape.is_info(metric) and frame.operation is not Operation.COUNT:
        score += _LISTS if _lists(metric, frame) else -0.3
    if shape.is_boolean(metric) and frame.mood is None and frame.operation is not Operation.COUNT:
        score -= 0.1
    if shape.is_boolean(metric) and frame.mood and frame.operation in _STATES:
        score += 0.15
    if ":" in metric.name:
        score -= 0.1
    score += _unit_fit(metric, frame) + _whole_fit(metric, frame) + _deed_fit(metric, frame)
    if frame.yes_no and shape.is_boolean(metric):
        score += 0.2
    if frame.errors and "request" in stems(metric.name):
        score += 0.1
    return score + (0.08 if _PREFERRED & set(stems(metric.name)) else 0.0)


def _whole_fit(metric: Metric, frame: Frame) -> float:
    """Prefer the whole where how much somebody has is asked, not what is taken or free of it."""
    asked = {"much", "have"} <= set(frame.words) and _TAKEN.isdisjoint(frame.words)
    if not asked or frame.operation is Operation.RATIO or measured_unit(metric) != "bytes":
        return 0.0
    return {Role.WHOLE: 0.15, Role.PLAIN: 0.0}.get(role_of(metric), -0.15)


def _deed_fit(metric: Metric, frame: Frame) -> float:
    """Doubt that what was done in all tells how many there are now: opened of open."""
    if frame.operation not in (Operation.VALUE, Operation.COUNT) or not shape.is_counter(metric):
        return 0.0
    words = split(metric.name)
    return -0.35 if any(f"{term.text}ed" in words for term in frame.terms) else 0.0


def _lists(metric: Metric, frame: Frame) -> bool:
    """Say whether things are asked for of which the metric has one series each."""
    return (
        frame.listing and not THINGS.isdisjoint(stems(frame.entity or "")) and _is_of(metric, frame)
    )


def _is_of(metric: Metric, frame: Frame) -> bool:
    """Say whether the thing that a name tells last is the one that is asked for, or none is."""
    entity = set(stems(frame.entity or ""))
    things = [word for word in stems(metric.name) if word in THINGS]
    return not things or things[-1] in entity


_TIMES = (Operation.AGE, Operation.UNTIL, Operation.FLAPS)
_STATES = (Operation.COUNT, Operation.VALUE, Operation.RATIO)


def _operation_fit(metric: Metric, frame: Frame) -> float:  # noqa: PLR0911, PLR0912
    kind = metric.type
    match frame.operation:
        case Operation.QUANTILE:
            timed = 0.1 if shape.measures_time(metric) else 0.0
            gauge = -0.2 if frame.window_seconds and kind is MetricType.GAUGE else -0.6
            distributions = {MetricType.HISTOGRAM: 0.4, MetricType.SUMMARY: 0.2}
            return distributions[kind] + timed if kind in distributions else gauge
        case Operation.RATE:
            return {MetricType.COUNTER: 0.15, MetricType.GAUGE: -0.15}.get(kind, 0.0)
        case Operation.INCREASE:
            return {MetricType.COUNTER: 0.15, MetricType.GAUGE: -0.1}.get(kind, 0.0)
        case Operation.OVER_TIME if frame.rated:
            return 0.15 if kind is MetricType.COUNTER else -0.05
        case Operation.AGE:
            return _age_fit(metric, frame)
        case Operation.UNTIL:
            return _until_fit(metric, frame)
        case Operation.PREDICT | Operation.SLOPE:
            return -0.15 if kind is not MetricType.GAUGE or _is_whole(metric) else 0.1
        case Operation.CHANGE if frame.window_seconds and frame.offset_seconds:
            return 0.1 if kind is MetricType.COUNTER else 0.0
        case Operation.COUNT:
            return _count_fit(metric, frame)
        case Operation.RATIO if frame.threshold and frame.threshold.unit == "seconds":
            return 0.4 if kind is MetricType.HISTOGRAM else 0.0
        case Operation.RATIO if frame.thing:
            things = replace(frame, entity=frame.thing)
            return max(_count_fit(metric, things), _value_fit(metric, frame))
        case Operation.FLAPS if shape.is_counter(metric) and _CHANGES & set(stems(metric.name)):
            return 0.25
        case Operation.FLAPS if not _FLAPS.isdisjoint(frame.words):
            return 0.2 if shape.is_boolean(metric) else -0.1
        case _:
            return _value_fit(metric, frame)


def _is_whole(metric: Metric) -> bool:
    """Say whether it is the size of something, which stays as it is."""
    return role_of(metric) is Role.WHOLE


def _count_fit(metric: Metric, frame: Frame) -> float:
    """Prefer what is one for each thing, then gauges that are named for the thing."""
    entity = set(stems(frame.entity or ""))
    things = [word for word in stems(metric.name) if word in THINGS]
    if entity & THINGS and things and things[-1] not in entity:
        return -0.15
    if shape.is_info(metric):
        return 0.15 if entity & set(stems(metric.name)) else 0.0
    if shape.is_boolean(metric):
        spoken = {*stems(metric.name), *stems(metric.help)}
        return 0.1 if frame.mood or entity & spoken else -0.1
    if metric.type is not MetricType.GAUGE:
        return -0.05
    if counts(metric, frame):
        return 0.1
    return 0.0 if entity & set(stems(metric.help)) else -0.15


def _unit_fit(metric: Metric, frame: Frame) -> float:
    """Prefer the unit that is spoken of, and parts to wholes nobody asked for."""
    words, score = set(stems(metric.name)), 0.0
    asks_bytes = not _BYTES.isdisjoint(frame.words) or frame.unit in UNITS
    if "byte" in words and metric.type is MetricType.COUNTER and not asks_bytes:
        score -= 0.06
    if "much" in frame.words and not _MOVED.isdisjoint(frame.words):
        score += 0.1 if "byte" in words else -0.1
    if metric.type is MetricType.COUNTER and "time" in words and _TIMED.isdisjoint(frame.words):
        score -= 0.2
    if metric.type is MetricType.GAUGE and {"total"} & words & set(frame.words):
        score += 0.25
    if words & _PARTS and not words & _PARTS & set(frame.words):
        score -= 0.08
    mishaps = words & _MISHAPS
    if mishaps and not mishaps & set(frame.words) and not (frame.errors or frame.mood):
        score -= 0.25
    if frame.share and not _STORED.isdisjoint(frame.words) and measured_unit(metric) == "bytes":
        score += 0.15
    said = words if not frame.at_limit else _WHOLES  # the upper limit may be called a maximum
    if words & _WHOLES and not said & _WHOLES & set(frame.words):
        score -= 0.15
    if UNITS.get(frame.unit or "", ("",))[0] == "bytes" and measured_unit(metric) != "bytes":
        score -= 0.15
    if frame.threshold and frame.threshold.unit in ("bytes", "seconds"):
        lasts = shape.is_timestamp(metric) or (frame.mood is not None and shape.is_boolean(metric))
        moment = frame.threshold.unit == "seconds" and lasts
        fits = moment or measured_unit(metric) == frame.threshold.unit or frame.operation in _TIMES
        score += 0.05 if fits else -0.2
    return score


def measured_unit(metric: Metric) -> str:
    """Return bytes or seconds where the name tells that the metric measures them."""
    words = set(stems(metric.name))
    if "byte" in words:
        return "bytes"
    if bytes_in(metric) != 1 or "octet" in words:
        return "bytes"
    timed = tells_time(metric) or bool(words & {"second", *_DURATIONS})
    return "seconds" if timed else ""


def counts(metric: Metric, frame: Frame) -> bool:
    """Say whether the metric's value is the number of what the question counts."""
    words = [word for word in stems(metric.name) if word not in _COUNT_WORDS]
    if words and words[-1] in _MEASURES:
        return False
    head = words[-2:] if len(words) > 2 else words[-1:]
    return not set(stems(frame.entity or "")).isdisjoint(head)


def _age_fit(metric: Metric, frame: Frame) -> float:
    if shape.is_timestamp(metric) or shape.is_age(metric):
        starts = 0.08 if _STARTS & set(stems(metric.name)) else 0.0
        if not starts and _RUNS & set(frame.words):
            return -0.2  # how long something runs is told by when it started
        ends = -0.3 if _EXPIRES & set(stems(metric.name)) else 0.0
        return 0.4 + starts + ends
    return -0.4


def _until_fit(metric: Metric, frame: Frame) -> float:
    if not shape.is_timestamp(metric):
        if _LEFT & set(stems(metric.name)):
            return 0.3
        fills = role_of(metric) is Role.FREE and not _FILLS.isdisjoint(frame.words)
        return 0.2 if fills else -0.3
    return 0.4 if expires(metric) else 0.1


def expires(metric: Metric) -> bool:
    """Say whether a moment is one at which something ends."""
    return not _EXPIRES.isdisjoint(stems(metric.name))


def _value_fit(metric: Metric, frame: Frame) -> float:
    if (
        frame.listing
        and shape.is_boolean(metric)
        and not THINGS.isdisjoint(stems(frame.entity or ""))
    ):
        return 0.03 if _is_of(metric, frame) else -0.15
    asks_time = not _STATISTICS.isdisjoint(frame.words)
    if shape.is_distribution(metric):
        return 0.12 if asks_time else -0.05
    if asks_time and not shape.measures_time(metric):
        return -0.1
    if frame.operation is Operation.VALUE and frame.window_seconds and frame.aggregate is None:
        return 0.06 if metric.type is MetricType.COUNTER else 0.0
    return 0.03 if metric.type is MetricType.GAUGE else 0.0

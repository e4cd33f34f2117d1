"""Shares, percentages and what is left: answers made of a part and a whole."""

from dataclasses import replace

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.words import stems
from app.deadline import Deadline
from app.pipeline.llm.builtin import shares
from app.pipeline.llm.builtin.aggregation import aggregated, wanted_groups
from app.pipeline.llm.builtin.filters import error_matcher
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Call, Expr, Matcher, Number
from app.pipeline.llm.builtin.rates import counting_name
from app.pipeline.llm.builtin.ratio_over_time import asks_over_time, of_states, over_time
from app.pipeline.llm.builtin.subject import TARGET_LABELS, Subject
from app.pipeline.llm.builtin.whole_counters import whole_counter
from app.pipeline.reading import shape
from app.pipeline.reading.siblings import (
    Role,
    bound_of,
    is_least,
    least_of,
    most_of,
    part_of,
    rest_of,
    role_of,
    whole_of,
)

_FREE_WORDS = frozenset(stems("free available avail left remaining unused idle headroom"))
_PAIRS = (
    ("hits", "misses"),
    ("hit", "miss"),
    ("hit", "read"),
    ("commit", "rollback"),
    ("success", "failed"),
    ("succeeded", "failed"),
    ("successful", "failed"),
    ("success", "failure"),
    ("passed", "failed"),
    ("accepted", "rejected"),
    ("accepted", "refused"),
    ("allowed", "denied"),
)
_FAILED = (
    "failed",
    "failures",
    "errors",
    "failure",
    "error",
    "errs",
    "dropped",
    "drop",
    "rejected",
)
# What happens fills nothing up, though its exporter may not say that it counts.
_EVENTS = frozenset(stems("reads writes hits misses queries errors failures retries drops"))
_LOWEST = frozenset(stems("min minimum minimal lower lowest"))
_BOUNDS = frozenset(stems("limit limits max maximum quota capacity"))
_USAGE_WORDS = frozenset(stems("usage used utilization busy load"))
_DIRECT = frozenset(stems("ratio percent utilization usage"))


def wants_free(subject: Subject) -> bool:
    """Say whether the question is about what is left, not about what is taken."""
    return not _FREE_WORDS.isdisjoint(subject.frame.words)


def used_or_free(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    """Return used = whole - free where only the other two are measured."""
    role = role_of(subject.metric)
    if wants_free(subject) or role not in (Role.FREE, Role.WHOLE):
        return None
    part, whole = _part_and_whole(subject, catalogue)
    if part is None or whole is None or role_of(part) is not Role.FREE:
        return None
    return Binary(
        "-",
        aggregated(subject, _select(subject, whole, catalogue, deadline)),
        aggregated(subject, _select(subject, part, catalogue, deadline)),
    )


def ratio(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    """Return a share between 0 and 1, None where nothing here makes one."""

    def share(asked: Subject) -> Expr | None:
        return _of_extreme(asked, catalogue, deadline)

    if asks_over_time(subject) and not shape.is_boolean(subject.metric):
        return over_time(subject, share)
    return share(subject)


def _of_extreme(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    """Return the largest of shares, which is no share of the largest; other shares as they are."""
    extreme = subject.frame.aggregate
    if extreme not in ("max", "min") or shape.is_distribution(subject.metric):
        return _ratio(subject, catalogue, deadline)
    each = replace(subject, frame=replace(subject.frame, aggregate=None), groups=())
    counted = shape.is_counter(subject.metric)
    shares_of_each = busy(each) if counted else _ratio(each, catalogue, deadline)
    if shares_of_each is None:
        return _ratio(subject, catalogue, deadline) if counted else None
    if subject.frame.at_limit or isinstance(shares_of_each, Aggregate):
        return shares_of_each
    return Aggregate(extreme, shares_of_each, subject.groups)


def _ratio(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    if _is_usage(subject) and (share := busy(subject)):
        return share
    if (subject.part or subject.frame.divided) and (share := shares.share(subject)):
        return share
    for way in (_already, _errors, _pair, _states, _of_more, _of_groups, _busy, _filtered):
        if expr := way(subject, catalogue, deadline):
            return expr
    if shape.is_counter(subject.metric):
        return _time_share(subject)
    if shape.is_distribution(subject.metric):
        return None
    return _of_whole(subject, catalogue, deadline)


def _is_usage(subject: Subject) -> bool:
    return not _USAGE_WORDS.isdisjoint(subject.frame.words)


def busy(subject: Subject) -> Expr | None:
    """Return the share of time that is not idle, where a label tells idle time."""
    if not shape.is_counter(subject.metric) or not shape.measures_time(subject.metric):
        return None
    label = next((name for name, vs in subject.labels.values.items() if "idle" in vs), None)
    if label is None or label in subject.groups or any(m.label == label for m in subject.matchers):
        return None
    groups = wanted_groups(subject)
    if (
        not groups
        and "instance" in subject.varying()
        and not subject.frame.everything
        and not subject.frame.aggregate
    ):
        groups = ("instance",)
    idle = Call("rate", (subject.select(None, subject.window, Matcher(label, "=", "idle")),))
    share = Aggregate("avg", idle, groups)
    return share if "idle" in subject.frame.words else Binary("-", Number(1), share)


def _busy(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    return busy(subject)


def _already(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    metric = subject.metric
    direct = not _DIRECT.isdisjoint(stems(metric.name)) and "byte" not in stems(metric.name)
    if direct and not shape.is_counter(metric) and not shape.is_distribution(metric):
        return aggregated(subject, subject.select())
    return None


def _errors(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    """Return what failed over all, by a label or by two counters."""
    if not subject.frame.errors and not subject.frame.succeeded:
        return None
    matcher = error_matcher(subject.labels)
    if matcher:
        named = [m for m in subject.matchers if m.label == matcher.label]
        matcher = named[0] if named else matcher
        subject = subject.without(matcher.label)
    countable = shape.is_counter(subject.metric) or shape.is_distribution(subject.metric)
    if countable and matcher:
        failed, every = _summed(subject, None, matcher), _summed(subject, None)
    elif countable and (names := _failed_and_all(subject.metric, catalogue)):
        failed, every = _summed(subject, names[0]), _summed(subject, names[1])
    else:
        return None
    share = Binary("/", failed, every)
    good = subject.frame.succeeded
    return Binary("-", Number(1), share) if good else share


def _failed_and_all(metric: Metric, catalogue: Catalogue) -> tuple[str, str] | None:
    for word in _FAILED:
        if f"_{word}" in metric.name:
            for other in (metric.name.replace(f"_{word}", ""), metric.name.replace(word, "total")):
                if other in catalogue and other != metric.name:
                    return metric.name, other
        base = metric.name.removesuffix("_total")
        for failed in (f"{base}_{word}_total", f"{base}_{word}"):
            if failed in catalogue and failed != metric.name:
                return failed, metric.name
        for other in _replaced(metric.name, word, catalogue):
            return metric.name, other
    return None


def _replaced(name: str, word: str, catalogue: Catalogue) -> list[str]:
    """Return counters that differ from `name` in nothing but the word of failure."""
    parts = name.split("_")
    if word not in parts:
        return []
    return [
        found
        for good in ("packets", "sent", "processed", "evaluations", "operations", "requests")
        if (found := "_".join(good if part == word else part for part in parts)) in catalogue
    ]


def _pair(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    """Return one of two counters over both: hits and misses, commits and rollbacks."""
    name = subject.metric.name
    for good, bad in _PAIRS:
        for own, other in ((good, bad), (bad, good)):
            partner = name.replace(f"_{own}", f"_{other}")
            if partner == name or partner not in catalogue or not shape.is_counter(subject.metric):
                continue
            bad_asked = subject.frame.errors or not set(stems(bad)).isdisjoint(subject.frame.words)
            goods = name if own == good else partner
            bads = partner if own == good else name
            part = bads if bad_asked else goods
            both = Binary("+", _summed(subject, goods), _summed(subject, bads))
            return Binary("/", _summed(subject, part), both)
    return None


def _of_more(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    """Return a counter over that of all of its kind: throttled periods of all periods."""
    if not shape.counts_events(subject.metric) or subject.frame.divided:
        return None
    whole = whole_counter(subject, catalogue)
    if whole is None:
        return None
    every = subject.of(
        catalogue.metric(whole) or subject.metric, catalogue.label_set(whole, deadline)
    )
    return Binary("/", _summed(subject, None), _summed(every, whole))


def _of_groups(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    """Return what each group makes of all of them together."""
    frame = subject.frame
    filtered = any(m.op in ("=", "=~") and m.label not in TARGET_LABELS for m in subject.matchers)
    other = filtered or frame.part or frame.none or _is_usage(subject) or wants_free(subject)
    other = other or frame.rated or shares.lacks_part(subject)
    other = other or not _BOUNDS.isdisjoint(frame.words)
    if not frame.share or other or whole_of(subject.metric, catalogue):
        return None
    return shares.of_groups(subject)


def _filtered(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    """Return what one value of a label makes of all its values."""
    frame = subject.frame
    if frame.part or shares.lacks_part(subject):
        return None  # the part is told by words that mean no value
    if not subject.matchers and subject.groups and not frame.rated:
        return shares.of_groups(subject) if shape.is_counter(subject.metric) else None
    kinds = _kinds(subject)
    if not kinds or not (shape.is_counter(subject.metric) or shape.is_distribution(subject.metric)):
        return None
    every = subject.without(kinds[-1].label)
    return Binary("/", _summed(subject, None), _summed(every, None))


def _kinds(subject: Subject) -> list[Matcher]:
    """Return the filters that may tell the part; where it is several values, those that do."""
    told = [m for m in subject.matchers if m.label not in TARGET_LABELS]
    one = [m for m in told if m.op == "="]
    several = [m for m in told if m.op == "=~" and m.label not in subject.groups]
    return several or one if subject.frame.share else one


def _states(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    return of_states(subject)


def _of_whole(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    part, whole = _part_and_whole(subject, catalogue)
    if part is not None and whole is None and not subject.frame.at_limit:
        return _of_both(subject, part, catalogue, deadline)
    if part is None or whole is None or not _EVENTS.isdisjoint(stems(part.name)):
        return None
    if subject.frame.at_limit:
        return _at_limit(subject, part, whole, catalogue, deadline)
    share = Binary(
        "/",
        aggregated(subject, _select(subject, part, catalogue, deadline)),
        aggregated(subject, _select(subject, whole, catalogue, deadline)),
    )
    part_is_free = role_of(part) is Role.FREE
    return share if part_is_free == wants_free(subject) else Binary("-", Number(1), share)


def _of_both(
    subject: Subject, part: Metric, catalogue: Catalogue, deadline: Deadline
) -> Expr | None:
    """Return what is used, or free, of both together, where nothing tells the whole."""
    rest = rest_of(part, catalogue)
    if rest is None:
        return None
    if (role_of(part) is Role.FREE) != wants_free(subject):
        part, rest = rest, part
    own, other = (
        aggregated(subject, _select(subject, each, catalogue, deadline)) for each in (part, rest)
    )
    return Binary("/", own, Binary("+", own, other))


def _at_limit(
    subject: Subject, part: Metric, whole: Metric, catalogue: Catalogue, deadline: Deadline
) -> Expr | None:
    """Return those that are where they may go no further, up or down as the question says."""
    lowest = not _LOWEST.isdisjoint(subject.frame.words)
    bound = least_of(whole, catalogue) if lowest else most_of(whole, catalogue)
    if is_least(part):  # the question named the bound itself
        part = part_of(whole, catalogue) or part
    if bound is None or part == bound:
        return None
    return Binary(
        "<=" if lowest else ">=",
        aggregated(subject, _select(subject, part, catalogue, deadline)),
        aggregated(subject, _select(subject, bound, catalogue, deadline)),
    )


def _part_and_whole(subject: Subject, catalogue: Catalogue) -> tuple[Metric | None, Metric | None]:
    metric = subject.metric
    if role_of(metric) is Role.WHOLE:
        bound = bound_of(metric, catalogue)
        return (metric, bound) if bound else (part_of(metric, catalogue), metric)
    whole = whole_of(metric, catalogue)
    if whole and role_of(metric) is Role.PLAIN and not wants_free(subject):
        used = part_of(whole, catalogue)
        if used and role_of(used) is Role.USED and used.name.startswith(metric.name):
            return used, whole
    return metric, whole


def _select(subject: Subject, metric: Metric, catalogue: Catalogue, deadline: Deadline) -> Expr:
    if metric.name == subject.metric.name:
        return subject.select()
    return subject.of(metric, catalogue.label_set(metric.name, deadline)).select()


def _summed(subject: Subject, name: str | None, *extra: Matcher) -> Expr:
    selector = subject.select(name or counting_name(subject), subject.window, *extra)
    return Aggregate("sum", Call("rate", (selector,)), wanted_groups(subject))


def _time_share(subject: Subject) -> Expr | None:
    if not shape.measures_time(subject.metric):
        return None
    return aggregated(subject, Call("rate", (subject.select(None, subject.window),)))

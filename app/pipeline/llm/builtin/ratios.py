"""Shares, percentages and what is left: answers made of a part and a whole."""

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.words import stems
from app.deadline import Deadline
from app.pipeline.llm.builtin import shares
from app.pipeline.llm.builtin.aggregation import aggregated, wanted_groups
from app.pipeline.llm.builtin.filters import error_matcher
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Call, Expr, Matcher, Number
from app.pipeline.llm.builtin.rates import counting_name
from app.pipeline.llm.builtin.subject import TARGET_LABELS, Subject
from app.pipeline.reading import shape
from app.pipeline.reading.frame import Mood
from app.pipeline.reading.siblings import Role, bound_of, part_of, role_of, whole_of

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
    """Return a counter over the one whose name is wider: throttled periods of all periods."""
    if not shape.is_counter(subject.metric):
        return None
    parts = subject.metric.name.split("_")
    for place in range(1, len(parts) - 1):
        wider = "_".join(parts[:place] + parts[place + 1 :])
        if wider in catalogue and stems(parts[place])[:1] and _is_said(parts[place], subject):
            return Binary("/", _summed(subject, None), _summed(subject, wider))
    return None


def _is_said(word: str, subject: Subject) -> bool:
    return not set(stems(word)).isdisjoint(subject.frame.words)


def _of_groups(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    """Return what each group makes of all of them together."""
    frame = subject.frame
    filtered = any(m.op in ("=", "=~") and m.label not in TARGET_LABELS for m in subject.matchers)
    other = filtered or frame.part or frame.none or _is_usage(subject) or wants_free(subject)
    if not frame.share or other or whole_of(subject.metric, catalogue):
        return None
    return shares.of_groups(subject)


def _filtered(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    """Return what one value of a label makes of all its values."""
    if subject.frame.part:
        return None  # the part is told by words that mean no value
    if not subject.matchers and subject.groups and shape.is_counter(subject.metric):
        return shares.of_groups(subject)
    kinds = [m for m in subject.matchers if m.op == "=" and m.label not in TARGET_LABELS]
    if not kinds or not (shape.is_counter(subject.metric) or shape.is_distribution(subject.metric)):
        return None
    every = subject.without(kinds[-1].label)
    return Binary("/", _summed(subject, None), _summed(every, None))


def _states(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    """Return the share of those that are 1."""
    if not shape.is_boolean(subject.metric):
        return None
    share = Aggregate("avg", subject.select(), wanted_groups(subject))
    return Binary("-", Number(1), share) if subject.frame.mood is Mood.BAD else share


def _of_whole(subject: Subject, catalogue: Catalogue, deadline: Deadline) -> Expr | None:
    part, whole = _part_and_whole(subject, catalogue)
    if part is None or whole is None or not _EVENTS.isdisjoint(stems(part.name)):
        return None
    share = Binary(
        "/",
        aggregated(subject, _select(subject, part, catalogue, deadline)),
        aggregated(subject, _select(subject, whole, catalogue, deadline)),
    )
    if subject.frame.at_limit:
        return Binary(">=", share.left, share.right)
    part_is_free = role_of(part) is Role.FREE
    return share if part_is_free == wants_free(subject) else Binary("-", Number(1), share)


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

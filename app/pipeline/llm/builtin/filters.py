"""Which label values the words of a question mean, as matchers."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from app.catalogue.labels import LabelSet
from app.catalogue.words import stem
from app.pipeline.llm.builtin.promql import Matcher, passes
from app.pipeline.llm.builtin.value_words import (
    SEPARATORS,
    is_half_said,
    is_inside,
    is_said,
    spelt_out,
    words_of,
)
from app.pipeline.reading.denial import is_denied
from app.pipeline.reading.frame import Term
from app.pipeline.reading.grouping import label_of
from app.pipeline.reading.names import is_name

_USUAL = ("job", "service", "service_name", "app", "deployment", "workload", "namespace", "topic")
_NEVER = frozenset({"le", "quantile", "id", "uid", "pod_ip", "host_ip", "image", "metrics_path"})
_KINDS = frozenset(
    map(
        stem,
        "namespace service job instance node host pod region zone cluster database server machine"
        " page site website url endpoint queue topic bucket table".split(),
    )
)
_MAX_ALTERNATIVES = 8
_CODE = re.compile(r"^[1-5]\d\d$")
_CODE_CLASS = re.compile(r"^([1-5])xx$")
# Labels of classes of codes, whose values are the first digits.
_CLASSES = re.compile(r"code.*class|class.*code|status_?class")
_FAILED_VALUES = frozenset({"error", "errors", "failure", "failed", "fail", "ko"})
_GOOD_VALUES = frozenset({"success", "succeeded", "ok"})
_OUTCOME_LABELS = frozenset({"status", "result", "outcome", "state", "code", "type", "success"})
# Several of these values are told at once, each by whether it is so.
CONDITIONS = frozenset({"condition"})
_MEANT_BY = {("mountpoint", "root"): "/", ("device", "loopback"): "lo"}
# Their values change with each rollout: what is kept must not name those of today.
_SHORT_LIVED = frozenset({"pod", "pod_name", "kubernetes_pod_name", "replicaset"})
_EXACT, _SAME_STEM, _PREFIX, _NAMED_INSIDE, _INSIDE = 1.0, 0.9, 0.85, 0.8, 0.6


@dataclass(frozen=True, slots=True)
class Filter:
    """A matcher, the words that asked for it, how surely; `compared` where it holds several."""

    texts: tuple[str, ...]
    matcher: Matcher
    score: float
    compared: bool = False

    @property
    def leaves_out(self) -> bool:
        """Say whether the values are those that are not wanted."""
        return self.matcher.op in ("!=", "!~")


def find_filters(
    terms: tuple[Term, ...],
    words: str,
    labels: LabelSet,
    in_name: Mapping[str, float],
    knows: Callable[[str], bool],
) -> tuple[Filter, ...]:
    """Return one filter for each term that some label values are meant by.

    `words` is the question in lower case; `in_name` tells how well the metric's own name speaks
    of a term, which then needs no filter unless its label is named beside it. Words that the
    catalogue `knows` must be a whole value, others may be a part of one.
    """
    found = [
        _best(term, words, labels, in_name.get(term.text, 0), partly=not knows(term.text))
        for term in terms
    ]
    by_label: dict[tuple[str, bool], Filter] = {}
    for each in found:
        if each:
            place = each.matcher.label, each.leaves_out
            held = by_label.get(place)
            by_label[place] = _either(held, each) if held else each
    return _possible(tuple(by_label.values()), labels)


def _either(one: Filter, other: Filter) -> Filter:
    """Return both values where two are surely meant, else the surer one."""
    texts = tuple(dict.fromkeys((*one.texts, *other.texts)))
    values = (one.matcher.value, other.matcher.value)
    if values[0] == values[1]:
        return replace(one, texts=texts)
    sure = min(one.score, other.score) >= _SAME_STEM - 0.1
    if not sure and not one.leaves_out:
        return max(one, other, key=lambda each: each.score)
    patterns = [
        each.matcher.value if each.matcher.op in ("=~", "!~") else _regex(each.matcher.value)
        for each in (one, other)
    ]
    pattern = "|".join(dict.fromkeys(chain.from_iterable(each.split("|") for each in patterns)))
    op = "!~" if one.leaves_out else "=~"
    matcher = Matcher(one.matcher.label, op, pattern)
    return Filter(texts, matcher, one.score, compared=not one.leaves_out)


def _possible(filters: tuple[Filter, ...], labels: LabelSet) -> tuple[Filter, ...]:
    """Leave out the least sure filters until some series passes all of them."""
    kept = sorted(filters, key=lambda each: each.score, reverse=True)
    while len(kept) > 1 and labels.series is not None:
        matchers = [each.matcher for each in kept]
        if any(all(passes(matcher, row) for matcher in matchers) for row in labels.series):
            break
        kept.pop()
    return tuple(kept)


def error_matcher(labels: LabelSet) -> Matcher | None:
    """Return the matcher of what failed, where a label tells it."""
    for label, values in labels.values.items():
        if matcher := _failed_code(label, values) or _failed_word(label, values):
            return matcher
    return None


def _failed_code(label: str, values: tuple[str, ...]) -> Matcher | None:
    if all(_CODE.match(value) for value in values) and label not in _NEVER:
        return Matcher(label, "=~", "5..")
    if "5xx" in values:
        return Matcher(label, "=", "5xx")
    if _CLASSES.search(label) and "5" in values:
        return Matcher(label, "=", "5")
    return Matcher(label, "!=", "OK") if "grpc" in label and "OK" in values else None


def _failed_word(label: str, values: tuple[str, ...]) -> Matcher | None:
    if label not in _OUTCOME_LABELS:
        return None
    if failed := [value for value in values if value.casefold() in _FAILED_VALUES]:
        return Matcher(label, "=", failed[0])
    good = [value for value in values if value.casefold() in _GOOD_VALUES]
    return Matcher(label, "!=", good[0]) if good and len(values) > 1 else None


def _best(
    term: Term, words: str, labels: LabelSet, in_name: float, *, partly: bool
) -> Filter | None:
    hits = [
        Filter(
            (*_texts(term, matcher, words), *named),
            matcher,
            score + 0.3 * bool(named) - usual_order(label),
        )
        for label, values in labels.values.items()
        if label not in _NEVER or _are_names(label, values)
        for named in [_named(label, term, words, labels)]
        for matcher, score in _of_label(term, words, label, values, partly=partly or bool(named))
    ]
    best = max(hits, key=lambda hit: hit.score, default=None)
    if best is None or (in_name >= 1 and best.score < 1.2):
        return None
    if term.weight < 0.5 and best.score < _SAME_STEM - 0.05:
        return None
    denied = is_denied(term.text, words) and best.matcher.label not in CONDITIONS
    return _left_out(best) if denied else best


def _are_names(label: str, values: tuple[str, ...]) -> bool:
    """Say whether an id is made of words, as those of memory pools: G1 Old Gen."""
    return label == "id" and any(" " in value for value in values)


def _left_out(found: Filter) -> Filter:
    opposite = {"=": "!=", "=~": "!~"}
    return replace(found, matcher=replace(found.matcher, op=opposite[found.matcher.op]))


def _texts(term: Term, matcher: Matcher, words: str) -> tuple[str, ...]:
    """Return the words that a value of several words covers, where the question spells it out."""
    value = matcher.value
    label = _label_beside(term, words)
    if spelt_out(value, term.text, words):
        return (term.text, *label, *words_of(value))
    return (term.text, *label)


def _label_beside(term: Term, words: str) -> tuple[str, ...]:
    """Return the word after a value that only says what kind of thing it is."""
    value = re.escape(term.text)
    beside = re.findall(rf"(?<!\w){value}[\"`']? ([a-z_]+)", words)
    return tuple(word for word in beside if stem(word) in _KINDS)


def _named(label: str, term: Term, words: str, labels: LabelSet) -> tuple[str, ...]:
    """Return the word right beside the value by which the question names the label, if any."""
    value = re.escape(term.text)
    before = re.search(rf"([a-z_]+)[ =:]+[\"`']?{value}(?!\w)", words)
    after = re.search(
        rf"(?<!each )(?<!every )(?<!per )(?<!all )(?<!est )(?<!\w){value}[\"`']? ([a-z_]+)", words
    )
    nouns = [hit.group(1) for hit in (before, after) if hit]
    return tuple(noun for noun in nouns if label_of(noun, tuple(labels.values)) == label)[:1]


def usual_order(label: str) -> float:
    """Return a small number, smaller for labels that a bare name usually means."""
    return 0.01 * (_USUAL.index(label) if label in _USUAL else len(_USUAL))


def _of_label(
    term: Term, words: str, label: str, values: tuple[str, ...], *, partly: bool
) -> Iterator[tuple[Matcher, float]]:
    text = term.text.casefold()
    if code := _CODE_CLASS.match(text):
        if any(_CODE.match(value) for value in values):
            yield Matcher(label, "=~", f"{code.group(1)}.."), _EXACT
        elif same := [value for value in values if value.casefold() == text]:
            yield Matcher(label, "=", same[0]), _EXACT
        elif _CLASSES.search(label) and code.group(1) in values:
            yield Matcher(label, "=", code.group(1)), _EXACT
        return
    if text.isdigit() and not _CODE.match(text):
        return
    if (label, text) in _MEANT_BY and _MEANT_BY[label, text] in values:
        yield Matcher(label, "=", _MEANT_BY[label, text]), _EXACT
        return
    for value in values:
        folded = value.casefold()
        if text in (folded, folded.rstrip(SEPARATORS)) or (
            len(folded) > 3 and is_said(value, text, words)
        ):
            yield Matcher(label, "=", value), _EXACT
            return
    if same := [value for value in values if value.isalpha() and stem(value) == term.stem]:
        yield Matcher(label, "=", same[0]), _SAME_STEM
        return
    half = [value for value in values if is_half_said(value, text, words)]
    if len(half) == 1:
        yield Matcher(label, "=", half[0]), _NAMED_INSIDE
    elif partly or is_name(text):
        yield from _parts(text, label, values)


def _parts(text: str, label: str, values: tuple[str, ...]) -> Iterator[tuple[Matcher, float]]:
    if len(text) < 3:
        return
    begins = [v for v in values if v.casefold().startswith(text) and v[len(text)] in SEPARATORS]
    inside = [v for v in values if stem(text) in map(stem, words_of(v))]
    named = [v for v in values if is_name(text) and is_inside(text, v.casefold())]
    if (
        begins
        and label in _SHORT_LIVED
        and all(v.casefold().startswith(f"{text}-") for v in begins)
    ):
        yield Matcher(label, "=~", f"{_regex(begins[0][: len(text)])}-.+"), _PREFIX - 0.05
        return
    for hits, score in ((begins, _PREFIX), (named, _NAMED_INSIDE), (inside, _INSIDE)):
        if len(hits) == 1:
            yield Matcher(label, "=", hits[0]), score
            return
        if hits and len(hits) <= _MAX_ALTERNATIVES:
            pattern = "|".join(_regex(hit) for hit in hits)
            yield Matcher(label, "=~", pattern), score - 0.05
            return
        if hits and hits is begins:
            yield Matcher(label, "=~", f"{_regex(text)}[{SEPARATORS[:6]}].*"), score - 0.1
            return


def _regex(value: str) -> str:
    return re.sub(r"([.+*?()\[\]{}|^$\\])", r"\\\1", value)

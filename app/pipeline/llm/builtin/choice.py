"""Choosing the metric that a question is about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.catalogue.catalogue import Catalogue, Match, Metric, MetricType
from app.catalogue.words import stems
from app.deadline import Deadline
from app.domain import Question
from app.pipeline.lessons import NO_LESSONS, Lessons, leaning_to, series_of
from app.pipeline.llm.builtin.conditions import with_condition
from app.pipeline.llm.builtin.evidence import USAGE, Evidence, Rarity, weigh
from app.pipeline.llm.builtin.joining import meant, with_join
from app.pipeline.llm.builtin.meaning import carriers
from app.pipeline.llm.builtin.promql import Matcher
from app.pipeline.llm.builtin.rates import counted_with
from app.pipeline.llm.builtin.stateset import names_state
from app.pipeline.llm.builtin.subject import TARGET_LABELS, Subject, subject_of
from app.pipeline.llm.builtin.value_words import spelt_out, words_of
from app.pipeline.reading import shape
from app.pipeline.reading.everyday import is_everyday
from app.pipeline.reading.fit import fit
from app.pipeline.reading.frame import Frame, Operation
from app.pipeline.reading.grouping import THINGS
from app.pipeline.reading.lexicon import STATE_WORDS
from app.pipeline.reading.siblings import Role, role_of, whole_of

_SEARCHED = 40
_TYPED = 200
_MOMENTS = "timestamp time start created expiry expiration age uptime elapsed since epoch boot"
_LOOKED_INTO = 6
_SURPLUS = 0.07
_LOST_GROUP = 0.3
# A metric of which only labels are spoken of is hardly the one that is meant.
_ONLY_VALUES = 0.25
_TELLING = 0.5
_REQUESTS = frozenset(stems("request requests response rpc"))
# A label that is called otherwise than the noun to group by may mean something else.
_OTHER_LABEL = 0.08
# A value whose label is named beside it is hardly meant otherwise: the checkout service.
_NAMED_LABEL = 0.06
# A state that a label tells of the thing tells more than whether its exporter answers.
_STATED = 0.15
# Several words in a row that are a value are hardly there by chance.
_SPELT_OUT = 0.25
# Things are listed by what tells their labels.
_LISTED = 0.15
# What a metric tells by its own labels is surer than what another tells of it.
_JOINED = 0.05
_AS_VALUE = 0.85
_USED, _REST = 0.95, 0.7
_LEANING = 0.3
_NAMED_SCORE = 9.0  # above all that words can reach
_TAUGHT = 0.9
_RANKED = 0.5
_UNRANKED = 0.4


@dataclass(frozen=True, slots=True)
class Choice:
    """A metric, how surely it is meant, and how much of the question it speaks of (0 to 1).

    `lost` are the nouns to group by that it has no label for.
    """

    subject: Subject
    score: float
    coverage: float
    lost: tuple[str, ...] = ()


def choose(
    frame: Frame,
    words: str,
    catalogue: Catalogue,
    matches: tuple[Match, ...],
    deadline: Deadline,
    question: Question | None = None,
    lessons: Lessons = NO_LESSONS,
) -> tuple[Choice, ...]:
    """Return the likeliest metrics, best first; looks up labels of a few.

    Metrics rise that were approved for questions like this one, and take the words that came to
    mean them for found.
    """
    rarity = Rarity.of(catalogue)
    if named := _named(frame, catalogue):
        told_of = (weigh(metric, frame, rarity, {}) for metric in named)
        subjects = (subject_of(each, frame, words, catalogue, deadline) for each in told_of)
        return tuple(Choice(subject, _NAMED_SCORE, 1) for subject in subjects)
    known = {term.text: catalogue.index.lexicon.known(term.text) for term in frame.terms}
    carried = carriers(frame, words, catalogue, deadline)
    leaning = lessons.leaning(question) if question else {}
    meanings = lessons.meanings(question) if question else {}

    def told(metric: Metric) -> Evidence:
        evidence = _told(metric, frame, rarity, known, catalogue)
        return _taught(evidence, meanings, frame, rarity)

    weighed = [
        _with_values(told(metric), carried)
        for metric in _candidates(frame, catalogue, matches, carried)
    ]

    ranks = _ranks(matches)

    def leans(metric: Metric) -> float:
        ranked = _RANKED * (ranks.get(metric.name, _UNRANKED) - 1)
        return ranked + _LEANING * leaning_to(leaning, metric.name)

    weighed.sort(key=lambda each: _score(each, frame, rarity) + leans(each.metric), reverse=True)

    def wide(metric: Metric) -> Subject:
        subject = subject_of(told(metric), frame, words, catalogue, deadline)
        subject = with_join(subject, words, carried, catalogue, deadline)
        return with_condition(subject, words, catalogue, deadline)

    looked_into = [each.metric for each in weighed[:_LOOKED_INTO]]
    choices = [
        _choice(wide(metric), frame, rarity, catalogue, told(metric).found, words)
        for metric in looked_into
    ]
    leant = (
        replace(choice, score=choice.score + leans(choice.subject.metric)) for choice in choices
    )
    return tuple(sorted(leant, key=lambda choice: choice.score, reverse=True))


def _ranks(matches: tuple[Match, ...]) -> Mapping[str, float]:
    """Return how well retrieval found each metric to fit, the best one 1."""
    best = max((match.score for match in matches), default=0.0) or 1.0
    return {match.metric.name: max(0.0, match.score / best) for match in matches}


def _named(frame: Frame, catalogue: Catalogue) -> tuple[Metric, ...]:
    """Return the metrics that the question names exactly."""
    found = [
        catalogue.metric(term.text) for term in frame.terms if "_" in term.text or term.text == "up"
    ]
    return tuple(metric for metric in found if metric is not None and "_" in metric.name)


def _candidates(
    frame: Frame,
    catalogue: Catalogue,
    matches: tuple[Match, ...],
    carried: Mapping[str, frozenset[str]],
) -> tuple[Metric, ...]:
    words = " ".join(term.text for term in frame.terms)
    found = [match.metric for match in (*catalogue.search(words, _SEARCHED), *matches)]
    if frame.operation in (Operation.AGE, Operation.UNTIL):
        moments = (match.metric for match in catalogue.search(_MOMENTS, _TYPED))
        found += [m for m in moments if shape.is_timestamp(m) or shape.is_age(m)]
    families = {name for names in carried.values() for name in names}
    found += [m for name in sorted(families) if (m := catalogue.family(name)) is not None]
    if frame.operation is Operation.QUANTILE:
        histograms = catalogue.search(words, _TYPED, of_type=MetricType.HISTOGRAM)
        found += [match.metric for match in histograms]
    if re.search(STATE_WORDS, " ".join(term.text for term in frame.terms)) and (
        up := catalogue.metric("up")
    ):
        found.append(up)
    return tuple(dict.fromkeys(found))


def _told(
    metric: Metric, frame: Frame, rarity: Rarity, known: Mapping[str, str], catalogue: Catalogue
) -> Evidence:
    """Weigh a metric; what is free tells usage where there is a whole to take it from."""
    evidence = weigh(metric, frame, rarity, known)
    usage = [term.text for term in frame.terms if term.stem in USAGE]
    told = {Role.USED: _USED, Role.FREE: _REST}.get(role_of(metric))
    if not usage or told is None or whole_of(metric, catalogue) is None:
        return evidence
    free = stems(metric.name) if told == _REST else ()
    return evidence.with_found(dict.fromkeys(usage, told)).without_surplus(free, rarity)


def _taught(
    evidence: Evidence, meanings: Mapping[str, frozenset[str]], frame: Frame, rarity: Rarity
) -> Evidence:
    """Count words that were approved for the metric as found, but for those to group by."""
    names = series_of(evidence.metric.name)
    meant = {stem for name in names for stem in meanings.get(name, ())}
    nouns = {stem for noun in (*frame.groups, frame.entity or "") for stem in stems(noun)}
    found = {term.text: _TAUGHT for term in frame.terms if term.stem in meant - nouns}
    if not found:
        return evidence
    return evidence.with_found(found).without_surplus(stems(evidence.metric.name), rarity)


def _with_values(evidence: Evidence, carried: Mapping[str, frozenset[str]]) -> Evidence:
    """Count the words that are label values of the metric as found, before its labels are read."""
    name = evidence.metric.name
    return evidence.with_found(
        {text: _AS_VALUE for text, names in carried.items() if name in names}
    )


def _score(evidence: Evidence, frame: Frame, rarity: Rarity) -> float:
    coverage = evidence.coverage(frame.terms, rarity)
    return coverage - _SURPLUS * evidence.surplus + fit(evidence.metric, frame)


def _names_label(subject: Subject) -> bool:
    said = {term.stem for term in subject.frame.terms}
    return any(said & set(stems(matcher.label)) for matcher in subject.matchers)


def _choice(
    subject: Subject,
    frame: Frame,
    rarity: Rarity,
    catalogue: Catalogue,
    own: Mapping[str, float],
    words: str,
) -> Choice:
    evidence = subject.evidence
    if evidence is None:
        return Choice(subject, 0.0, 0.0)
    explained = (word for matcher in subject.matchers for word in stems(matcher.label))
    evidence = evidence.without_surplus(explained, rarity)
    if frame.operation is Operation.RATIO and (whole := whole_of(subject.metric, catalogue)):
        evidence = evidence.with_found(weigh(whole, frame, rarity, {}).found)
    counted = catalogue.metric(counted_with(subject.metric, catalogue) or "")
    if frame.aggregate == "avg" and counted is not None:
        evidence = evidence.with_found(weigh(counted, frame, rarity, {}).found)
    score = _score(evidence, frame, rarity)
    score += _SPELT_OUT * any(_is_spelt_out(m, words) for m in subject.matchers)
    score += _LISTED * _lists_by_label(subject)
    score += _NAMED_LABEL * _names_label(subject) + _STATED * names_state(subject)
    telling = [term.text for term in frame.terms if term.weight >= _TELLING]
    if telling and not any(map(own.get, telling)):
        score -= _ONLY_VALUES
        if frame.operation is Operation.QUANTILE and _REQUESTS & set(stems(subject.metric.name)):
            score += _ONLY_VALUES  # p99 of something is that of its requests
    meant = {word for label in subject.groups for word in stems(label)}
    score -= _OTHER_LABEL * sum(not meant & set(stems(noun)) for noun in frame.groups)
    lost = tuple(
        noun
        for noun in subject.lost
        # What a metric is about need not be a label of it, but for those of which each is wanted.
        if noun in frame.apart or not all(word in evidence.found for word in noun.split())
    )
    lost += (*_unlisted(subject), *_untold(subject, evidence), *_not_beside(subject))
    lost += _of_targets(subject)
    coverage = evidence.coverage(frame.terms, rarity)
    score -= _JOINED if subject.join else 0.0
    return Choice(subject, score - _LOST_GROUP * len(lost), coverage, lost)


def _of_targets(subject: Subject) -> tuple[str, ...]:
    """Return the things of which a share is asked for where only targets are told: queries."""
    noun = subject.frame.entity or ""
    share = subject.metric.name == "up" and subject.frame.share and subject.entity is None
    return (noun,) if share and noun else ()


def _lists_by_label(subject: Subject) -> bool:
    """Say whether things of a kind are listed that a label alone tells: apps out of sync."""
    told = any(matcher.label not in TARGET_LABELS for matcher in subject.matchers)
    return subject.frame.listing and told and shape.is_info(subject.metric)


def _is_spelt_out(matcher: Matcher, words: str) -> bool:
    """Say whether the question has all words of a value of several: out of sync."""
    parts = words_of(matcher.value)
    told = len(parts) > 1 and matcher.label not in TARGET_LABELS
    return told and matcher.op == "=" and spelt_out(matcher.value, parts[0], words)


def _unlisted(subject: Subject) -> tuple[str, ...]:
    """Return the thing that is to be listed where no label tells which ones they are."""
    noun = subject.frame.entity or ""
    listed = subject.frame.listing and not THINGS.isdisjoint(stems(noun))
    return (noun,) if listed and subject.entity is None else ()


def _untold(subject: Subject, evidence: Evidence) -> tuple[str, ...]:
    """Return the thing that is ranked or counted where nothing tells of such things."""
    frame = subject.frame
    wanted = frame.top or frame.operation is Operation.COUNT
    if not wanted or not frame.entity or subject.entity or subject.groups:
        return ()
    told = any(word in evidence.found for word in frame.entity.split())
    return () if told or is_everyday(frame.entity) else (frame.entity,)


def _not_beside(subject: Subject) -> tuple[str, ...]:
    """Return what is to stand beside the values, and which no label tells."""
    there = tuple(subject.labels.values)
    return tuple(noun for noun in subject.frame.beside if not meant(noun, there))

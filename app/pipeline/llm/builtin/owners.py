"""Who has none of something, as the value of a metric tells: queues without consumers."""

from app.catalogue.words import stems
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading import shape

# How many words at the end of a name may tell what its number is of.
_HEAD = 3
_NUMBER = "number"


def lacks_owner(subject: Subject) -> bool:
    """Say whether those that have none of something are asked for, and no label tells of them."""
    frame = subject.frame
    owned = any(denial.is_none for denial in frame.denied) and frame.none and frame.listing
    left_out = any(m.op in ("!=", "!~") and m.value for m in subject.matchers)
    told = "without" in stems(subject.metric.name)
    known = bool(frame.entity and subject.labels.values)
    if not owned or not known or left_out or told:
        return False
    return subject.entity is None or not _numbers_what_is_lacked(subject)


def _numbers_what_is_lacked(subject: Subject) -> bool:
    """Say whether the value, where it is 0, tells that there is none of what is lacked."""
    metric = subject.metric
    if shape.is_info(metric) or shape.is_timestamp(metric):
        return False
    lacked = [each.words for each in subject.frame.denied if each.is_none]
    head = _head(stems(metric.name))
    named = {word for m in subject.matchers for word in stems(m.value)}
    return all({*head, *named} & set(stems(" ".join(words))) for words in lacked)


def _head(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the number that a name tells is one of: pending of consumer_num_pending."""
    if _NUMBER in words[:-1]:
        return words[words.index(_NUMBER) + 1 :]
    return words[-_HEAD:]

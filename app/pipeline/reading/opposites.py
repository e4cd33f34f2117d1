"""Words for the two sides of a state: what is not active is inactive."""

import re
from collections.abc import Iterable

from app.catalogue.catalogue import Metric
from app.catalogue.words import stem, stems
from app.pipeline.reading import shape

# One pair a line: what a flag is 1 for, and the other side of it; several may be called the same.
_PAIRS = """
enabled on / disabled off
active activated / inactive passive deactivated dormant
open opened / closed shut
running started / stopped halted
online / offline
connected / disconnected
attached / detached
locked / unlocked
sealed / unsealed
paused / resumed unpaused
suspended / unsuspended
linked link plugged / unlinked unplugged
busy occupied / idle
leader leading master primary / follower following replica standby secondary
writable / readonly
encrypted / unencrypted plaintext
assigned / unassigned
schedulable / unschedulable cordoned
present / absent
"""
_PREFIXES = ("un", "in", "dis", "non", "de")
_SHORTEST = 4
# What the help of a metric says that it is 0 for.
_ZERO = re.compile(r"\b0 ?(?:if|when|where|while|for|means|is|=|:|otherwise)\b(?P<zero>.*)")
_FLAGS = frozenset(stems("flag toggle"))


def _table() -> dict[str, frozenset[str]]:
    others: dict[str, set[str]] = {}
    for line in _PAIRS.strip().splitlines():
        one, other = (frozenset(stems(side)) for side in line.split("/"))
        for word in one:
            others.setdefault(word, set()).update(other)
        for word in other:
            others.setdefault(word, set()).update(one)
    return {word: frozenset(found) for word, found in others.items()}


_OPPOSITES = _table()
_OFF = frozenset(stems("off disabled inactive deactivated unset"))
_ON = frozenset(stems("on enabled active activated set"))


def is_side(word: str, metric: Metric) -> bool:
    """Say whether a word (a stem) is a side of a state that the name of a metric does not tell."""
    flags = shape.is_boolean(metric) and not _FLAGS.isdisjoint(stems(metric.name))
    return is_other_side(word, metric) or (flags and word in _ON)


def is_other_side(word: str, metric: Metric) -> bool:
    """Say whether a word (a stem) is what a metric that is 1 for yes is 0 for."""
    if not shape.is_boolean(metric):
        return False
    help_text = metric.help.casefold()
    zero = _ZERO.search(help_text)
    told = {*stems(metric.name), *stems(help_text[: zero.start()] if zero else help_text)}
    if word in told:
        return False
    if zero and word in stems(zero["zero"]):
        return True
    return is_opposite(word, told) or (word in _OFF and not _FLAGS.isdisjoint(told))


def is_opposite(word: str, spoken: Iterable[str]) -> bool:
    """Say whether a word is the other side of one of those that are spoken of (stems)."""
    told = frozenset(spoken)
    if not _OPPOSITES.get(word, frozenset()).isdisjoint(told):
        return True
    return any(_is_prefixed(word, other) or _is_prefixed(other, word) for other in told)


def _is_prefixed(long: str, short: str) -> bool:
    return len(short) >= _SHORTEST and any(long == stem(f"{each}{short}") for each in _PREFIXES)

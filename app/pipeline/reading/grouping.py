"""Which labels of a metric the nouns of a question mean."""

import re
from collections.abc import Sequence
from functools import lru_cache

from app.catalogue.known.known import known_of
from app.catalogue.words import stem, stems
from app.pipeline.reading.label_nouns import LABELS_OF_NOUN

# What may be counted: a metric about another of these is about something else.
THINGS = frozenset(
    map(stem, ("container", "pod", "node", "deployment", "job", "namespace", "daemonset"))
)
# Nouns that mean something else than what stands before them.
_HEADS = THINGS | frozenset(
    map(stem, "version role kind type model release region zone owner host".split())
)
HOSTS = frozenset(map(stem, ("node", "host", "machine", "vm")))
# What runs, and is scraped itself, whatever label may name it besides.
_SCRAPED = frozenset(map(stem, ("process", "worker", "service", "application", "app")))
_INSIDE_HOSTS = frozenset({"pod", "container", "pod_name"})
# An attribute of a thing is not the thing: pod_ip, job_name, cluster_id.
_ADDRESSES = frozenset({"ip", "id", "uid"})
_NAMES = ("name", "names")
# What tells one server of a product from the others.
_ONE_OF = ("instance", "pod")
_LABELS_OF_STEM = {stem(noun): labels for noun, labels in LABELS_OF_NOUN.items()}


def names_of(noun: str) -> tuple[str, ...]:
    """Return a noun, and its first word alone where that may be it: pod of "pod restarts"."""
    first, last = noun.split(maxsplit=1)[0], noun.rsplit(maxsplit=1)[-1]
    alone = _is_head(noun) or last in _NAMES
    apart = noun.replace("-", " ")  # redis-instance
    return (noun, apart) if alone else tuple(dict.fromkeys((noun, first, apart)))


def _is_head(noun: str) -> bool:
    """Say whether the last word is another thing than what is before it: version of an app."""
    *before, last = noun.split()
    known = stem(last) in THINGS or any(stem(word) in _LABELS_OF_STEM for word in before)
    return bool(before) and stem(last) in _HEADS and known


def label_of(noun: str, labels: Sequence[str]) -> str | None:
    """Return the label that a noun means ("nodes", "status code"), None where none does."""
    return _meant(noun, tuple(labels))


@lru_cache(maxsize=20_000)
def _meant(noun: str, labels: Sequence[str]) -> str | None:
    words = noun.split()
    # The version of an app is no app, though the code of a status is its status.
    before = "" if _is_head(noun) else " ".join(words[:-1])
    if words[-1] in _NAMES:  # an id is no name
        labels = [label for label in labels if _ADDRESSES.isdisjoint(stems(label))]
    for part in dict.fromkeys((noun, "".join(words), before, words[-1])):
        if part and (label := _label_of(part, labels)):
            return label
    return None


def label_of_product(noun: str, name: str, labels: Sequence[str], words: str) -> str | None:
    """Return the label that tells apart those of the product that a metric is of: each redis.

    None where the words of the question say who did it, or what is all of one kind: keys evicted
    by redis, size of all mail stores.
    """
    if re.search(rf"\b(?:by|all) (?:the )?{re.escape(noun)}\b", words):
        return None
    meant = stems(noun)
    own = {*known_of(name).product, *stems(name)[:1]}
    of_others = bool(meant) and meant[-1] in _LABELS_OF_STEM  # a database is no postgres
    if of_others or not own.issuperset(meant):
        return None
    return next((label for label in _ONE_OF if label in labels), None)


def is_a_target(noun: str) -> bool:
    """Say whether a noun means what is scraped itself, and an instance first of all."""
    word = stem(noun.rsplit(maxsplit=1)[-1])
    return word in HOSTS | _SCRAPED or _LABELS_OF_STEM.get(word, ("",))[0] in ("instance", "")


def _label_of(noun: str, labels: Sequence[str]) -> str | None:
    meant = stems(noun)
    for label in labels:
        if stems(label) == meant or "".join(stems(label)) == "".join(meant):
            return label
    usual = _LABELS_OF_STEM.get(stem(noun), ()) if len(meant) == 1 else ()
    if stem(noun) in HOSTS and _INSIDE_HOSTS & set(labels):
        # The instance of what runs in a pod is the pod, not the machine.
        usual = tuple(label for label in usual if label != "instance")
    named = next((label for label in usual if label in labels), None)
    return named or _longer(meant, labels)


def _longer(meant: tuple[str, ...], labels: Sequence[str]) -> str | None:
    """Return the one label that says more than the noun: legacy_op_type for operation type."""
    longer = [label for label in labels if set(meant) <= set(stems(label)) - _ADDRESSES]
    return longer[0] if len(longer) == 1 and meant else None

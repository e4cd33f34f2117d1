"""Which labels of a metric the nouns of a question mean."""

from collections.abc import Sequence

from app.catalogue.words import stem, stems
from app.pipeline.reading.lexicon import LABELS_OF_NOUN

# What may be counted: a metric about another of these is about something else.
THINGS = frozenset(
    map(stem, ("container", "pod", "node", "deployment", "job", "namespace", "daemonset"))
)
_HOSTS = frozenset(map(stem, ("node", "host", "machine", "vm")))
_INSIDE_HOSTS = frozenset({"pod", "container", "pod_name"})
# An attribute of a thing is not the thing: pod_ip, job_name, cluster_id.
_ADDRESSES = frozenset({"ip", "id", "uid"})
_LABELS_OF_STEM = {stem(noun): labels for noun, labels in LABELS_OF_NOUN.items()}


def label_of(noun: str, labels: Sequence[str]) -> str | None:
    """Return the label that a noun means ("nodes", "status code"), None where none does."""
    words = noun.split()
    for part in dict.fromkeys((noun, "".join(words), " ".join(words[:-1]), words[-1])):
        if part and (label := _label_of(part, labels)):
            return label
    return None


def _label_of(noun: str, labels: Sequence[str]) -> str | None:
    meant = stems(noun)
    for label in labels:
        if stems(label) == meant or "".join(stems(label)) == "".join(meant):
            return label
    usual = _LABELS_OF_STEM.get(stem(noun), ()) if len(meant) == 1 else ()
    if stem(noun) in _HOSTS and _INSIDE_HOSTS & set(labels):
        # The instance of what runs in a pod is the pod, not the machine.
        usual = tuple(label for label in usual if label != "instance")
    named = next((label for label in usual if label in labels), None)
    return named or _longer(meant, labels)


def _longer(meant: tuple[str, ...], labels: Sequence[str]) -> str | None:
    """Return the one label that says more than the noun: legacy_op_type for operation type."""
    longer = [label for label in labels if set(meant) <= set(stems(label)) - _ADDRESSES]
    return longer[0] if len(longer) == 1 and meant else None

"""Labels that name the servers and jobs of a product where one exporter tells of all of them."""

import re
from collections.abc import Iterable, Mapping, Sequence

from app.catalogue.labels import LabelSet
from app.catalogue.words import stems
from app.pipeline.reading.grouping import label_of

_NAMES = ("name", "hostname", "node_name", "member")
# es-data-0, rack2-b: what is named as hosts are, one after the other.
_NUMBERED = re.compile(r"[a-z][\w.-]*?\d+")


def name_of_servers(labels: LabelSet) -> str | None:
    """Return the label by which servers are called that are all scraped as one instance."""
    if len(labels.values.get("instance", ())) != 1:
        return None
    return next((name for name in _NAMES if _are_servers(labels.values.get(name, ()))), None)


def own_job(labels: LabelSet) -> str | None:
    """Return the label of jobs of the product itself, where all are scraped by one job."""
    if len(labels.values.get("job", ())) != 1:
        return None
    own = (name for name in labels.values if "job" in stems(name) and name != "job")
    return next((name for name in own if label_of("job", (name,))), None)


def servers_called(
    nouns: Iterable[str], called: str | None, labels: Sequence[str]
) -> Mapping[str, str]:
    """Return the nouns for what is scraped, with the label by which those servers are called."""
    if called is None:
        return {}
    return {noun: called for noun in nouns if noun and _is_scraped(noun, labels)}


def _is_scraped(noun: str, labels: Sequence[str]) -> bool:
    return label_of(noun, labels) is None and label_of(noun, ("instance",)) is not None


def _are_servers(values: tuple[str, ...]) -> bool:
    begins = {re.split(r"\d", value, maxsplit=1)[0] for value in values}
    return len(values) > 1 and len(begins) == 1 and all(map(_NUMBERED.fullmatch, values))

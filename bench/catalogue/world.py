"""What a large Prometheus holds: the families of real exporters, and invented ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from app.catalogue.metric import Metric, MetricType
from bench.catalogue.retrieval_data import Family, families
from bench.catalogue.words import ACTIONS, STATES, SUBJECTS, own_words

FAMILIES = 100_000

_SEED = 20_250_101
_SERVICES = 400
_COMPONENTS = 6_000
_OWN_WORDS = 24_000
# As frequent as they are among the families of real exporters.
_TYPES = {
    MetricType.COUNTER: 31,
    MetricType.GAUGE: 56,
    MetricType.HISTOGRAM: 6,
    MetricType.SUMMARY: 1,
    MetricType.UNKNOWN: 6,
}
_LABELS = tuple("instance job namespace pod container cluster version region".split())
_UNITS = ("duration_seconds", "latency_seconds", "wait_seconds", "size_bytes")


@dataclass(frozen=True, slots=True)
class World:
    """All families, those of real exporters first."""

    families: tuple[Family, ...]

    @property
    def names(self) -> list[str]:
        """Return the names of all series, sorted."""
        return sorted({name for family in self.families for name in family.series})


def world(count: int = FAMILIES) -> World:
    """Return the world with so many families, the same in every run."""
    real = families()
    invented = dict[str, Family]()
    taken = {family.metric.name for family in real}
    random = Random(_SEED)  # noqa: S311 - the same in every run
    for family in _invented(random):
        if len(invented) + len(real) >= count:
            break
        if family.metric.name not in taken:
            invented[family.metric.name] = family
    return World((*real, *invented.values()))


def _invented(random: Random) -> Iterator[Family]:
    own = own_words(_OWN_WORDS, random)
    services, components = own[:_SERVICES], own[:_COMPONENTS]
    while True:
        kind = random.choices(list(_TYPES), weights=list(_TYPES.values()))[0]
        service, component = random.choice(services), random.choice(components)
        subject = random.choice(SUBJECTS)
        measured, told = _measured(kind, subject, random)
        where = f"the {component} of {service}, for {random.choice(own)} and {random.choice(own)}"
        yield Family(
            Metric(f"{service}_{component}_{measured}", kind, f"{told} in {where}."),
            _labels(random),
        )


def _measured(kind: MetricType, subject: str, random: Random) -> tuple[str, str]:
    """Return the end of a name, and the beginning of its help."""
    if kind is MetricType.COUNTER:
        action = random.choice(ACTIONS)
        part = "_bytes" if random.random() < 0.2 else ""
        return f"{subject}_{action}{part}_total", f"Number of times that a {subject} was {action}"
    if kind in (MetricType.HISTOGRAM, MetricType.SUMMARY):
        unit = random.choice(_UNITS)
        return f"{subject}_{unit}", f"{unit.replace('_', ' in ').capitalize()} of each {subject}"
    state = random.choice(STATES)
    return f"{subject}_{state}", f"Current {state} of the {subject}"


def _labels(random: Random) -> tuple[str, ...]:
    return _LABELS[: random.randint(2, len(_LABELS))]

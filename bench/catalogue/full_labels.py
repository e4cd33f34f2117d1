"""Labels that fill a prompt: those of the pods of one deployment, as Kubernetes makes them."""

from collections.abc import Callable, Mapping
from functools import cached_property
from random import Random
from uuid import UUID

from app.catalogue.labels import LabelSet
from app.deadline import Deadline

_PODS = 8
_SEED = 7
_LETTERS = "bcdfghjklmnpqrstvwxz2456789"  # of which Kubernetes makes names


class FullLabels:
    """All series carry the same labels, with as many values as there are pods."""

    def of(self, name: str, deadline: Deadline) -> LabelSet:
        """Return the labels of any series."""
        return self._all

    def everywhere(self) -> Mapping[str, tuple[str, ...]]:
        """Return no values: what is retrieved shall not depend on them."""
        return {}

    def carriers(self, label: str, value: str | None, deadline: Deadline) -> frozenset[str]:
        """Return no names, for the same reason."""
        return frozenset()

    @cached_property
    def _all(self) -> LabelSet:
        random = Random(_SEED)  # noqa: S311 - the same in every run
        return LabelSet({label: _values(value, random) for label, value in _VALUES.items()})


def _values(value: Callable[[Random], str], random: Random) -> tuple[str, ...]:
    return tuple(sorted({value(random) for _ in range(_PODS)}))


def _name(length: int, random: Random) -> str:
    return "".join(random.choices(_LETTERS, k=length))


_VALUES: Mapping[str, Callable[[Random], str]] = {
    "cluster": lambda _: "eu-central-1-production",
    "container": lambda random: random.choice(("checkout", "istio-proxy", "log-shipper")),
    "endpoint": lambda _: "http-metrics",
    "image": lambda random: f"registry.example.com/shop/checkout:v1.{random.randrange(90)}.2",
    "instance": lambda random: f"10.42.{random.randrange(256)}.{random.randrange(256)}:9100",
    "job": lambda _: "payments-prod/checkout",
    "namespace": lambda random: f"payments-{random.choice(('prod', 'canary', 'staging'))}",
    "node": lambda random: f"ip-10-0-{random.randrange(256)}-{random.randrange(256)}.ec2.internal",
    "pod": lambda random: f"checkout-{_name(10, random)}-{_name(5, random)}",
    "prometheus": lambda _: "monitoring/kube-prometheus-stack",
    "service": lambda _: "checkout",
    "uid": lambda random: str(UUID(int=random.getrandbits(128), version=4)),
}

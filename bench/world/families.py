"""The metric families that exporters expose, as the files of `tables/families` tell them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bench.catalogue.retrieval_data import families as known_families
from bench.world.cluster import tables
from bench.world.numbers import Row
from bench.world.reading import read


@dataclass(frozen=True, slots=True)
class Family:
    """A family of an exporter: what is told about it, and where its rows come from."""

    name: str
    type: str
    help: str
    has_metadata: bool
    told: Mapping[str, Any]

    @property
    def value(self) -> Any:
        """Return what its file says about the values."""
        return self.told["value"]

    def rows(self, target: Row) -> Iterator[tuple[Mapping[str, str], Row]]:
        """Yield the labels of each series, and the attributes they stand for."""
        table: Sequence[Row] = tables()[self.told["each"]] if "each" in self.told else ({},)
        for own in table:
            row = {**target, **own}
            if self._belongs(row, target):
                start = {name: str(row[name]) for name in self.told.get("labels", ())}
                yield from _crossed(list(self.told.get("cross", {}).items()), start, row)

    def _belongs(self, row: Row, target: Row) -> bool:
        is_local = all(row[name] == target[name] for name in self.told.get("local", ()))
        return is_local and stands(self.told.get("where", {}), row)


def stands(where: Mapping[str, Any], row: Row) -> bool:
    """Say whether a row has all these attributes."""
    return all(str(row.get(name)) == str(value) for name, value in where.items())


@cache
def families_of(exporter: str) -> tuple[Family, ...]:
    """Return the families in the file of an exporter; raises `KeyError` for one nobody knows."""
    return tuple(map(_family, read(f"families/{exporter}.yaml")))


def _family(told: Mapping[str, Any]) -> Family:
    name = told["name"]
    if told.get("bare"):
        return Family(name, "unknown", "", False, told)
    if "type" in told:
        return Family(name, told["type"], told["help"], True, told)
    kind, text = _known()[name]
    return Family(name, kind, text, True, told)


@cache
def _known() -> Mapping[str, tuple[str, str]]:
    """Return type and help of the real exporters' families."""
    return {
        family.metric.name: (family.metric.type.value, family.metric.help)
        for family in known_families()
    }


def _crossed(
    left: Sequence[tuple[str, Any]], labels: Mapping[str, str], row: Row
) -> Iterator[tuple[Mapping[str, str], Row]]:
    if not left:
        yield labels, {**row, **labels}
        return
    name, told = left[0]
    for value in told if isinstance(told, list) else [told]:
        text = _text(value, {**row, **labels})
        yield from _crossed(left[1:], {**labels, name: text}, row)


def _text(told: Any, row: Row) -> str:
    if isinstance(told, Mapping):
        cases = {str(case): value for case, value in told.items()}
        return _text(cases.get(str(row.get(told["by"])), cases.get("else")), row)
    if isinstance(told, str) and told.startswith("$"):
        return str(row[told[1:]])
    return str(told)

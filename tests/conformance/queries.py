"""The queries of the suite: `queries/<theme>.yaml` lists them, with parameters of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import yaml

_FOLDER = Path(__file__).resolve().parent / "queries"
# Inside the stored series: half an hour that ends half an hour before they do.
_INSTANT = {"time": "1700011800"}
_RANGE = {"start": "1700010000", "end": "1700011800", "step": "60"}


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the parameters that it does not leave to the suite."""

    theme: str
    text: str
    given: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return what names it in a list of tests."""
        given = "".join(f" {name}={value}" for name, value in self.given.items())
        return f"{self.theme}: {self.text}{given}"

    @property
    def instant(self) -> str:
        """Return the parameters of the instant API, encoded."""
        return self._encoded(_INSTANT, _RANGE)

    @property
    def range(self) -> str:
        """Return the parameters of the range API, encoded."""
        return self._encoded(_RANGE, _INSTANT)

    def _encoded(self, own: Mapping[str, str], foreign: Mapping[str, str]) -> str:
        given = {name: value for name, value in self.given.items() if name not in foreign}
        return urlencode({"query": self.text, **own, **given})


def queries() -> list[Query]:
    """Return all of them, theme by theme."""
    return [query for file in sorted(_FOLDER.glob("*.yaml")) for query in _read(file)]


def _read(file: Path) -> list[Query]:
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [_query(file.stem, entry) for entry in entries]


def _query(theme: str, entry: str | dict[str, str]) -> Query:
    if isinstance(entry, str):
        return Query(theme, entry)
    return Query(theme, entry["query"], {k: v for k, v in entry.items() if k != "query"})

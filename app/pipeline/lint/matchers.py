"""What the matchers of a selector ask for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.catalogue.labels import NAME_LABEL
from app.pipeline.lint.patterns import matches_nothing
from app.pipeline.parse import Expr

_META = re.compile(r"[\\.+*?()\[\]{}^$|]")
_ANCHORS = re.compile(r"^\^|(?<!\\)\$$")


@dataclass(frozen=True, slots=True)
class Matcher:
    """One matcher; the operator as it is written."""

    label: str
    operator: str
    value: str

    @property
    def wants_it(self) -> bool:
        """Say whether a series without the label surely does not pass."""
        if self.operator in ("=", "!="):
            return (self.value != "") == (self.operator == "=")
        return matches_nothing(self.value) is (self.operator == "!~")

    @property
    def literals(self) -> tuple[str, ...]:
        """Return the values it names: one, or those between `|`; none where it is a pattern."""
        if self.operator in ("=", "!="):
            return (self.value,) if self.value else ()
        parts = tuple(_ANCHORS.sub("", self.value).removeprefix("(").removesuffix(")").split("|"))
        return parts if all(part and not _META.search(part) for part in parts) else ()


_WRITTEN = {
    str(promql_parser.MatchOp.Equal): "=",
    str(promql_parser.MatchOp.NotEqual): "!=",
    str(promql_parser.MatchOp.Re): "=~",
    str(promql_parser.MatchOp.NotRe): "!~",
}


def matchers_of(selector: Expr) -> Iterator[Matcher]:
    """Yield the matchers of a selector, without that of the metric's name."""
    for matcher in selector.matchers.matchers:
        if matcher.name != NAME_LABEL:
            yield Matcher(matcher.name, _WRITTEN[str(matcher.op)], matcher.value)

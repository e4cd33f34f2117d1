"""PromQL expressions as values, printed with escaping."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

_PRECEDENCE = {
    "or": 1,
    "and": 2,
    "unless": 2,
    **dict.fromkeys(("==", "!=", ">", "<", ">=", "<="), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%"), 5),
}

OPERATORS = frozenset(_PRECEDENCE)


class Expr(Protocol):
    """Anything that prints as a PromQL expression."""

    def __str__(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Matcher:
    """One label matcher; `op` is `=`, `!=`, `=~` or `!~`."""

    label: str
    op: str
    value: str

    def __str__(self) -> str:
        return f'{self.label}{self.op}"{_escaped(self.value)}"'


@dataclass(frozen=True, slots=True)
class Selector:
    """The series of one name; with a `window` a range vector."""

    name: str
    matchers: tuple[Matcher, ...] = ()
    window: str | None = None
    offset: str | None = None

    def __str__(self) -> str:
        matchers = [str(matcher) for matcher in self.matchers]
        plain = self.name.isascii() and self.name.replace(":", "_").isidentifier()
        if not plain:
            matchers = [str(Matcher("__name__", "=", self.name)), *matchers]
        inside = "{" + ", ".join(matchers) + "}" if matchers else ""
        window = f"[{self.window}]" if self.window else ""
        offset = f" offset {self.offset}" if self.offset else ""
        return (self.name if plain else "") + inside + window + offset


@dataclass(frozen=True, slots=True)
class Number:
    """A scalar."""

    value: float

    def __str__(self) -> str:
        return f"{self.value:.15g}"


@dataclass(frozen=True, slots=True)
class Text:
    """A string, as some functions take."""

    value: str

    def __str__(self) -> str:
        return f'"{_escaped(self.value)}"'


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments."""

    function: str
    arguments: tuple[Expr, ...] = ()

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.arguments))})"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An aggregation; without `by` over everything."""

    op: str
    inner: Expr
    by: tuple[str, ...] = ()
    parameter: float | None = None

    def __str__(self) -> str:
        by = f" by ({', '.join(self.by)}) " if self.by else ""
        parameter = "" if self.parameter is None else f"{Number(self.parameter)}, "
        return f"{self.op}{by}({parameter}{self.inner})"


@dataclass(frozen=True, slots=True)
class Binary:
    """A binary operation; `matching` is its `on (…)` or `ignoring (…)` clause."""

    op: str
    left: Expr
    right: Expr
    matching: str = ""

    def __str__(self) -> str:
        own = _PRECEDENCE[self.op]
        left = _wrapped(self.left, own)
        right = _wrapped(self.right, own + 1)
        matching = f" {self.matching}" if self.matching else ""
        return f"{left} {self.op}{matching} {right}"


@dataclass(frozen=True, slots=True)
class Subquery:
    """An expression evaluated again and again over a window."""

    inner: Expr
    window: str

    def __str__(self) -> str:
        return f"{_wrapped(self.inner, 9)}[{self.window}:]"


def passes(matcher: Matcher, row: Mapping[str, str]) -> bool:
    """Say whether a label set passes a matcher."""
    value = row.get(matcher.label, "")
    if matcher.op in ("=", "!="):
        return (value == matcher.value) == (matcher.op == "=")
    return (re.fullmatch(matcher.value, value) is not None) == (matcher.op == "=~")


def _wrapped(expr: Expr, least: int) -> str:
    if isinstance(expr, Binary) and _PRECEDENCE[expr.op] < least:
        return f"({expr})"
    return str(expr)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

"""The query uses what this version of Prometheus does not have, or only behind a flag."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import promql_parser

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.features import (
    AT,
    FEATURES,
    FILL,
    NEGATIVE_OFFSET,
    QUOTED_LABEL,
    Feature,
    Version,
)
from app.pipeline.lint.label_flow import grouping
from app.pipeline.parse import Expr, one_line, walk
from app.pipeline.reach import seconds
from app.prometheus.server import Server

# Servers that only speak Prometheus' API tell numbers of their own, and those lie below.
_OLDEST = (2, 25)
_PLAIN_LABEL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class ServerFeature:
    """Functions and syntax are those of the server's version."""

    id: str = "server-feature"
    severity: Severity = Severity.ERROR

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each feature that the server lacks or may have switched off."""
        if not context.server.has(_OLDEST):
            return
        told = set()
        for node, _ in walk(expr):
            for name in _used(node):
                feature = FEATURES.get(name)
                if feature is not None and name not in told:
                    told.add(name)
                    yield from self._checked(name, feature, node, context.server)

    def _checked(
        self, name: str, feature: Feature, node: Expr, server: Server
    ) -> Iterator[Problem]:
        fragment = one_line(node)
        this = _written(server.version[:2])
        if feature.gone is not None and server.has(feature.gone):
            short = (
                f"{name} is not in Prometheus {_written(feature.gone)} and later; this is {this}"
            )
            long = f"write {feature.instead}"
            yield Problem(self.id, self.severity, fragment, short, long, (feature.instead,))
        elif not server.has(feature.since):
            short = f"{name} needs Prometheus {_written(feature.since)}, and this is {this}"
            long = "write it with what this version has"
            yield Problem(self.id, self.severity, fragment, short, long)
        elif feature.stable is None or not server.has(feature.stable):
            short = f"{name} works only where Prometheus is started with a flag for it"
            long = f"the flag is --enable-feature={feature.flag}"
            yield Problem(self.id, Severity.WARNING, fragment, short, long)


def _written(version: Version | tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _used(node: Expr) -> Iterator[str]:
    if isinstance(node, promql_parser.Call):
        yield node.func.name
    if isinstance(node, promql_parser.AggregateExpr | promql_parser.BinaryExpr):
        yield str(node.op)
    if getattr(node, "at", None) is not None:
        yield AT
    if seconds(getattr(node, "offset", None)) < 0:
        yield NEGATIVE_OFFSET
    if _fills(node):
        yield FILL
    if not all(_PLAIN_LABEL.fullmatch(label) for label in _labels(node)):
        yield QUOTED_LABEL


def _fills(node: Expr) -> bool:
    modifier = node.modifier if isinstance(node, promql_parser.BinaryExpr) else None
    fill = modifier.fill_values if modifier is not None else None
    return fill is not None and (fill.lhs, fill.rhs) != (None, None)


def _labels(node: Expr) -> Iterator[str]:
    if isinstance(node, promql_parser.VectorSelector):
        yield from (matcher.name for matcher in node.matchers.matchers)
    if isinstance(node, promql_parser.AggregateExpr):
        yield from grouping(node)[0]
    if isinstance(node, promql_parser.BinaryExpr) and node.modifier is not None:
        matching = node.modifier.matching
        yield from matching.labels if matching is not None else ()
        yield from node.modifier.group_labels or ()

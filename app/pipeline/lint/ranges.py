"""Which metric a function's range looks at: shared by the rules about rates and counters."""

from collections.abc import Iterator

import promql_parser

from app.pipeline.parse import Expr, metric_name, walk


def ranged_metrics(expr: Expr, functions: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield (function, metric name) for each call `function(name[range])`."""
    for node, _ in walk(expr):
        if isinstance(node, promql_parser.Call) and node.func.name in functions:
            for argument in node.args:
                if isinstance(argument, promql_parser.MatrixSelector):
                    name = metric_name(argument.vector_selector)
                    if name:
                        yield node.func.name, name

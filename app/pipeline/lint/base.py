"""The contract of a lint rule, and what it may look at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from app.catalogue.catalogue import Catalogue
from app.deadline import Deadline
from app.domain import Problem, Severity, Window
from app.pipeline.parse import Expr
from app.prometheus.server import Server


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a query: the catalogue, the window it runs for, and the server.

    Of several scrape intervals `scrape_interval_seconds` is the longest. `holds` says whether a
    selector matches any series between start and end of a window, asking Prometheus once; it raises
    `ProxyError` where that cannot be told.
    """

    catalogue: Catalogue
    window: Window
    scrape_interval_seconds: float
    shortest_interval_seconds: float
    deadline: Deadline
    holds: Callable[[str, Window], bool]
    server: Server = field(default_factory=Server)


class Rule(Protocol):
    """One check of generated PromQL against good practice and the catalogue."""

    @property
    def id(self) -> str:
        """The rule's name, that of its page under docs/lint/."""
        ...

    @property
    def severity(self) -> Severity:
        """How much its findings matter at most."""
        ...

    def check(self, expr: Expr, context: Context) -> Iterable[Problem]:
        """Yield what is wrong with the query; nothing where all is well.

        Raises `ProxyError` where what the rule looks up cannot be had.
        """
        ...

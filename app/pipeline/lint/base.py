"""The contract of a lint rule."""

from collections.abc import Iterable
from typing import Protocol

from app.catalogue.catalogue import Catalogue
from app.domain import Problem, Severity
from app.pipeline.parse import Expr


class Rule(Protocol):
    """One check of generated PromQL against good practice and the catalogue."""

    @property
    def id(self) -> str:
        """The rule's name, that of its page under docs/lint/."""
        ...

    @property
    def severity(self) -> Severity:
        """How much its findings matter."""
        ...

    def check(self, expr: Expr, catalogue: Catalogue) -> Iterable[Problem]:
        """Yield what is wrong with the query; nothing where all is well."""
        ...

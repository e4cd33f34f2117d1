"""A regular expression that is a plain value, is anchored twice, or matches everything."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain import Problem, Severity
from app.pipeline.lint.base import Context
from app.pipeline.lint.matchers import Matcher, matchers_of
from app.pipeline.parse import Expr
from app.pipeline.reach import reaches
from app.pipeline.simplify import Simpler, simpler


@dataclass(frozen=True, slots=True)
class Regex:
    """Regular expressions are only where they are needed; in translations they are rewritten."""

    id: str = "regex"
    severity: Severity = Severity.NOTE

    def check(self, expr: Expr, context: Context) -> Iterator[Problem]:
        """Yield one problem for each matcher that has a simpler form."""
        matchers = (m for r in reaches(expr, context.window) for m in matchers_of(r.selector))
        for matcher in dict.fromkeys(matchers):
            if matcher.operator in ("=~", "!~"):
                found = simpler(matcher.operator, matcher.value)
                if found is not None:
                    yield self._problem(matcher, found)

    def _problem(self, matcher: Matcher, found: Simpler) -> Problem:
        instead = f'{matcher.label}{found.operator}"{found.value}"'
        drop = not found.operator
        return Problem(
            rule=self.id,
            severity=self.severity,
            fragment=f'{matcher.label}{matcher.operator}"{matcher.value}"',
            short=f"the regular expression for {matcher.label} "
            + ("matches everything" if drop else "can be written more simply"),
            long="leave the matcher out" if drop else f"write {instead}",
            suggestions=() if drop else (instead,),
        )

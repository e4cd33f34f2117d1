"""What names a question in the database."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, and_

from app.domain import Question

_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Key:
    """A tenant and one of its hashes, which may be anything that somebody typed."""

    tenant: str
    hash: str

    @classmethod
    def of(cls, question: Question) -> "Key":
        """Return the key of a question."""
        return cls(question.tenant, question.hash)

    @property
    def number(self) -> int | None:
        """Return the hash as the database holds it, None when no question can have it."""
        digits = self.hash
        if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(_LARGEST))):
            return None
        number = int(digits)
        return number if str(number) == digits and number <= _LARGEST else None

    def of_rows(self, table: FromClause) -> ColumnElement[bool]:
        """Return the condition that rows of `table` belong to this question."""
        # A hash that cannot be becomes IS NULL, which no row is.
        return and_(table.c.tenant == self.tenant, table.c.hash == self.number)

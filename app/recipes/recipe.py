"""What a recipe says: the words it answers to, what it needs, and its PromQL."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

# In place of labels to group by: each series by itself.
EACH = "*"


class Unit(StrEnum):
    """What the numbers of an answer are.

    PER_SECOND and BYTES_PER_SECOND are rates of counters, COUNT a number of things or of what
    happened within a window.
    """

    RATIO = "ratio"
    SECONDS = "seconds"
    BYTES = "bytes"
    COUNT = "count"
    PER_SECOND = "per_second"
    BYTES_PER_SECOND = "bytes_per_second"
    CELSIUS = "celsius"
    OTHER = "other"


def _listed(value: object) -> object:
    """Take one text, or several with blanks between them, for a list of them."""
    return tuple(value.split()) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Asked(BaseModel):
    """A question and the PromQL that is right for it, where all that is needed exists."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str = Field(min_length=3)
    promql: str = Field(min_length=1)


class Recipe(BaseModel):
    """One thing that is asked of an exporter, and how it is answered.

    `needs` are the series that must exist, each with those that may stand in for it; the PromQL
    names the first. `labels` are labels of the PromQL that are called otherwise elsewhere. `by` is
    the usual grouping, which stands where the PromQL says `by (groups)`, `*` for none at all, each
    series by itself; `nouns` are words for the labels to group by that their names do not tell.
    `about` are words that may be said besides the phrase. `asks` says what its phrases ask for
    where their words do not. `across` puts series together where a question groups an answer that
    has no groups.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    phrases: tuple[str, ...] = Field(min_length=1)
    about: Names = ()
    needs: tuple[Names, ...] = Field(min_length=1)
    labels: dict[str, Names] = Field(default_factory=dict)
    promql: str = Field(min_length=1)
    by: Names = ()
    nouns: dict[str, str] = Field(default_factory=dict)
    asks: str | None = Field(None, pattern=r"^[a-z_]+$")
    across: str | None = Field(None, pattern=r"^(sum|avg|max|min)$")
    unit: Unit
    window: str = Field("$__rate_interval", pattern=r"^(\$__rate_interval|\$__range|\d+[smhdw])$")
    ahead: str = Field("4h", pattern=r"^\d+[smhdw]$")
    tests: tuple[Asked, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _says_something(self) -> "Recipe":
        """Take phrases and needs that hold a word."""
        if not all(phrase.strip() for phrase in self.phrases):
            raise ValueError("a phrase is empty")
        if not all(self.needs):
            raise ValueError("one of `needs` is empty")
        return self

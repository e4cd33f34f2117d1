"""What a language file says: the words that tell the language, and what is English for them."""

import re
from collections import Counter
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

_WORD = re.compile(r"[^\W\d_]+")


def _listed(value: object) -> object:
    """Take one text with blanks between its words for a list of them, in lower case."""
    return tuple(value.casefold().split()) if isinstance(value, str) else value


def _single(words: tuple[str, ...]) -> tuple[str, ...]:
    for word in words:
        if not _WORD.fullmatch(word):
            raise ValueError(f"{word!r} is no word of letters alone: `phrases` may hold more")
    return words


def _replaceable(phrases: dict[str, str]) -> dict[str, str]:
    for pattern, english in phrases.items():
        try:
            # The empty alternative matches anywhere, so that the replacement is tried.
            re.compile(f"(?:{pattern})|").sub(english, "")
        except (re.error, IndexError) as error:
            raise ValueError(f"{pattern!r} to {english!r}: {error}") from error
    return phrases


def _told_once(words: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    told = Counter(word for meant in words.values() for word in dict.fromkeys(meant))
    twice = sorted(word for word, times in told.items() if times > 1)
    if twice:
        raise ValueError(f"{twice[0]!r} stands for more than one English word")
    return words


Words = Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(_single)]
Meanings = Annotated[dict[str, Words], AfterValidator(_told_once)]


class Language(BaseModel):
    """A language as data; `words` and `endings` are keyed by the English that is read instead.

    `marks` and `words` tell the language, but for those in `english`, which English has too; a text
    in `sure` tells it alone. `phrases` are regular expressions, replaced in their order before the
    words. `endings` are the last parts of words that are written together, behind one of `words`
    and one or none of `joints`. `spellings` tell how a letter is written where a keyboard lacks it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    marks: Words = ()
    sure: tuple[str, ...] = ()
    english: Words = ()
    spellings: dict[str, str] = Field(default_factory=dict)
    phrases: Annotated[dict[str, str], AfterValidator(_replaceable)] = Field(default_factory=dict)
    words: Meanings = Field(min_length=1)
    endings: Meanings = Field(default_factory=dict)
    joints: Words = ()

    @model_validator(mode="after")
    def _can_be_told(self) -> "Language":
        if not {*self.marks, *(word for meant in self.words.values() for word in meant)} - {
            *self.english
        }:
            raise ValueError("all its words are English too: give it `marks`")
        return self

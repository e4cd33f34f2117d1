"""A language made ready: how much a question is in it, and the question in English."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.pipeline.reading import lexicon
from app.pipeline.reading.languages.language import Language, Meanings
from app.pipeline.reading.languages.spelling import spelled, spelled_pattern

# What makes a question one of the language: so many of its words.
ENOUGH = 2

_WORD = re.compile(r"[^\W\d_]+")
_HYPHENED = re.compile(r"(?<![\w-])(\w+)-([^\W\d_]+)(?![\w-])")


@dataclass(frozen=True, slots=True)
class Translator:
    """A language in the form that questions are read with; all texts are in lower case.

    `tells` are the words that tell the language, `own` all that it has, those of English included,
    and `foreign` the words of English that it has not;
    `compound` matches a word that is written together of a first part, a joint and an ending,
    `last` are the endings alone.
    """

    tells: frozenset[str]
    own: frozenset[str]
    foreign: frozenset[str]
    sure: tuple[str, ...]
    phrases: tuple[tuple[re.Pattern[str], str], ...]
    words: dict[str, str]
    endings: dict[str, str]
    last: tuple[str, ...]
    compound: re.Pattern[str]

    def recognises(self, text: str, words: list[str]) -> int:
        """Return how many words tell the language; 0 where they are too few, or more are English.

        A text that is sure, or a compound, counts as enough. One word is, where most of the others
        may be of the language, and none is English only.
        """
        told = len(self.tells.intersection(words))
        if told < ENOUGH and self._is_sure(text, words):
            told += ENOUGH
        if not told:
            return 0
        foreign = len(self.foreign.intersection(words))
        enough = told >= max(ENOUGH, foreign) or (not foreign and self._has_most(words))
        return told if enough else 0

    def in_english(self, text: str) -> str:
        """Return a text of this language in English, phrase by phrase and word by word."""
        for pattern, english in self.phrases:
            text = pattern.sub(english, text)
        text = _HYPHENED.sub(self._apart, text)
        return _WORD.sub(lambda word: self._word(word.group()), text)

    def _apart(self, joined: re.Match[str]) -> str:
        """Return a name and the word behind its hyphen, where that is one of the language."""
        known = joined[2] in self.words or self._compound(joined[2])
        return f"{joined[1]} {joined[2]}" if known else joined.group()

    def _has_most(self, words: list[str]) -> bool:
        return 2 * sum(word in self.own for word in words) > sum(map(str.isalpha, words))

    def _is_sure(self, text: str, words: list[str]) -> bool:
        for said in self.sure:
            if said in text:
                return True
        return any(self._compound(word) for word in words if word.endswith(self.last))

    def _word(self, word: str) -> str:
        if word in self.words:
            return self.words[word]
        compound = self._compound(word)
        if compound is None:
            return word
        return f"{self.words[compound['first']]} {self.endings[compound['ending']]}"

    def _compound(self, word: str) -> re.Match[str] | None:
        return self.compound.fullmatch(word) if word.endswith(self.last) else None


def translator(language: Language) -> Translator:
    """Return a language file's content ready to translate."""
    words = _spelled(language, language.words)
    endings = _spelled(language, language.endings)
    shared = frozenset(language.english)
    tells = frozenset(language.marks) | (words.keys() - shared)
    own = tells | shared
    return Translator(
        tells,
        own,
        lexicon.STOP_WORDS - own,
        tuple(said.casefold() for said in language.sure),
        tuple(
            (re.compile(rf"\b(?:{spelled_pattern(said, language.spellings)})\b"), english)
            for said, english in language.phrases.items()
        ),
        words,
        endings,
        tuple(endings),
        _compound(tells & words.keys(), language.joints, endings),
    )


def _spelled(language: Language, meanings: Meanings) -> dict[str, str]:
    """Return each word with its English; a spelling never hides a word of the file."""
    own = {word: english for english, meant in meanings.items() for word in meant}
    more = {
        spelling: english
        for word, english in own.items()
        for spelling in spelled(word, language.spellings)
    }
    return more | own


def _compound(
    firsts: frozenset[str], joints: tuple[str, ...], endings: dict[str, str]
) -> re.Pattern[str]:
    first, joint, ending = _any(firsts), _any(("", *joints)), _any(endings)
    return re.compile(f"(?P<first>{first})(?:{joint})(?P<ending>{ending})")


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))

"""The words of a question that are left to find in the catalogue, and how much each matters."""

import re
from collections.abc import Callable, Collection

from app.catalogue.words import stem
from app.pipeline.reading import lexicon, patterns
from app.pipeline.reading.denial import METHODS, is_denied, only_links
from app.pipeline.reading.draft import Draft
from app.pipeline.reading.everyday import is_everyday
from app.pipeline.reading.frame import OPERATION_WEIGHT, Term

_METHODS = frozenset("get gets put list lists patch take takes".split())


def terms_of(draft: Draft, known: Callable[[str], bool]) -> tuple[Term, ...]:
    """Return what no rule has taken, without stop words; words `known` as one are joined."""
    rest = re.sub(r"(?<![\w.])(\d+)[- ](m|min|minutes?)(?!\w)", r"\1m", draft.rest)
    rest = _joined(_with_quality(rest, draft), known)
    nouns = {
        word
        for noun in (*draft.found["groups"], draft.found.get("entity") or "")
        for word in noun.split()
    }
    part = set(draft.found.get("part", ()))
    told = nouns | part
    # The part may be a method, or a value that is else no word: get, on, up.
    silent = part if part <= patterns.STAND_ALONE else part & _METHODS
    found: dict[str, Term] = {}
    for token in patterns.TOKEN.findall(rest):
        word = token.strip('"`').removesuffix("'s")
        root = word == "/" and draft.says(lexicon.ROOT)
        method = word in METHODS and is_denied(word, draft.full)
        spoken = root or method or word in silent
        if not spoken and (_says_nothing(word, token) or re.fullmatch(r"\W*|\d", word)):
            continue
        if only_links(word, draft.full):
            continue
        if word not in told and not known(word) and not word.isupper() and is_everyday(word):
            continue
        kinds = draft.found.get("kind", ())
        found.setdefault(word.casefold(), _term(word.casefold(), nouns, kinds))
    return tuple(found.values())


def _with_quality(rest: str, draft: Draft) -> str:
    """Return the rest with the quality that a superlative taken out of it speaks of."""
    said = [word for pattern, word in lexicon.QUALITIES.items() if draft.says(pattern)]
    return " ".join((rest, *(word for word in said if not draft.says(rf"\b{word}|\bhot\b"))))


def _says_nothing(word: str, token: str) -> bool:
    return word in lexicon.STOP_WORDS and token == word


def _term(word: str, nouns: set[str], kinds: Collection[str]) -> Term:
    if minutes := re.fullmatch(r"(\d+)[- ]?(?:m|min|minutes?)", word):
        # A length of time that is no window stands in the name, as in load5.
        return Term(word, minutes.group(1), 0.5)
    if word in kinds and re.fullmatch(lexicon.OUTCOMES, word):
        return Term(word, stem(word))  # what became of some, whatever else the word may say
    return Term(word, stem(word), _weight(word, nouns))


def _weight(word: str, nouns: set[str]) -> float:
    if any(re.fullmatch(pattern, word) for pattern in patterns.OPERATION_WORDS):
        return OPERATION_WEIGHT
    if word in lexicon.WEAK_WORDS:
        return 0.3
    return 0.5 if word in nouns else 1.0


def _stands_alone(word: str) -> bool:
    extreme = re.fullmatch(f"{lexicon.MAXIMUM}|{lexicon.MINIMUM}|{lexicon.AVERAGE}", word)
    return word in patterns.STAND_ALONE or extreme is not None


def _joined(text: str, known: Callable[[str], bool]) -> str:
    """Write words together that the catalogue writes together: file system, consumer group."""
    words = text.split()
    joined: list[str] = []
    for word in words:
        apart = word in lexicon.STOP_WORDS or (joined and _stands_alone(joined[-1]))
        if (
            joined
            and not apart
            and word.isalpha()
            and joined[-1].isalpha()
            and known(joined[-1] + word)
        ):
            joined[-1] += word
        else:
            joined.append(word)
    return " ".join(joined)

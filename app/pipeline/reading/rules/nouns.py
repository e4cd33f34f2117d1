"""What a question groups by, lists, counts, and shows beside the values."""

import re
from itertools import takewhile

from app.pipeline.reading import lexicon, patterns
from app.pipeline.reading.agents import is_agent_of_all
from app.pipeline.reading.draft import Draft
from app.pipeline.reading.share_words import SHARE_NOUN

_ADDED_UP = re.compile(r"\s+(?:added|summed|together|combined|taken together|counted)\b")
# What is said of all together, and not of each of them.
_OF_ALL = f"{lexicon.EVERYTHING}|{lexicon.MAXIMUM}|{lexicon.MINIMUM}"


def groups(draft: Draft) -> None:
    """Read the nouns after by, per and each."""
    nouns: list[str] = []
    apart: list[str] = []
    ranked = "top" in draft.found and "entity" in draft.found
    for hit in patterns.GROUPS.finditer(draft.rest):
        if hit.group().startswith("by ") and (
            ranked or patterns.MEASURE.match(draft.rest, hit.end())
        ):
            continue
        if hit.group().startswith(("of all", "on all", "for all")) and draft.says(_OF_ALL):
            continue
        if _ADDED_UP.match(draft.rest, hit.end()) or is_agent_of_all(draft.rest, hit):
            continue
        said = [noun.strip() for noun in patterns.SPLIT_GROUPS.split(hit.group(1))]
        nouns += said
        apart += said if re.match(patterns.EACH, hit.group()) else ()
    draft.found["apart"] = tuple(apart)
    draft.found["groups"] = tuple(
        dict.fromkeys(noun for noun in nouns if noun not in lexicon.STOP_WORDS)
    )


def entity(draft: Draft) -> None:
    """Read the noun that is listed, counted or ranked."""
    counted = re.search(patterns.COUNTED, draft.full)
    if counted and (head := _head(counted.group(1))):
        draft.found.setdefault("entity", head)
    elif (noun := _asked_noun(draft.full)) and not re.match(SHARE_NOUN, noun):
        draft.found.setdefault("entity", noun)
    elif hit := re.match(patterns.SUBJECT, draft.full):
        draft.found.setdefault("entity", hit.group(1))
        draft.found["listing"] = not draft.says(lexicon.EVERYTHING)
        return
    everything = draft.says(lexicon.EVERYTHING)
    draft.found["listing"] = not everything and bool(
        re.search(r"\b(?:which|list|what \w+s are)\b", draft.full)
    )


def _asked_noun(text: str) -> str | None:
    """Return the noun that a question wants a list of, or one."""
    if noun := whose(text):
        return noun
    hit = re.search(patterns.WHICH, text)
    return hit.group(1) if hit and hit.group(1) not in lexicon.STOP_WORDS else None


def whose(text: str) -> str | None:
    """Return the noun of several words before what it does: nodes of "which vault nodes are"."""
    hit = patterns.WHICH_DOES.search(text)
    if hit is None or hit.group(1).split()[0] in lexicon.STOP_WORDS:
        return None
    return _head(hit.group(1))


def beside(draft: Draft) -> None:
    """Read what is to stand beside each value."""
    nouns = [
        noun
        for hit in patterns.BESIDE.finditer(draft.full)
        for noun in patterns.SPLIT_BESIDE.split(hit.group(1))
    ]
    heads = (_noun(noun) for noun in nouns)
    draft.found["beside"] = tuple(dict.fromkeys(filter(None, heads)))


def _noun(phrase: str) -> str:
    """Return the words of a phrase up to the first that names nothing: version of "version it"."""
    return " ".join(takewhile(lambda word: word not in lexicon.STOP_WORDS, phrase.split()))


def _head(phrase: str) -> str | None:
    """Return the noun that a phrase is about: pods of "running pods per namespace"."""
    words: list[str] = []
    for word in phrase.split():
        if word in lexicon.STOP_WORDS or word in lexicon.CLOSING_WORDS:
            break
        words.append(word)
    words = [] if words and words[0] in lexicon.TIME_UNITS else words
    plurals = [word for word in words if patterns.PLURAL.fullmatch(word)]
    nouns = plurals or [word for word in words if not word.endswith(("ing", "ed"))] or words
    if nouns and nouns[-1].startswith("group") and len(words) > 1:
        return " ".join(words[-2:])
    return nouns[-1] if nouns else None

"""What a question denies or leaves out: not 200, without tmpfs and vfat, all but GET."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.pipeline.reading.languages.english import in_english
from app.pipeline.reading.some import without_those_of_none

# Words that only link the denial to what is denied: not in phase, did not end with.
_VERBS = frozenset(
    """
    end ended ending return returned returns returning respond responded responding answer answered
    answering result resulted come came coming go going finish finished belong belonging equal
    called named marked labelled labeled
    """.split()
)
_LINKS = _VERBS | frozenset(
    """
    a an the any in from to on at of with for by be been being yet currently even really actually
    fully still now under into have has had having get got getting status code phase state
    condition response their its using made make set those ones them type kind
    """.split()
)
_FURTHER_LINKS = frozenset("a an the any with in from without".split())
_ENDS = frozenset(
    """
    by per over in on for of from to with during at than as since within across among between
    grouped split that which who whose where while when if but because is are was were do does did
    has have had will can and or nor then only most least more less top yet anymore
    """.split()
)
# Links that are states where nothing comes after them: not in.
_STATES = frozenset({"in", "on"})
# Methods of HTTP that are words of every sentence, too.
METHODS = frozenset({"get", "put"})
_LIST = frozenset({"and", "or", "nor"})
_LONGEST = 4
_TOKEN = re.compile(r'"[^"]*"|`[^`]*`|[\w*/]+(?:[-.:@/]+\w+)*|[,;:()!?]')
_BEFORE_EVERYTHING = r"(?:all|any|every|each|everything|anything|everyone|anyone|nothing)\b"
# What is left out. Lists go on after "and", which after a plain "not" begins something else.
_LEFT_OUT = (
    r"without|except(?:ing)?(?: for| from)?|excluding|excludes?|excl|besides|apart from|aside from"
    r"|other than|different from|not counting|not including|ignoring|leaving out|disregarding"
    rf"|outside(?: of)?|rather than|{_BEFORE_EVERYTHING}(?: \S+){{0,2}} but|but not|non"
)
_DENIED = r"not|neither|nor"
_NONE = r"no"
_CUE = re.compile(rf"(?<!\S)(?:(?P<out>{_LEFT_OUT})|(?P<none>{_NONE})|(?P<denied>{_DENIED}))(?!\S)")
# Bounds, and turns of speech that deny nothing.
_NO_DENIAL = re.compile(
    r"\b(?:whether or not|or not?|if not|not only|not just|not sure|why not"
    r"|no (?:longer|one|matter|idea|way|doubt|need|problem))\b"
    r"|\b(?:not|no) (?:\w+ )?(?:(?:more|less|fewer|lower|higher|greater|smaller|larger|longer|later"
    r"|earlier|older) than|above|below|exceed\w*|equal)\b"
)
_SHORT_FORM = re.compile(r"(?<=\w)n['’]t\b")
_PREFIX = re.compile(
    r"\bnon[- ](?!heap\b|null\b|negative\b|voluntary\b|zero\b)(?=[\w])|\bnon(?=\d)"
)
_CODE = re.compile(r"\d(?:\d\d|xx)")


@dataclass(frozen=True, slots=True)
class Denial:
    """Words that a question denies together; `is_none` where it asks for those that have none.

    `leaves_out` where the words may be values to leave out, which what there is "no" of is not.
    """

    words: tuple[str, ...]
    is_none: bool = False
    leaves_out: bool = True


@lru_cache(maxsize=2_000)
def denials(text: str) -> tuple[Denial, ...]:
    """Return what a question (lower case) denies, one for each thing of a list."""
    return tuple(_denials(_plain(text)))


def is_denied(word: str, text: str) -> bool:
    """Say whether a question denies, or leaves out, a word of it."""
    return any(denial.leaves_out and word in denial.words for denial in denials(text))


def only_links(word: str, text: str) -> bool:
    """Say whether a word of a question only says that something is not so: did not end with."""
    if word not in _VERBS or is_denied(word, text):
        return False
    return re.search(rf"\bnot (?:\w+ )?{word}\b", _plain(text)) is not None


def _plain(text: str) -> str:
    plain, _ = without_those_of_none(in_english(text).replace("’", "'"))
    plain = plain.replace("can't", "cannot").replace("won't", "will not")
    plain = _SHORT_FORM.sub(" not", plain)
    plain = _PREFIX.sub("non ", plain)
    plain = _NO_DENIAL.sub(" ; ", plain)
    return re.sub(r"[.](?=\s|$)", " ; ", re.sub(r"([,;()?!])", r" \1 ", plain))


def _denials(plain: str) -> Iterator[Denial]:
    plain = " ".join(plain.split())
    for cue in _CUE.finditer(plain):
        tokens = _TOKEN.findall(plain[cue.end() :])
        told = cue.group()
        is_none = cue["none"] is not None or told.startswith("without")
        for words in _things(tokens, and_goes_on=cue["denied"] is None):
            yield Denial(words, is_none, cue["none"] is None)


def _things(tokens: list[str], *, and_goes_on: bool) -> Iterator[tuple[str, ...]]:
    """Yield the words of each thing in the list that begins here."""
    links = _LINKS
    words: list[str] = []
    for place, token in enumerate(tokens):
        if not words and token in links and not _is_method(tokens, place):
            continue
        goes_on = _goes_on(tokens, place, and_goes_on=and_goes_on)
        if words and (goes_on or _ends(token) or len(words) == _LONGEST):
            yield tuple(words)
            words, links = [], _FURTHER_LINKS
            if not goes_on:
                return
        elif goes_on:
            continue
        elif _ends(token):
            return
        else:
            words.append(token.strip('"`'))
    if words:
        yield tuple(words)
    elif tokens and tokens[-1] in _STATES:
        yield (tokens[-1],)


def _is_method(tokens: list[str], place: int) -> bool:
    """Say whether "get" is the method of HTTP: nothing comes after it that one could get."""
    after = tokens[place + 1] if place + 1 < len(tokens) else ","
    return tokens[place] in METHODS and (_ends(after) or after in ("request", "requests"))


def _ends(token: str) -> bool:
    return token in _ENDS or not re.search(r"\w", token)


def _goes_on(tokens: list[str], place: int, *, and_goes_on: bool) -> bool:
    """Say whether the list goes on here: "and", "or", and commas before another of these."""
    here, after = tokens[place], tokens[place + 1 : place + 4]
    if here == ",":
        return (bool(after) and after[0] in _LIST) or bool({",", *_LIST} & set(after[1:]))
    if here not in _LIST or here == "nor":
        return False
    return here == "or" or and_goes_on or bool(after and _CODE.fullmatch(after[0]))

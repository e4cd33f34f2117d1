"""Reading a question into a frame: every rule takes the words it understands."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile

from app.catalogue.words import stems
from app.pipeline.reading import lexicon, patterns
from app.pipeline.reading.asides import without_asides
from app.pipeline.reading.denial import denials
from app.pipeline.reading.draft import Draft
from app.pipeline.reading.durations import number, seconds
from app.pipeline.reading.fractions import with_percentages
from app.pipeline.reading.frame import Frame, Mood, Threshold, Top
from app.pipeline.reading.kinds import kind_of, past_bound
from app.pipeline.reading.languages.english import in_english
from app.pipeline.reading.lifetime import without_lifetime
from app.pipeline.reading.numerals import with_digits, with_plain_lengths
from app.pipeline.reading.operation import compared, operation_of
from app.pipeline.reading.operations import lowered
from app.pipeline.reading.paraphrase import with_meant
from app.pipeline.reading.rankings import with_plain_rankings
from app.pipeline.reading.share_words import SHARE_NOUN
from app.pipeline.reading.shares import share_of
from app.pipeline.reading.some import without_those_of_none
from app.pipeline.reading.spans import spans
from app.pipeline.reading.spelling import spelt_right
from app.pipeline.reading.superlatives import with_plain_superlatives
from app.pipeline.reading.terms import terms_of

# How many are shown where "the largest" are asked for without a number.
_SEVERAL = 5
_ADDED_UP = re.compile(r"\s+(?:added|summed|together|combined|taken together|counted)\b")
# What is said of all together, and not of each of them.
_OF_ALL = f"{lexicon.EVERYTHING}|{lexicon.MAXIMUM}|{lexicon.MINIMUM}"


def read(text: str, known: Callable[[str], bool] = lambda word: False) -> Frame:
    """Return the frame of a question; words that are `known` as one are written as one."""
    plain, some = without_those_of_none(in_plain_words(with_meant(text, known)))
    plain, lifelong = without_lifetime(plain)
    draft = Draft(plain, plain, {"some": some, "lifelong": lifelong})
    for rule in _RULES:
        rule(draft)
    return replace(
        Frame(**draft.found),
        operation=operation_of(draft),
        compared=compared(draft),
        terms=terms_of(draft, known),
        words=tuple(dict.fromkeys(stems(plain))),
        denied=denials(plain.casefold()),
    )


def in_plain_words(text: str) -> str:
    """Return a question in lower case and English, with the words that metrics are named by.

    Operations that are called by everyday words are in capitals: LIST requests.
    """
    written = with_digits(without_asides(unicodedata.normalize("NFKC", text)))
    plain = with_plain_lengths(in_english(" ".join(lowered(written).split())))
    plain = with_percentages(plain)
    plain = re.sub(r"\b([1-5](?:\d\d|xx))s\b", r"\1", plain)
    plain = re.sub(r"[¿¡]|[?!…]+(?=\s|$)|\.(?=\s|$)", " ", plain)
    plain = " ".join(map(spelt_right, plain.split()))
    for phrase, words in lexicon.PHRASES.items():
        plain = re.sub(rf"\b{phrase}\b", words, plain)
    return with_plain_superlatives(with_plain_rankings(" ".join(plain.split())))


def _calendar(draft: Draft) -> None:
    if hit := re.search(lexicon.CALENDAR, draft.full):
        draft.found["calendar"] = hit.group()


def _quantile(draft: Draft) -> None:
    if hit := draft.take(patterns.QUANTILE):
        after_p, fraction, percent, ordinal, plain, named, median = hit.groups()
        percent = percent or ordinal
        if median:
            draft.found["quantile"] = 0.5
        elif after_p:
            draft.found["quantile"] = _behind_p(after_p, fraction or "")
        else:
            value = float(percent or plain or named)
            draft.found["quantile"] = round(value / 100 if value > 1 else value, 6)


def _behind_p(digits: str, fraction: str) -> float:
    """Return the quantile that p95, p99.9, p999 or p100 is."""
    if digits == "100":
        return 1.0
    return float(f"0.{digits.zfill(2)}{fraction}")


def _tail(draft: Draft) -> None:
    """Read the slowest 1 % as the quantile above which they are, whether p99 is named or not."""
    if hit := draft.take(patterns.TAIL):
        share = number(hit.group(2)) / 100
        quantile = share if re.match(lexicon.LEAST, hit.group(1)) else 1 - share
        draft.found.setdefault("quantile", round(quantile, 6))


def _since(draft: Draft) -> None:
    """Read a stretch of time that ends now, or that ended a while ago."""
    if "window_seconds" in draft.found:
        return
    if hit := draft.take(patterns.BETWEEN):
        ends = seconds(hit.group(2))
        said = hit.group(1)
        unit = re.sub(r"^[\d.,\s-]+", "", hit.group(2))
        begins = seconds(said if re.search(r"[a-z]", said) else f"{said} {unit}")
        if begins > ends:
            draft.found["offset_seconds"] = ends
            draft.found["window_seconds"] = begins - ends
    elif hit := draft.take(patterns.OLDER):
        draft.found["threshold"] = Threshold(
            ">" if hit.group(1) else "<", seconds(hit.group(2)), "seconds"
        )
    elif hit := draft.take(patterns.SINCE):
        draft.found["window_seconds"] = seconds(hit.group(1))


def _lasting(draft: Draft) -> None:
    """Read how long something is down, or has not been so."""
    if _is_about_a_state(draft) and (hit := draft.take(patterns.LASTING)):
        draft.found["threshold"] = Threshold(">", seconds(hit.group(1)), "seconds")


def _is_about_a_state(draft: Draft) -> bool:
    return bool(denials(draft.full)) or draft.says(lexicon.BAD)


def _offset(draft: Draft) -> None:
    if re.search(patterns.LONG_AGO, draft.full) or "offset_seconds" in draft.found:
        return
    if hit := draft.take(*patterns.AGO):
        said = hit.group(1)
        steps = patterns.CALENDAR_STEPS.get(said)
        draft.found["offset_seconds"] = steps or _step(said)


def _step(said: str) -> float:
    return 86400.0 if "day" in said and not re.search(r"\d", said) else seconds(said)


def _vanished(draft: Draft) -> None:
    """Read what was there a while ago, or within a window, and is not any more."""
    apart = draft.found.get("offset_seconds") or draft.found.get("window_seconds")
    if apart and draft.take(lexicon.VANISHED):
        draft.found |= {"vanished": True, "offset_seconds": apart, "window_seconds": None}
        while draft.take(lexicon.REPORTED):
            pass


def _expiring(draft: Draft) -> None:
    """Read within which time something ends as the bound of the time that is left."""
    if draft.says(r"\bexpir\w*") and (hit := draft.take(*patterns.AHEAD)):
        draft.found["threshold"] = Threshold("<", seconds(hit.group(1)), "seconds")


def _ahead(draft: Draft) -> None:
    if draft.says(lexicon.PREDICT) and (hit := draft.take(*patterns.AHEAD)):
        draft.found["ahead_seconds"] = seconds(hit.group(1))


def _window(draft: Draft) -> None:
    if "window_seconds" in draft.found:
        _own_window(draft, "rate_window_seconds")
    elif hit := draft.take(*patterns.WINDOWS):
        draft.found["window_seconds"] = seconds(hit.group(1))
        _own_window(draft, "rate_window_seconds")
        if draft.says(patterns.GRAPH) and not draft.says(lexicon.OVER_TIME):
            del draft.found["window_seconds"]
    else:
        _own_window(draft, "window_seconds")


def _own_window(draft: Draft, name: str) -> None:
    """Read the window that a rate or an average itself is taken over."""
    if hit := draft.take(patterns.OWN_WINDOW):
        draft.found[name] = seconds(hit.group(1))


def _threshold(draft: Draft) -> None:
    if "threshold" in draft.found:
        return
    if beyond := re.search(lexicon.BEYOND, draft.rest):
        draft.found["threshold"] = Threshold(">" if beyond.group(1) else "<", 1.0, "ratio")
        draft.take(r"\b(?:more|less|fewer)\b")
        return
    hit = patterns.BOUND.search(draft.rest)
    if hit is None or (patterns.OF_A_LABEL.search(draft.rest[: hit.start()]) and _is_same(hit)):
        return
    draft.take(patterns.BOUND)
    ops = list(patterns.COMPARISONS)
    op = next(op for n, op in enumerate(ops) if hit[f"o{n}"])
    base, factor = lexicon.UNITS.get(hit["unit"] or "", ("", 1.0))
    value = float(f"{number(hit['number']) * factor:.12g}")
    draft.found["threshold"] = Threshold(op, value, base)


def _is_same(bound: re.Match[str]) -> bool:
    """Say whether something is, or is not, the number itself, which a label may tell."""
    return bound["unit"] is None and re.match(lexicon.SAMENESS, bound.group()) is not None


def _top(draft: Draft) -> None:
    if hit := draft.take(*patterns.TOP):
        draft.found["top"] = Top(int(number(hit.group(1) or str(_SEVERAL))))
    elif hit := draft.take(*patterns.BOTTOM):
        draft.found["top"] = Top(int(number(hit.group(1) or str(_SEVERAL))), smallest=True)
    elif draft.take(lexicon.FIRST_TO_END):
        draft.found["top"] = Top(1, smallest=True)
    elif draft.says(lexicon.REACHED) or _is_of_moments(draft):
        return
    elif one := re.search(patterns.WHICH_ONE, draft.full):
        _top_of(draft, one.group(1))
    elif hit := re.match(patterns.SUPERLATIVE_ONE, draft.full):
        draft.found["top"] = Top(1, smallest=bool(hit.group(1)))
        draft.found["entity"] = hit.group(2)
    elif hit := patterns.WITH_MOST.match(draft.full):
        draft.found["entity"] = hit.group(1)
        _top_of(draft, hit.group(1))
    elif hit := re.search(patterns.SUPERLATIVE_PLURAL, draft.full):
        draft.found["top"] = Top(_SEVERAL, smallest=bool(hit.group(1)))
        draft.found["entity"] = hit.group(2)
    if "top" in draft.found:
        draft.rest += " temperature" if draft.says(lexicon.HOTTEST) else ""
        draft.take(rf"\b(?:the )?(?:{lexicon.MOST}|{lexicon.LEAST})\b")
        if noun := _whose(draft.full):
            draft.found.setdefault("entity", noun)
        elif hit := patterns.AMONG.search(draft.full):
            draft.found["entity"] = hit.group(1)
        elif hit := re.search(patterns.RANKED, draft.full):
            draft.found.setdefault("entity", next(filter(None, hit.groups())))


def _is_of_moments(draft: Draft) -> bool:
    """Say whether the largest of many moments is meant, and not of many things."""
    own = "rate_window_seconds" in draft.found
    return own or ("window_seconds" in draft.found and draft.says(patterns.EXTREME_OF_TIME))


def _is_one(noun: str) -> bool:
    return not noun.endswith("s") or noun.endswith(("ss", "us"))


def _top_of(draft: Draft, noun: str) -> None:
    """Read which one, or which ones, have the most."""
    count = 1 if _is_one(noun) else _SEVERAL
    if draft.take(rf"\b(?:the )?{lexicon.MOST}\b"):
        draft.found["top"] = Top(count)
    elif draft.take(rf"\b(?:the )?{lexicon.LEAST}\b"):
        draft.found["top"] = Top(count, smallest=True)


def _unit(draft: Draft) -> None:
    if hit := draft.take(
        rf"\b(?:in|as)(?: an?| terms of)?\s+({patterns.UNIT}|percentages?)(?:\b|(?=\s|$))"
    ):
        draft.found["unit"] = hit.group(1)
    elif hit := re.search(lexicon.UNIT_NOUN, draft.rest):
        draft.found["unit"] = next(filter(None, hit.groups()))


def _rate_unit(draft: Draft) -> None:
    if hit := draft.take(lexicon.PER_UNIT):
        draft.found["scale"] = {"minute": 60.0, "min": 60.0, "hour": 3600.0, "day": 86400.0}[
            hit.group(1)
        ]
    draft.take(r"\bper[- ]?sec(?:ond)?s?\b|/ ?s(?:ec(?:ond)?)?\b|\b(?:a|each|every) second\b")


def _share(draft: Draft) -> None:
    """Read what is a part of what; the words in between tell neither."""
    share = share_of(draft.full)
    draft.found["share"] = share is not None
    draft.found["kind"] = kind_of(draft.full)
    if "threshold" in draft.found and (bound := patterns.BOUND.search(draft.full)):
        draft.found["past_bound"] = past_bound(draft.full, bound.start())
    if share is None:
        return
    draft.found["part"], draft.found["thing"] = share.part, share.thing
    draft.found["divided"] = share.group is not None
    per = f" per {share.group} " if share.group else " "
    draft.rest = re.sub(r"\b(?:of|among) all\b", " ", draft.rest)
    if share.taken:
        draft.take(rf"(?<!\w){re.escape(share.taken)}(?!\w)")
    draft.rest += per


def _groups(draft: Draft) -> None:
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
        if _ADDED_UP.match(draft.rest, hit.end()):
            continue
        said = [noun.strip() for noun in patterns.SPLIT_GROUPS.split(hit.group(1))]
        nouns += said
        apart += said if re.match(patterns.EACH, hit.group()) else ()
    draft.found["apart"] = tuple(apart)
    draft.found["groups"] = tuple(
        dict.fromkeys(noun for noun in nouns if noun not in lexicon.STOP_WORDS)
    )


def _entity(draft: Draft) -> None:
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
    if noun := _whose(text):
        return noun
    hit = re.search(patterns.WHICH, text)
    return hit.group(1) if hit and hit.group(1) not in lexicon.STOP_WORDS else None


def _whose(text: str) -> str | None:
    """Return the noun of several words before what it does: nodes of "which vault nodes are"."""
    hit = patterns.WHICH_DOES.search(text)
    if hit is None or hit.group(1).split()[0] in lexicon.STOP_WORDS:
        return None
    return _head(hit.group(1))


def _beside(draft: Draft) -> None:
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


def _aggregate(draft: Draft) -> None:
    for op, pattern in (
        ("stddev", lexicon.DEVIATION),
        ("avg", lexicon.AVERAGE),
        ("max", lexicon.MAXIMUM),
        ("min", lexicon.MINIMUM),
    ):
        # The maximum that something is compared with is not what is asked for.
        if op == "avg" and "window_seconds" in draft.found and _has_extreme(draft.rest):
            continue  # the largest of averages is no average
        if re.search(pattern, re.sub(lexicon.AT_LIMIT, " ", draft.rest)) and not (
            "top" in draft.found or draft.says(lexicon.REACHED)
        ):
            draft.found["aggregate"] = op
            break
    if "top" not in draft.found and (hit := patterns.HOW_MUCH_AT_MOST.search(draft.full)):
        draft.found["aggregate"] = "min" if hit.group(1) else "max"
    draft.found["everything"] = draft.says(lexicon.EVERYTHING)


def _has_extreme(rest: str) -> bool:
    return re.search(f"{lexicon.MAXIMUM}|{lexicon.MINIMUM}", rest) is not None


def _flags(draft: Draft) -> None:
    asked = draft.rest if draft.found.get("past_bound") else draft.full
    draft.found["percent"] = re.search(lexicon.PERCENT, asked) is not None
    draft.found["succeeded"] = draft.says(lexicon.SUCCEEDED)
    draft.found["errors"] = draft.says(lexicon.ERRORS) and not draft.found["succeeded"]
    draft.found["none"] = draft.says(lexicon.NONE)
    draft.found["at_limit"] = draft.says(lexicon.REACHED)
    draft.take(lexicon.REACHING)
    draft.found["rated"] = draft.says(lexicon.RATE)
    draft.found["yes_no"] = draft.says(lexicon.YES_NO)
    # What went up or down by so much is in no state.
    moved = draft.says(lexicon.BY_HOW_MUCH)
    said = re.sub(lexicon.MOVED, " ", draft.full) if moved else draft.full
    if re.search(lexicon.BAD, said):
        draft.found["mood"] = Mood.BAD
    elif re.search(lexicon.GOOD, said):
        draft.found["mood"] = Mood.GOOD


_RULES = (
    _calendar,
    _quantile,
    _tail,
    _lasting,
    spans,
    _since,
    _offset,
    _expiring,
    _ahead,
    _window,
    _vanished,
    _threshold,
    _unit,
    _top,
    _rate_unit,
    _share,
    _groups,
    _entity,
    _beside,
    _aggregate,
    _flags,
)

"""Whether PromQL does what a question denies: leaves it out, asks for zero, or takes the rest."""

import re
from dataclasses import replace

from app.catalogue.known.known import known_of
from app.catalogue.words import stem, stems
from app.pipeline.llm.builtin.promql import Binary, Expr, Number
from app.pipeline.llm.builtin.recipe_rewriting import rewritten, selectors
from app.pipeline.reading.denial import Denial, denials
from app.pipeline.reading.label_nouns import LABELS_OF_NOUN
from app.pipeline.reading.lexicon import BAD, ERROR_TERMS

# A reading that passes over a denial says the opposite of what was asked: it is no answer.
PASSED_OVER = 0.3

_LEFT_OUT = re.compile(r'\w+(!=|!~)"((?:[^"\\]|\\.)+)"')
_CHOSEN = re.compile(r'\w+(=|=~)"((?:[^"\\]|\\.)+)"')
_NAME = re.compile(r"\b[a-zA-Z_:][\w:]*\b(?=[{\[]|$|[ )])")
_ERRORS = ERROR_TERMS | {"fail", "fails", "5xx"}
_FUNCTIONS = frozenset("sum avg max min count by on ignoring unless time offset bool".split())
_ZERO = re.compile(r"(?:==|<=) 0(?![.\d])|< 1(?![.\d])|!= 1(?![.\d])|\b1 - ")
_SET_APART = re.compile(r"\bunless\b|\babsent\w*\(")
# Longer ago than within which it must not have been.
_LONG_AGO = re.compile(r"\btime\(\) - .+ >=? \d")
_BAD_STATE = re.compile(
    r'"(?:false|unknown|failed|pending|down)"|un(?:ready|available|healthy|sched|repl|sync|reach)'
    r"|fail|error|missing|waiting|terminated|pending|lost|drop|reject|down|lag|readonly| [-<] "
)
# What a value is one of: the EFI partition.
_KINDS = frozenset(map(stem, (*LABELS_OF_NOUN, "response", "traffic")))
_OPPOSITES = ("un", "not", "non", "without", "no")


def passes_over(words: str, promql: str) -> bool:
    """Say whether the words of a question deny something that the PromQL does not."""
    return any(not _is_spent(denial, promql) for denial in denials(words))


def turned(expr: Expr, words: str) -> Expr:
    """Return those that are not in a state, of the PromQL for those that are, where denied."""
    if not passes_over(words, str(expr)):
        return expr
    other = rewritten(expr, _other_side)
    return expr if passes_over(words, str(other)) else other


def _other_side(part: Expr) -> Expr:
    if not isinstance(part, Binary) or (part.op, part.right) != ("==", Number(1)):
        return part
    # Of reasons there is a series only where they are so.
    if not any(m.label == "reason" for each in selectors(part) for m in each.matchers):
        return replace(part, right=Number(0))
    return part


def _is_spent(denial: Denial, promql: str) -> bool:
    if _SET_APART.search(promql) or _leaves_out(denial, promql):
        return True
    if _LONG_AGO.search(promql):
        return True
    if _is_error(denial):
        return re.search(r"succe|!~|\b1 - |== 0|\b2\.\.|\"OK\"", promql) is not None
    if _ZERO.search(promql) and _speaks_of(denial, promql):
        return True
    if _is_bad_state(denial) and (_ZERO.search(promql) or _BAD_STATE.search(promql)):
        return True
    return any(_is_opposite(word, promql) for word in denial.words)


def _leaves_out(denial: Denial, promql: str) -> bool:
    """Say whether the values are left out; of what there is none of, all of its words."""
    told = [_is_left_out(word, promql) for word in denial.words if stem(word) not in _KINDS]
    return any(told) and (all(told) or not denial.is_none)


def _is_left_out(word: str, promql: str) -> bool:
    other_number = word.isdigit() and f"!= {word}" in promql
    return other_number or any(_is_in(word, value) for _, value in _LEFT_OUT.findall(promql))


def _is_in(word: str, value: str) -> bool:
    """Say whether a word is, or is a part of, a value or a pattern."""
    pattern = value.replace("\\\\", "\\").casefold()
    if re.fullmatch(r"\dxx", word):
        return f"{word[0]}.." in pattern
    plain = pattern.replace("\\", "")
    inside = len(word) > 2 and word in plain
    short_form = len(plain) > 1 and word.startswith(plain)  # lo for loopback
    return word in plain.split("|") or inside or short_form or stem(word) in stems(plain)


def _is_error(denial: Denial) -> bool:
    return any(word in _ERRORS for word in denial.words)


def _speaks_of(denial: Denial, promql: str) -> bool:
    """Say whether what is compared with zero is what is denied."""
    spoken = {word for n in _names(promql) for word in (*stems(n), *known_of(n).told)}
    spoken |= {word for _, value in _CHOSEN.findall(promql) for word in stems(value)}
    values = [value.casefold() for _, value in _CHOSEN.findall(promql)]
    nouns = [word for word in denial.words if not word.endswith(("ed", "set"))] or denial.words
    told = [
        stem(word) in spoken or any(len(word) > 2 and word in value for value in values)
        for word in nouns
    ]
    return all(told) if denial.is_none else any(told)


def _names(promql: str) -> list[str]:
    return [name for name in _NAME.findall(promql) if name not in _FUNCTIONS]


def _is_bad_state(denial: Denial) -> bool:
    words = " ".join(denial.words)
    said = re.finditer(BAD, f"not {words} not in {words}")
    return any(hit.group().startswith("not ") for hit in said)  # not failed is no bad state


def _is_opposite(word: str, promql: str) -> bool:
    """Say whether a metric tells the opposite itself: unschedulable, searches without results."""
    said = "_".join(_names(promql)).casefold()
    root = stem(word)
    return any(re.search(rf"(?:^|_){no}_?{re.escape(root)}", said) for no in _OPPOSITES)

"""A reply out of what a model wrote: our JSON where it kept to it, else PromQL out of prose."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain import Usage
from app.pipeline.llm.base import ModelError, Reply
from app.pipeline.llm.prose import LooksLikePromql, bare, promql_in, says_nothing

MAX_TEXT_CHARS = 64 * 1024

_QUOTED_CHARS = 200
_EXPLANATION_CHARS = 1000
_MAX_OBJECTS = 8
_OBJECT_START = re.compile(r'\{\s*+"')
_CUT_PROMQL = re.compile(r'"promql"\s*+:\s*+("(?:[^"\\]|\\.)*+")', re.DOTALL)
_THOUGHTS = (("<think>", "</think>"), ("<thinking>", "</thinking>"))
_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


class NoReplyError(ModelError):
    """The model answered, and nothing in its answer can be used."""

    status = 422
    error_type = "execution"

    def __init__(self, reason: str, text: str = "", usage: Usage | None = None) -> None:
        start = _one_line(text[: 4 * _QUOTED_CHARS])[:_QUOTED_CHARS]
        super().__init__(f"{reason}; it began: {start}" if start else reason)
        self.usage = usage or Usage()


@dataclass(frozen=True, slots=True)
class Output:
    """What an endpoint delivered: text, or the refusal of its own policy.

    `cut` says why the text ends early, None where it is whole.
    """

    text: str
    model: str
    usage: Usage
    refusal: str | None = None
    cut: str | None = None


def read_reply(output: Output, looks_like_promql: LooksLikePromql) -> Reply:
    """Return the reply that an endpoint's output holds.

    Raises `NoReplyError` when there is none.
    """
    if output.refusal:
        refusal = _one_line(output.refusal)[:_EXPLANATION_CHARS] or "the model refused"
        return Reply(None, refusal, model=output.model, usage=output.usage)
    found = extract(output.text, looks_like_promql, whole=output.cut is None)
    if found is None:
        raise NoReplyError(_why_none(output), output.text, output.usage)
    return Reply(found.promql, found.refusal, found.explanation, output.model, output.usage)


def _why_none(output: Output) -> str:
    if output.cut:
        return f"the model's answer was cut off ({output.cut})"
    if not output.text.strip():
        return "the model's answer is empty"
    return "the model's answer holds no PromQL"


def extract(text: str, looks_like_promql: LooksLikePromql, *, whole: bool = True) -> Reply | None:
    """Return the reply that stands in a model's text, None where none does; takes linear time.

    Of a text that is not `whole` only JSON is read: half a PromQL may be PromQL too.
    """
    capped = text[:MAX_TEXT_CHARS].strip()
    # In a text that is JSON, a tag is part of a string.
    said = capped if capped.startswith("{") else _without_thoughts(capped)
    return _from_json(said) or (_from_prose(said, looks_like_promql) if whole else None)


def _from_json(text: str) -> Reply | None:
    for found in _objects(text):
        reply = _from_object(found)
        if reply:
            return reply
    cut = _CUT_PROMQL.search(text)
    return _from_object({"promql": _string(cut.group(1))}) if cut else None


def _objects(text: str) -> Iterator[Mapping[str, object]]:
    decoder = json.JSONDecoder(strict=False)  # models write line breaks into strings
    position = 0
    for _ in range(_MAX_OBJECTS):
        start = _OBJECT_START.search(text, position)
        if not start:
            return
        try:
            found, _ = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            continue
        finally:
            position = start.end()  # and not behind the object: ours may stand inside
        yield found


def _string(literal: str) -> str:
    try:
        return str(json.loads(literal, strict=False))
    except ValueError:
        return ""


def _from_object(found: Mapping[str, object]) -> Reply | None:
    refusal = _one_line(_said(found.get("refusal")))
    if refusal:
        return Reply(None, refusal[:_EXPLANATION_CHARS])
    promql = bare(_said(found.get("promql")))
    if promql:
        return Reply(promql, None, _explanation(found))
    return None


def _said(value: object) -> str:
    return "" if not isinstance(value, str) or says_nothing(value) else value.strip()


def _explanation(found: Mapping[str, object]) -> str:
    explanation = _one_line(_said(found.get("explanation")))
    assumptions = found.get("assumptions")
    listed = assumptions if isinstance(assumptions, list) else []
    assumed = "; ".join(said for said in map(_one_line, map(_said, listed)) if said)
    whole = f"{explanation} Assumed: {assumed}" if assumed else explanation
    return whole.strip()[:_EXPLANATION_CHARS]


def _from_prose(text: str, looks_like_promql: LooksLikePromql) -> Reply | None:
    promql = promql_in(text, looks_like_promql)
    return Reply(promql, None) if promql else None


def _without_thoughts(text: str) -> str:
    for opening, closing in _THOUGHTS:
        kept = []
        rest = text
        while opening in rest:
            before, _, thought = rest.partition(opening)
            kept.append(before)
            rest = thought.partition(closing)[2]
        # Some templates write the opening tag into the prompt: then only the closing one is here.
        text = "".join([*kept, rest]).rpartition(closing)[2]
    return text


def _one_line(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text).strip()

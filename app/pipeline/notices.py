"""Puts our notices into a Prometheus answer while it streams, without decoding its data."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import orjson

# Prometheus writes at most ten strings a list after `data`; this holds them with room to spare.
TAIL_BYTES = 64 * 1024

# `data` comes before the lists, and an unescaped quote cannot stand inside a string of `data`.
_LISTS = re.compile(rb'\}\s*,\s*"(?:warnings|infos)"\s*:\s*\[')
_STATS = re.compile(rb',"stats":(\{"timings":\{[^{}]*\},"samples":\{[^{}]*\}\})\}$')
_POSITION = re.compile(r" \(\d+:\d+\)$")


class AnswerCutError(Exception):
    """The answer cannot be finished faithfully; the connection must be cut."""


class AnswerTooLongError(AnswerCutError):
    """The answer is longer than the cap."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Our own words: at most one string a list, each put last."""

    info: str | None
    warning: str | None


@dataclass(frozen=True, slots=True)
class Took:
    """What a query took: bytes of the answer, and samples where Prometheus counted them."""

    answer_bytes: int
    touched_samples: int | None = None
    peak_samples: int | None = None


def with_notices(
    body: Iterable[bytes],
    notices: Notices,
    max_bytes: int,
    took: Callable[[Took], None] | None = None,
) -> Iterator[bytes]:
    """Yield the body of a successful answer with our notices in its lists.

    With `took` the statistics, which we asked for, are handed to it and taken out.
    Raises `AnswerCutError` past `max_bytes`, or where the body does not end as an answer does.
    """
    held = b""
    seen = 0
    for chunk in body:
        seen += len(chunk)
        if seen > max_bytes:
            raise AnswerTooLongError(f"the answer is larger than {max_bytes} bytes")
        held += chunk
        if len(held) > 2 * TAIL_BYTES:
            yield held[:-TAIL_BYTES]
            held = held[-TAIL_BYTES:]
    yield edited_tail(held, notices, partial(_tell, took, seen) if took else None)


def edited_tail(
    tail: bytes, notices: Notices, told: Callable[[bytes | None], None] | None = None
) -> bytes:
    """Return the end of an answer with our notices last in `infos` and `warnings`.

    `told` gets the statistics, which are left out then.
    """
    stripped = tail.rstrip()
    if not stripped.endswith(b"}"):
        raise AnswerCutError("the answer ended before its end")
    found = _LISTS.search(stripped)
    data = stripped[: found.start() + 1] if found else stripped[:-1]
    lists = _lists(stripped[found.start() + 1 :]) if found else {}
    if told is not None:
        stats = _STATS.search(data)
        data = data[: stats.start()] + b"}" if stats else data
        told(stats[1] if stats else None)
    for key, ours in (("warnings", notices.warning), ("infos", notices.info)):
        theirs = [_POSITION.sub("", text) for text in lists.get(key, [])]
        if theirs or ours:
            lists[key] = [*theirs, *([ours] if ours else [])]
    return data + (b"," + orjson.dumps(lists)[1:-1] if lists else b"") + b"}"


def _lists(rest: bytes) -> dict[str, list[str]]:
    try:
        lists: dict[str, list[str]] = orjson.loads(b"{" + rest.lstrip().removeprefix(b","))
    except orjson.JSONDecodeError as error:
        raise AnswerCutError("the answer does not end as Prometheus' answers do") from error
    return lists


def _tell(took: Callable[[Took], None], answer_bytes: int, stats: bytes | None) -> None:
    samples = orjson.loads(stats)["samples"] if stats else {}
    touched, peak = samples.get("totalQueryableSamples"), samples.get("peakSamples")
    took(Took(answer_bytes - len(stats or b""), touched, peak))

"""Questions whether something is not there at all."""

import re
from collections.abc import Iterator

from app.pipeline.llm.builtin.candidate import Asked, Candidate
from app.pipeline.llm.builtin.promql import Call, Expr, Matcher, Selector
from app.pipeline.reading.languages.english import in_english

_MISSING = re.compile(
    r"\b(?:missing|absent|vanished|disappeared|gone|not (?:there|reported|present|exposed|scraped)"
    r"|no longer (?:there|reported|present|exposed|scraped|exists?)"
    r"|(?:doesn't|does not|do not|don't) (?:exist|report)"
    r"|stopped (?:reporting|being scraped)|is (?:anything|there (?:any|a|still)))\b"
)
_METRIC = re.compile(r"[a-z_:]+(?:_[a-z0-9:]+)+")
_JOBS = (
    re.compile(r"""\bjob\s*(?:=|:|called|named)\s*["'`]?([\w.-]+)"""),
    re.compile(r"""["'`]?([\w.-]+)["'`]? job\b"""),
    re.compile(r"""\bjob ["'`]?([\w.-]+)"""),
)
_SURE = 0.95
_NO_JOBS = frozenset("a an the any is are this that which what of by per missing".split())


def candidates(asked: Asked) -> Iterator[Candidate]:
    """Yield the reading that something is asked after that is not there."""
    found = absent(asked.task.question.text)
    if found is not None and str(found) not in asked.tried:
        yield Candidate(str(found), "1 where nothing of it is there", _SURE, "absence")


def absent(text: str) -> Expr | None:
    """Return `absent()` of the metric or job that a question asks after, None where it does not."""
    said = in_english(" ".join(text.casefold().split()))
    if not _MISSING.search(said):
        return None
    if metric := _METRIC.search(said):
        return Call("absent", (Selector(metric.group()),))
    for pattern in _JOBS:
        if (job := pattern.search(said)) and job.group(1) not in _NO_JOBS:
            return Call("absent", (Selector("up", (Matcher("job", "=", job.group(1)),)),))
    return None

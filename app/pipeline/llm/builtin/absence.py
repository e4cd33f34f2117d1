"""Questions whether something is not there at all."""

import re
from collections.abc import Iterator

from app.pipeline.llm.builtin.absent_value import absent_value
from app.pipeline.llm.builtin.candidate import Asked, Candidate
from app.pipeline.llm.builtin.promql import Call, Expr, Matcher, Selector
from app.pipeline.reading.languages.english import in_english
from app.pipeline.reading.lexicon import STOP_WORDS

_GONE = (
    r"(?:missing|absent|vanished|disappeared|gone"
    r"|not (?:\w+ )?(?:there|reported|reporting|present|exposed|scraped)"
    r"|no longer (?:being )?(?:there|reported|reporting|present|exposed|scraped|exists?)"
    r"|(?:doesn't|does not|do not|don't) (?:exist|report)"
    r"|nothing (?:at all )?(?:is|was|gets) (?:being |ever )?(?:scraped|reported|exported|collected)"
    r"|stopped (?:reporting|being scraped|sending))"
)
_MISSING = re.compile(rf"\b(?:{_GONE}|is (?:anything|there (?:any|a|still)))\b")
# Something of a job is missing, not the job.
_PARTS = re.compile(rf"\b(?!nothing){_GONE} (?:in|of|on|by|for|from) ")
_METRIC = re.compile(r"[a-z_:]+(?:_[a-z0-9:]+)+")
_JOBS = (
    re.compile(r"""\bjob\s*(?:=|:|called|named)\s*["'`]?([\w.-]+)"""),
    re.compile(r"""["'`]?([\w.-]+)["'`]? job\b"""),
    re.compile(r"""\bjob (?:name )?["'`]?([\w.-]+)"""),
)
_SOURCE = r"""["'`]?([\w.-]+)["'`]? (?:exporters?|(?:scrape )?targets?|jobs?)"""
# Of what is scraped, all of it, not some of its series.
_SOURCES = (
    re.compile(
        rf"\b(?:(?:is|are|there|was|were|be|have|has|got|see|if|when) no|without any) {_SOURCE}\b"
    ),
    # no target at all exists for the job mailer
    re.compile(
        r"\bno (?:\w+ )?(?:targets?|instances?|series|metrics?)(?: at all)?(?: (?:is|are|exists?"
        r"|there|left|found|known|up|at all|any ?more))* (?:for|of|in|with|under|from) (?:the )?"
        r"""job (?:called |named )?["'`]?([\w.-]+)"""
    ),
    # is the mailer missing from our scrape targets
    re.compile(
        rf"""^(?:is|are|has|have) (?:the |our )?["'`]?([\w-]+)["'`]? (?:\w+ )?{_GONE}"""
        r" (?:from|in|among) (?:the |our |all )*(?:prometheus )?(?:scrapes?|scraping"
        r"|scraped|(?:scrape )?targets|prometheus|monitoring)\b"
    ),
    re.compile(rf"{_SOURCE} (?:has |have |is |are |was |went |being |now |completely )*{_GONE}\b"),
    re.compile(
        r"\b(?:no|without) (?:metrics?|data|samples?|series) (?:at all )?(?:\w+ing )?from (?:the "
        r""")?["'`]?([\w.-]+)["'`]?(?: (?:exporter|target|job)s?)?(?: at all)?\s*(?:$|[?.,])"""
    ),
)
_SURE, _LIKELY = 0.95, 0.9
_NO_JOBS = STOP_WORDS | {"missing", "scrape", "number", "count"}


def candidates(asked: Asked) -> Iterator[Candidate]:
    """Yield the reading that something is asked after that is not there."""
    found = absent(asked.task.question.text) or _absent_source(asked)
    if found is not None and str(found) not in asked.tried:
        yield Candidate(str(found), "1 where nothing of it is there", _SURE, "absence")
        return
    value = absent_value(asked)
    if value is not None and str(value) not in asked.tried:
        yield Candidate(str(value), "1 where no series has this value", _LIKELY, "absence")


def absent(text: str) -> Expr | None:
    """Return `absent()` of the metric or job that a question asks after, None where it does not."""
    said = _said(text)
    if not _MISSING.search(said) or _PARTS.search(said):
        return None
    if metric := _METRIC.search(said):
        return Call("absent", (Selector(metric.group()),))
    for pattern in _JOBS:
        if (job := pattern.search(said)) and job.group(1) not in _NO_JOBS:
            return _absent_job(job.group(1))
    return None


def _said(text: str) -> str:
    return in_english(" ".join(text.casefold().split()))


def _absent_source(asked: Asked) -> Expr | None:
    """Return `absent()` of the job that an exporter or target is scraped by."""
    for pattern in _SOURCES:
        source = pattern.search(_said(asked.words))
        if source and source.group(1) not in _NO_JOBS:
            return _absent_job(_job_of(source.group(1), asked))
    return None


def _job_of(source: str, asked: Asked) -> str:
    """Return the job that goes by this name, or the name itself where none does."""
    jobs = asked.task.catalogue.label_values("up", "job", asked.deadline)
    parts = [job for job in jobs if source in re.split(r"[-_./]", job.casefold())]
    parts = parts or [job for job in jobs if job.casefold().startswith(source)]
    return parts[0] if len(parts) == 1 and source not in jobs else source


def _absent_job(job: str) -> Expr:
    return Call("absent", (Selector("up", (Matcher("job", "=", job),)),))

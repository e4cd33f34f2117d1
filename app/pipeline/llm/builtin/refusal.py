"""What the asker is told when there is no answer."""

from collections.abc import Sequence

from app.pipeline.llm.builtin.candidate import Asked, Candidate
from app.pipeline.llm.builtin.choice import Choice
from app.pipeline.llm.builtin.unknown_value import UnknownValue, unknown_value
from app.pipeline.reading.frame import Frame

_NAMED = 5
_LEAST_COVERAGE = 0.62


def calendar(frame: Frame) -> str:
    """Return the refusal of days and clock times, which mean something else tomorrow."""
    return (
        f'"{frame.calendar}" is a moment of the calendar, and an answer is kept for longer than '
        'that: ask for a length of time instead, such as "over the last 24 hours", or set the '
        "time range of the graph"
    )


def deed() -> str:
    """Return the refusal of an order: nothing is done here."""
    return (
        "this only answers questions about metrics and changes nothing: ask for a number, such as"
        ' "restarts of the mailer pod in the last hour"'
    )


def nothing(none: str) -> str:
    """Return the refusal of a number that leaves nothing to look at."""
    return f'"{none}" leaves nothing to look at: ask with a number above zero'


def reason(asked: Asked, choices: Sequence[Choice], candidates: Sequence[Candidate]) -> str:
    """Return why none of the readings is taken."""
    if choices and (unknown := unknown_value(choices[0], asked)) and unknown.label:
        return _nameless(unknown, choices[0])
    return f"{_reason(asked.frame, choices, candidates)}{_closest(choices)}"


def _nameless(unknown: UnknownValue, choice: Choice) -> str:
    told = f"no value of {unknown.label} is called {unknown.text}"
    closest = f": the closest are {', '.join(unknown.closest)}" if unknown.closest else ""
    return f"{told} in {choice.subject.metric.name}{closest}"


def _reason(frame: Frame, choices: Sequence[Choice], candidates: Sequence[Candidate]) -> str:
    best = choices[0] if choices else None
    if best is None or best.coverage < _LEAST_COVERAGE:
        missing = _missing(frame, choices)
        words = f" ({', '.join(missing)} unknown here)" if missing else ""
        return f"no metric here measures what is asked{words}"
    if best.lost:
        return f"{best.subject.metric.name} has no label for {', '.join(best.lost)}"
    if not any(candidate.is_asked for candidate in candidates):
        return (
            f"the metrics here cannot give the {frame.operation.value.replace('_', ' ')} asked for"
        )
    return "what is asked may mean several things, and none of them surely"


def _missing(frame: Frame, choices: Sequence[Choice]) -> list[str]:
    evidence = choices[0].subject.evidence if choices else None
    found = evidence.found if evidence else {}
    return [term.text for term in frame.terms if term.weight >= 0.5 and term.text not in found]


def _closest(choices: Sequence[Choice]) -> str:
    names = [choice.subject.metric.name for choice in choices[:_NAMED]]
    return f"; the closest metrics are {', '.join(names)}" if names else ""

"""What the asker is told when there is no answer."""

from collections.abc import Sequence

from app.pipeline.llm.builtin.choice import Choice
from app.pipeline.reading.frame import Frame

_NAMED = 5


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


def unknown(frame: Frame, choices: Sequence[Choice]) -> str:
    """Return the refusal of a question that no metric speaks of."""
    missing = _missing(frame, choices)
    words = f" ({', '.join(missing)} unknown here)" if missing else ""
    return f"no metric here measures what is asked{words}{_closest(choices)}"


def beyond(frame: Frame, choices: Sequence[Choice]) -> str:
    """Return the refusal of a question whose metrics cannot give what is asked of them."""
    wanted = frame.operation.value.replace("_", " ")
    return f"the metrics here cannot give the {wanted} asked for{_closest(choices)}"


def _missing(frame: Frame, choices: Sequence[Choice]) -> list[str]:
    evidence = choices[0].subject.evidence if choices else None
    found = evidence.found if evidence else {}
    return [term.text for term in frame.terms if term.weight >= 0.5 and term.text not in found]


def _closest(choices: Sequence[Choice]) -> str:
    names = [choice.subject.metric.name for choice in choices[:_NAMED]]
    return f"; the closest metrics are {', '.join(names)}" if names else ""

"""A question, translations of it, and the records they make."""

from app.approvals.records import Record, State, Version
from app.domain import Failure, FailureKind, Problem, Severity, Translation
from app.question import ask
from tests.unit.approvals.conftest import NOON

UPTIME = ask("team-a", "Show the Prometheus uptime?")

PROBLEM = Problem(
    rule="raw-counter",
    severity=Severity.WARNING,
    fragment="requests_total",
    short="a raw counter",
    long="It only grows.",
    suggestions=("rate(requests_total[5m])",),
)
MADE = Translation("time() - start", "How long it runs.", "ollama", "mistral", (PROBLEM,))
OTHER = Translation("up", "Whether it runs.", "ollama", "mistral")
REFUSED = Failure(FailureKind.REFUSED, "no metric nope")
FAILED = Translation("nope", "", "ollama", "mistral", (PROBLEM,), REFUSED)


def made(number: int = 1, translation: Translation = MADE, at: float = NOON) -> Version:
    """Return the version that a translation becomes."""
    return Version(
        number,
        translation.promql,
        translation.explanation,
        translation.source,
        translation.model,
        translation.problems,
        at,
        f"translator:{translation.source}",
    )


def worded(number: int, promql: str, source: str, at: float = NOON) -> Version:
    """Return the version that alice writes."""
    return Version(number, promql, "by hand", source, "", (), at, "alice")


PENDING = Record(
    hash=UPTIME.hash,
    tenant="team-a",
    prompt="Show the Prometheus uptime?",
    normalised="show the prometheus uptime",
    state=State.PENDING,
    live=None,
    draft=made(),
    failure=None,
    draft_at=NOON,
    uses=0,
    last_used_at=None,
    dashboard="",
    created_at=NOON,
    final=False,
    rejections=(),
    approved_by="",
)

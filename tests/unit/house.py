"""The answering of questions with a gate that decides as it is told, over a real connection."""

from dataclasses import dataclass, field

from app.answering import Answering, Asking
from app.approvals.gate import Decision
from app.approvals.records import State
from app.approvals.usage import Usage
from app.deadline import Deadline
from app.domain import Question, Window
from app.errors import UnavailableError
from app.metrics import Metrics
from app.pipeline.asked import find_questions
from app.pipeline.run import Pipeline
from app.prometheus.forward import Upstream
from app.prometheus.parameters import Parameters
from app.question import ask
from tests.fakes import CataloguesFake, ProviderFake, RawServer, catalogue, checks, counting, hour
from tests.unit.approvals.test_usage import Counts

A, B = ask("t", "a").hash, ask("t", "b").hash
UNKNOWN = "there is no metric htp_total (nothing has a similar name)"


@dataclass
class GateFake:
    """Decides as it is told: question → (PromQL, who approved it)."""

    known: dict[str, tuple[str, str]]
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def decide(
        self, question: Question, *, dashboard: str, deadline: Deadline | None = None
    ) -> Decision:
        self.asked.append((question.tenant, question.text, dashboard))
        promql, by = self.known[question.text]
        state = State.APPROVED if by else State.PENDING
        return Decision(question, promql, state, by, "store", "builtin", "")


@dataclass
class House:
    """All that a test looks at."""

    server: RawServer
    counts: Counts

    def answering(
        self, gate: GateFake, *, hold: bool = False, series: int = 2, away: bool = False
    ) -> Answering:
        held = CataloguesFake(catalogue(), UnavailableError("no metrics") if away else None)
        upstream = Upstream(self.server.url, timeout_seconds=5)
        pipeline = Pipeline(held, ProviderFake([]), checks(counting(series), held), upstream, 9999)
        usage = Usage(self.counts, flush_seconds=0)
        metrics = Metrics(multiprocess=False)
        return Answering(gate, pipeline, usage, metrics, 25, 100, hold)


def asking(query: str, *, window: Window | None = None, from_alert: bool = False) -> Asking:
    asked = find_questions(query.replace("ask", "llm"), "llm")
    assert asked is not None
    parameters = Parameters((), (("query", query), ("step", "60")))
    where = window or hour()
    return Asking(asked, "t", where, "/api/v1/query_range", parameters, [], from_alert, "board")


def headers(promql: str, state: str, hashes: str = A) -> dict[str, str]:
    return {
        "X-LLM-Proxy-Hash": hashes,
        "X-LLM-Proxy-State": state,
        "X-LLM-Proxy-Source": "store",
        "X-LLM-Proxy-PromQL": promql,
    }

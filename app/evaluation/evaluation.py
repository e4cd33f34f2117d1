"""Asks questions as the service does, and compares what their PromQL evaluates to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.deadline import Deadline
from app.domain import Question, Translation, Window
from app.errors import ProxyError
from app.evaluation.outcome import Outcome, Verdict
from app.evaluation.questions import Case, Mode
from app.evaluation.result import Result, result_of, same
from app.evaluation.windows import USUAL, own_windows, with_windows
from app.pipeline import names
from app.pipeline.checks import Checks, errors
from app.pipeline.failures import told
from app.prometheus.client import Prometheus
from app.question import ask

Translate = Callable[[Question, Deadline], Translation]

_RANGE_SECONDS, _STEP_SECONDS = 3600.0, 60.0
_TRANSLATION_SECONDS = 120.0
_QUERY_SECONDS = 30.0
_MAX_BYTES = 64 * 1024 * 1024


@dataclass
class Evaluation:
    """The parts of the service that answer, and the moment that all questions are asked at.

    Questions for a range ask for the hour before `at_seconds`, a point a minute.
    """

    translate: Translate
    checks: Checks
    prometheus: Prometheus
    at_seconds: float
    tenant: str = ""
    _results: dict[tuple[str, Mode], Result] = field(default_factory=dict)

    def ask(self, case: Case) -> Outcome:
        """Return what became of a question; raises `ProxyError` where a gold cannot be had."""
        question = ask(self.tenant, case.question)
        translation = self.translate(question, Deadline.after(_TRANSLATION_SECONDS))
        if translation.failure is not None:
            verdict = Verdict.REFUSED if case.is_answerable else Verdict.RIGHT
            failed = translation.failure.kind.passes
            return self._outcome(
                case,
                translation,
                Verdict.FAILED if failed else verdict,
                reason=translation.failure.message,
            )
        return self._ran(case, translation)

    def reach(self) -> None:
        """Return when Prometheus has answered, and told what it holds; raises `ProxyError`."""
        deadline = Deadline.after(_TRANSLATION_SECONDS)
        self.prometheus.get("query", [("query", "1")], self.tenant, deadline, max_bytes=_MAX_BYTES)
        self.checks.catalogues.get(self.tenant, deadline)

    def unknown_metrics(self, promql: str) -> frozenset[str]:
        """Return the metrics that PromQL names and Prometheus does not hold."""
        deadline = Deadline.after(_TRANSLATION_SECONDS)
        catalogue = self.checks.catalogues.get(self.tenant, deadline)
        named = names.metrics(self.filled(promql, Mode.INSTANT))
        return frozenset(name for name in named if name not in catalogue)

    def filled(self, promql: str, mode: Mode) -> str:
        """Return PromQL with its placeholders filled as they are when it is evaluated."""
        window, deadline = self._window(mode), Deadline.after(_QUERY_SECONDS)
        return self.checks.fill(promql, self.tenant, window, deadline)

    def result(self, promql: str, mode: Mode = Mode.INSTANT) -> Result:
        """Return what PromQL evaluates to, each asked once; raises the client's errors."""
        if (promql, mode) not in self._results:
            self._results[promql, mode] = self._evaluated(promql, mode)
        return self._results[promql, mode]

    def _ran(self, case: Case, translation: Translation) -> Outcome:
        promql, window = translation.promql or "", self._window(case.mode)
        deadline = Deadline.after(_QUERY_SECONDS)
        try:
            examined = self.checks.examine(promql, self.tenant, window, deadline)
            if refusing := errors(examined.findings):
                reason = "; ".join(told(problem) for problem in refusing)
                verdict = Verdict.REFUSED if case.is_answerable else Verdict.RIGHT
                return self._outcome(case, translation, verdict, reason=reason)
            result = self.result(examined.executed, case.mode)
        except ProxyError as error:
            return self._outcome(case, translation, Verdict.FAILED, reason=str(error))
        verdict = self._verdict(case, examined.executed, result)
        return self._outcome(case, translation, verdict, promql=examined.executed)

    def _verdict(self, case: Case, promql: str, result: Result) -> Verdict:
        if not case.is_answerable:
            return Verdict.INVENTED
        if result.is_empty:
            return Verdict.RIGHT if case.empty_ok else Verdict.EMPTY
        right = (self.result(expected, case.mode) for expected in _expected(case, promql))
        return Verdict.RIGHT if any(same(each, result, case) for each in right) else Verdict.WRONG

    def _evaluated(self, promql: str, mode: Mode) -> Result:
        window, deadline = self._window(mode), Deadline.after(_QUERY_SECONDS)
        filled = self.filled(promql, mode)
        if mode is Mode.INSTANT:
            path, times = "query", [("time", f"{window.end_seconds:.3f}")]
        else:
            path = "query_range"
            times = [
                ("start", f"{window.start_seconds:.3f}"),
                ("end", f"{window.end_seconds:.3f}"),
                ("step", f"{_STEP_SECONDS:g}"),
            ]
        data = self.prometheus.get(
            path, [("query", filled), *times], self.tenant, deadline, max_bytes=_MAX_BYTES
        )
        return result_of(data)

    def _window(self, mode: Mode) -> Window:
        if mode is Mode.INSTANT:
            return Window(self.at_seconds, self.at_seconds)
        return Window(self.at_seconds - _RANGE_SECONDS, self.at_seconds, _STEP_SECONDS)

    def _outcome(
        self,
        case: Case,
        translation: Translation,
        verdict: Verdict,
        *,
        promql: str | None = None,
        reason: str = "",
    ) -> Outcome:
        written = promql or translation.promql or ""
        return Outcome(
            case,
            verdict,
            promql or translation.promql,
            reason,
            any(names.metrics(written) == names.metrics(each) for each in case.expected),
            any(names.labels(written) == names.labels(each) for each in case.expected),
            translation.usage,
            translation.milliseconds,
        )


def _expected(case: Case, promql: str) -> Iterator[str]:
    """Yield all PromQL whose result is right: with other windows where the question names none."""
    for expected in case.expected:
        if case.window_free:
            yield from with_windows(expected, (*USUAL, *own_windows(promql)))
        else:
            yield expected

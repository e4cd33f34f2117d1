"""Asks a Prometheus data source exactly as Grafana does: form posts, an instant and a range."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

_TIMEOUT_SECONDS = 30


class AskError(Exception):
    """The question was not answered; `str()` is the error that Grafana would show."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a graph, or one number: labels, and values in order of time."""

    labels: Mapping[str, str]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and what the proxy says about it."""

    question: str
    promql: str
    state: str
    hash: str
    source: str
    series: tuple[Series, ...]
    milliseconds: float


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session


@dataclass(frozen=True, slots=True)
class Grafana:
    """A data source at `url`; `span_seconds` and `step_seconds` are those of the panel."""

    url: str
    span_seconds: int = 300
    step_seconds: int = 5
    session: requests.Session = field(default_factory=_session)

    def instant(self, question: str) -> Answer:
        """Return the answer at this moment; raises `AskError`."""
        return self._ask("query", question, {"time": f"{time.time():.3f}"})

    def range(self, question: str) -> Answer:
        """Return the answer over the last span, aligned to the step; raises `AskError`."""
        end = int(time.time()) // self.step_seconds * self.step_seconds
        times = {"start": end - self.span_seconds, "end": end, "step": self.step_seconds}
        return self._ask(
            "query_range", question, {name: str(value) for name, value in times.items()}
        )

    def approve(self, body: str) -> str:
        """Send the body as curl's `-d` does, and return the answer; raises `AskError`."""
        response = self._post(
            "validate_query", body, {"Content-Type": "application/x-www-form-urlencoded"}
        )
        if not response.ok:
            raise AskError(f"{response.status_code}: {response.text.strip()}")
        return response.text.strip()

    def _ask(self, path: str, question: str, times: Mapping[str, str]) -> Answer:
        response = self._post(path, {"query": selector(question), **times})
        try:
            body = response.json()
        except requests.JSONDecodeError as error:
            raise AskError(f"{response.status_code}: {response.text[:200]}") from error
        if response.status_code != 200:
            raise AskError(f"{response.status_code}: {body.get('error')}")
        return _answer(question, response, body)

    def _post(
        self, path: str, data: str | Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> requests.Response:
        url = f"{self.url}/api/v1/{path}"
        try:
            return self.session.post(url, data=data, headers=headers, timeout=_TIMEOUT_SECONDS)
        except requests.RequestException as error:
            raise AskError(f"{url}: {error}") from error


def selector(question: str) -> str:
    """Return what is typed into Grafana's query editor."""
    return f"llm_dashboard_metric{{query={json.dumps(question, ensure_ascii=False)}}}"


def _answer(question: str, response: requests.Response, body: Any) -> Answer:
    # PromQL may hold the separator: the notice is read from its right end.
    notice = str(body.get("infos", [""])[-1]).removeprefix("PromQL: ")
    promql, state, named = ([""] * 3 + notice.rsplit(" | ", 2))[-3:]
    return Answer(
        question=question,
        promql=promql,
        state=state,
        hash=named.removeprefix("hash "),
        source=response.headers.get("X-LLM-Proxy-Source", ""),
        series=_series(body["data"]),
        milliseconds=response.elapsed.total_seconds() * 1000,
    )


def _series(data: Any) -> tuple[Series, ...]:
    if data["resultType"] == "scalar":
        return (Series({}, (float(data["result"][1]),)),)
    return tuple(
        Series(one["metric"], tuple(float(value) for _, value in _points(one)))
        for one in data["result"]
    )


def _points(one: Any) -> Any:
    return one["values"] if "values" in one else [one["value"]]

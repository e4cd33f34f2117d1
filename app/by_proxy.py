"""Has a running proxy do what a shell asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from app.errors import ExecutionError, ProxyError, TimedOutError, UnavailableError
from app.setting_forms import http_url, is_plain

_CHECK = "check LLM_PROXY_URL"


@dataclass(frozen=True, slots=True)
class RunningProxy:
    """The URL of a proxy, and the token for it."""

    url: str
    token: str | None

    def lint(self, promql: str, seconds: float) -> dict[str, Any]:
        """Return what it finds in PromQL, as its API answers; raises `ProxyError`."""
        return self._told("/api/v1/llm/lint", {"promql": promql}, "findings", seconds)

    def translate(self, question: str, seconds: float) -> dict[str, Any]:
        """Return the PromQL for a question; raises `ExecutionError` where it has none."""
        return self._told("/api/v1/llm/translate", {"prompt": question}, "promql", seconds)

    def prompt(self, question: str, seconds: float) -> dict[str, Any]:
        """Return what its model would be sent for a question."""
        body = {"prompt": question, "show_prompt": True}
        return self._told("/api/v1/llm/translate", body, "instructions", seconds)

    def _told(self, path: str, body: Mapping[str, Any], key: str, seconds: float) -> dict[str, Any]:
        answer = _answer(_base(self.url) + path, body, self.token, seconds)
        return _read(answer, key)


def _read(answer: requests.Response, key: str) -> dict[str, Any]:
    try:
        told = answer.json()
    except requests.JSONDecodeError as error:
        raise _no_proxy(answer) from error
    if not isinstance(told, dict) or (key if answer.ok else "error") not in told:
        raise _no_proxy(answer)
    if answer.status_code == ExecutionError.status:
        raise ExecutionError(str(told["error"]))
    if not answer.ok:
        raise UnavailableError(str(told["error"]))
    return told


def _base(proxy: str) -> str:
    try:
        return http_url(proxy).rstrip("/")
    except ValueError as error:
        raise UnavailableError(f"LLM_PROXY_URL {error}") from error


def _answer(
    url: str, body: Mapping[str, Any], token: str | None, seconds: float
) -> requests.Response:
    if token and not is_plain(token):
        raise UnavailableError("LLM_PROXY_TOKEN must be printable ASCII on one line")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        return requests.post(url, json=body, headers=headers, timeout=seconds)
    except requests.exceptions.SSLError as error:
        raise UnavailableError(
            "the proxy's certificate is not trusted: let REQUESTS_CA_BUNDLE name its authority's"
        ) from error
    except requests.Timeout as error:
        raise TimedOutError(f"the proxy did not answer in time: {_CHECK}") from error
    except requests.RequestException as error:
        raise UnavailableError(f"the proxy cannot be reached: {_CHECK}") from error


def _no_proxy(answer: requests.Response) -> ProxyError:
    return UnavailableError(
        f"no prometheus-llm-proxy answers there (status {answer.status_code}): {_CHECK}"
    )

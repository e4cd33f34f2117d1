"""Has a running proxy check PromQL."""

from typing import Any

import requests

from app.errors import ProxyError, TimedOutError, UnavailableError
from app.setting_forms import http_url, is_plain

_PATH = "/api/v1/llm/lint"
_CHECK = "check LLM_PROXY_URL"


def ask_proxy(promql: str, proxy: str, token: str | None, seconds: float) -> dict[str, Any]:
    """Return what the proxy at that URL finds, as its API answers; raises `ProxyError`."""
    answer = _answer(promql, _base(proxy), token, seconds)
    try:
        told = answer.json()
    except requests.JSONDecodeError as error:
        raise _no_proxy(answer) from error
    if not isinstance(told, dict) or ("findings" if answer.ok else "error") not in told:
        raise _no_proxy(answer)
    if not answer.ok:
        raise UnavailableError(str(told["error"]))
    return told


def _base(proxy: str) -> str:
    try:
        return http_url(proxy).rstrip("/")
    except ValueError as error:
        raise UnavailableError(f"LLM_PROXY_URL {error}") from error


def _answer(promql: str, base: str, token: str | None, seconds: float) -> requests.Response:
    if token and not is_plain(token):
        raise UnavailableError("LLM_PROXY_TOKEN must be printable ASCII on one line")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        return requests.post(
            base + _PATH, json={"promql": promql}, headers=headers, timeout=seconds
        )
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

"""Asks the service as Grafana does: a form by POST, the question in the pseudo metric."""

import json
import time
from typing import Any

import requests

from scripts.processes import Server

UPTIME = "show Prometheus server uptime"


def selector(question: str) -> str:
    escaped = question.replace("\\", "\\\\").replace('"', '\\"')
    return f'llm_dashboard_metric{{query="{escaped}"}}'


def instant(
    http: requests.Session, server: Server, query: str, *, timeout: float = 40, **headers: str
) -> requests.Response:
    form = {"query": query, "time": f"{time.time():.3f}"}
    return http.post(f"{server.url}/api/v1/query", data=form, headers=headers, timeout=timeout)


def ranged(
    http: requests.Session, server: Server, query: str, step: str = "15"
) -> requests.Response:
    now = time.time()
    form = {"query": query, "start": f"{now - 300:.3f}", "end": f"{now:.3f}", "step": step}
    return http.post(f"{server.url}/api/v1/query_range", data=form, timeout=40)


def verdict(
    http: requests.Session, server: Server, question_hash: str, status: bool, **headers: str
) -> requests.Response:
    """Approve or reject as curl's `-d` does: JSON under a form's Content-Type."""
    return http.post(
        f"{server.url}/api/v1/validate_query",
        data=json.dumps({"hash": question_hash, "status": status}),
        headers={"Content-Type": "application/x-www-form-urlencoded", **headers},
        timeout=10,
    )


def listed(http: requests.Session, server: Server) -> dict[str, Any]:
    answer = http.get(f"{server.url}/api/v1/get_all_queries", timeout=10)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found

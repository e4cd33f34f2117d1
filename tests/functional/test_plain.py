"""Plain PromQL and discovery: what the proxy answers is what Prometheus answers."""

import pytest
import requests

from scripts.processes import Server

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

AT = "1700000000"
PLAIN = [
    ("GET", "query", {"query": "1+1", "time": "4"}),
    ("POST", "query", {"query": "1+1", "time": "4"}),
    ("POST", "query", {"query": 'vector(1) + ignoring(a) vector(2) # "comment"', "time": AT}),
    ("GET", "query", {"query": "up{", "time": AT}),
    ("POST", "query", {"query": "cpu and usage", "time": AT}),
    ("POST", "query", {"query": 'x{a="llm_dashboard_metric"}', "time": AT}),
    ("POST", "query", {"query": "", "time": AT}),
    ("POST", "query", {"query": "1", "time": "yesterday"}),
    ("GET", "query_range", {"query": "1", "start": "0", "end": "60", "step": "15"}),
    ("POST", "query_range", {"query": "1", "start": "0", "end": "60", "step": "15"}),
    ("POST", "query_range", {"query": "1", "start": "0", "end": "999999", "step": "1"}),
    ("POST", "query_exemplars", {"query": "up", "start": "0", "end": "60"}),
    ("GET", "series", {"match[]": ["up", "go_info"], "start": "0", "end": "1"}),
    ("POST", "series", {"match[]": ["up"], "start": "0", "end": "1"}),
    ("POST", "labels", {"match[]": ["nothing"], "start": "0", "end": "1"}),
    ("GET", "labels", {"start": "0", "end": "1"}),
    ("GET", "label/job/values", {"start": "0", "end": "1"}),
    ("GET", "label/no%20such/values", {}),
    ("GET", "metadata", {"metric": "go_goroutines"}),
    ("GET", "rules", {}),
    ("GET", "alerts", {}),
    ("GET", "status/buildinfo", {}),
    ("GET", "format_query", {"query": "sum  by (a)(b)"}),
    ("POST", "query", {"query": "ſ“quotes”+%", "time": AT}),
]


@pytest.mark.parametrize(("method", "path", "parameters"), PLAIN)
def test_a_plain_request_is_answered_as_prometheus_answers_it(
    method: str,
    path: str,
    parameters: dict[str, str],
    proxy: Server,
    upstream: Server,
    http: requests.Session,
) -> None:
    direct, proxied = (
        _send(http, server, method, path, parameters) for server in (upstream, proxy)
    )
    assert (proxied.status_code, proxied.text) == (direct.status_code, direct.text)
    assert _end_to_end(proxied) == _end_to_end(direct)


def test_label_values_posted_by_grafana_are_asked_with_get(
    proxy: Server, upstream: Server, http: requests.Session
) -> None:
    direct = http.get(f"{upstream.url}/api/v1/label/job/values", timeout=10)
    proxied = http.post(f"{proxy.url}/api/v1/label/job/values", data={"start": "0"}, timeout=10)
    assert proxied.json() == direct.json()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/api/v1/admin/tsdb/snapshot", 404),
        ("PUT", "/api/v1/admin/tsdb/snapshot", 404),
        ("POST", "/api/v1/%2561dmin/tsdb/snapshot", 400),
        ("POST", "/api/v1/query/%2e%2e/admin/tsdb/snapshot", 400),
        ("POST", "/api/v1/query/../admin/tsdb/snapshot", 400),
        ("POST", "/api/v1/./admin/tsdb/snapshot", 400),
        ("POST", "/%252d/reload", 400),
        ("POST", "/x/%2e%2e/-/reload", 400),
        ("POST", "/-/reload", 404),
        ("POST", "/-/quit", 404),
        ("GET", "/debug/pprof/heap", 404),
        ("POST", "/api/v1/write", 404),
        ("GET", "/federate", 404),
        ("DELETE", "/api/v1/series", 405),
        ("GET", "/api/v1/query/", 404),
        ("GET", "/api/v1/validate_query", 405),
    ],
)
def test_what_prometheus_guards_is_not_reachable(
    method: str, path: str, status: int, proxy: Server, upstream: Server, http: requests.Session
) -> None:
    before = _guarded_requests(http, upstream)
    prepared = requests.Request(method, proxy.url).prepare()
    prepared.url = proxy.url + path  # requests would resolve the dots
    answer = http.send(prepared, timeout=10, allow_redirects=False)
    assert answer.status_code == status
    assert answer.json()["status"] == "error"
    assert _guarded_requests(http, upstream) == before


def test_a_multipart_body_is_refused_with_415(proxy: Server, http: requests.Session) -> None:
    answer = http.post(f"{proxy.url}/api/v1/query", files={"query": (None, "up")}, timeout=10)
    assert (answer.status_code, answer.json()) == (
        415,
        {
            "status": "error",
            "errorType": "bad_data",
            "error": "send the parameters as application/x-www-form-urlencoded",
        },
    )


def _send(
    http: requests.Session, server: Server, method: str, path: str, parameters: dict[str, str]
) -> requests.Response:
    url = f"{server.url}/api/v1/{path}"
    if method == "POST":
        return http.post(url, data=parameters, timeout=10)
    return http.get(url, params=parameters, timeout=10)


def _end_to_end(answer: requests.Response) -> dict[str, str]:
    connection = {"date", "server", "connection", "keep-alive", "transfer-encoding"}
    return {name: value for name, value in answer.headers.items() if name.lower() not in connection}


def _guarded_requests(http: requests.Session, upstream: Server) -> dict[str, str]:
    """Return Prometheus' own count of requests to what it guards, by handler and code."""
    exposition = http.get(f"{upstream.url}/metrics", timeout=10).text
    return {
        line.rpartition(" ")[0]: line.rpartition(" ")[2]
        for line in exposition.splitlines()
        if line.startswith("prometheus_http_requests_total")
        and any(guarded in line for guarded in ("/admin", "/-/reload", "/-/quit", "/debug"))
    }

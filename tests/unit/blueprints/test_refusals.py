"""What the query API refuses by itself, as the envelope that Grafana reads."""

from typing import Any

import pytest

from tests.unit.blueprints.conftest import MakeApp
from tests.unit.blueprints.upstream import Upstream

NOT_HERE = "no such path here: the proxy serves Prometheus' query API under /api/v1/"
AMBIGUOUS = "the path is not canonical: send it without dots, %25, // or \\"
METHODS = "method not allowed: use GET, HEAD, OPTIONS, POST"
ASKED = 'llm_dashboard_metric{query="is it up"}'


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "error_type", "error"),
    [
        ("DELETE", "/api/v1/query", {}, 405, "bad_data", METHODS),
        ("PROPFIND", "/api/v1/query", {}, 405, "bad_data", METHODS),
        ("POST", "/api/v1/admin/tsdb/snapshot", {}, 404, "not_found", NOT_HERE),
        ("POST", "/-/reload", {}, 404, "not_found", NOT_HERE),
        ("GET", "/api/v1/query/", {}, 404, "not_found", NOT_HERE),
        ("GET", "/api/v1/query/%2e%2e/admin/x", {}, 400, "bad_data", AMBIGUOUS),
        ("GET", "/api/v1/%2561dmin", {}, 400, "bad_data", AMBIGUOUS),
        ("GET", "/api/v1//query", {}, 400, "bad_data", AMBIGUOUS),
        (
            "POST",
            "/api/v1/query",
            {"data": b"x" * 2000},
            413,
            "bad_data",
            "the request body is larger than MAX_REQUEST_BYTES",
        ),
        (
            "POST",
            "/api/v1/query",
            {"data": b"x", "content_type": "multipart/form-data; boundary=x"},
            415,
            "bad_data",
            "send the parameters as application/x-www-form-urlencoded",
        ),
        (
            "POST",
            "/api/v1/query?query=up",
            {"data": {"query": "down"}},
            400,
            "bad_data",
            'the parameter "query" is given twice with different text',
        ),
        (
            "POST",
            "/api/v1/query_range",
            {"data": {"query": ASKED, "start": "x"}},
            400,
            "bad_data",
            'invalid parameter "start": cannot parse "x" to a valid timestamp',
        ),
        (
            "POST",
            "/api/v1/query",
            {"data": {"query": ASKED[:-1]}},
            400,
            "bad_data",
            "the query around llm_dashboard_metric does not parse: unexpected end of input inside"
            " braces",
        ),
    ],
)
def test_a_wrong_request_is_told(
    make_app: MakeApp, prometheus: Upstream, method: str, path: str, sent: dict[str, Any],
    status: int, error_type: str, error: str,
) -> None:  # fmt: skip
    client = make_app(max_request_bytes=1024).test_client()
    got = client.open(path, method=method, **sent)
    assert (got.status_code, got.content_type) == (status, "application/json")
    assert got.json == {"status": "error", "errorType": error_type, "error": error}
    assert got.headers.get("Allow") == ("GET, HEAD, OPTIONS, POST" if status == 405 else None)
    assert prometheus.received == []


def test_a_prometheus_that_is_down_is_told(make_app: MakeApp) -> None:
    got = make_app(prometheus_url="http://127.0.0.1:1").test_client().get("/api/v1/query?query=up")
    assert got.status_code == 503
    assert got.json == {
        "status": "error",
        "errorType": "unavailable",
        "error": "Prometheus cannot be reached (Connection refused): check PROMETHEUS_URL",
    }

"""Only the allow-list goes upstream, by the path as it came over the wire."""

from posixpath import normpath
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BadRequestError, MethodNotAllowedError, NotFoundError, ProxyError
from app.prometheus.routes import METHODS, Forwarded, Query, Route, match, raw_path, refusal

AMBIGUOUS = "the path is not canonical: send it without dots, %25, // or \\"
NOT_HERE = "no such path here: the proxy serves Prometheus' query API under /api/v1/"

LABEL_VALUES = Route("label/[^/]+/values", ("GET",))
SERVED = [
    ("query", Route("query", ("GET", "POST"), Query.INSTANT)),
    ("query_range", Route("query_range", ("GET", "POST"), Query.RANGE)),
    ("query_exemplars", Route("query_exemplars", ("GET", "POST"), Query.EXEMPLARS)),
    ("format_query", Route("format_query", ("GET", "POST"))),
    ("parse_query", Route("parse_query", ("GET", "POST"))),
    ("series", Route("series", ("GET", "POST"))),
    ("labels", Route("labels", ("GET", "POST"))),
    ("label/job/values", LABEL_VALUES),
    ("label/a%2Fb%3Fc/values", LABEL_VALUES),
    ("label/my%20label/values", LABEL_VALUES),
    ("label/U__my_2e_label/values", LABEL_VALUES),
    ("label/%C3%BC..x/values", LABEL_VALUES),
    ("metadata", Route("metadata", ("GET",))),
    ("rules", Route("rules", ("GET",))),
    ("alerts", Route("alerts", ("GET",))),
    ("status/buildinfo", Route("status/buildinfo", ("GET",))),
    ("features", Route("features", ("GET",))),
]

REFUSED = [
    ("/api/v1/%2561dmin/tsdb/snapshot", BadRequestError),
    ("/api/v1/query/%2e%2e/admin/tsdb/snapshot", BadRequestError),
    ("/api/v1/query/../admin/tsdb/snapshot", BadRequestError),
    ("/api/v1/./admin/tsdb/snapshot", BadRequestError),
    ("/%252d/reload", BadRequestError),
    ("/x/%2e%2e/-/reload", BadRequestError),
    ("/api/v1//query", BadRequestError),
    ("//api/v1/query", BadRequestError),
    ("/api/v1/label/..%2F..%2Fadmin/values", BadRequestError),
    ("/api/v1/label/a%2f%2e%2e%2fb/values", BadRequestError),
    ("/api/v1/label/a%5Cb/values", BadRequestError),
    ("/api/v1/label/a\\b/values", BadRequestError),
    ("/api/v1/label/a%0D%0Ab/values", BadRequestError),
    ("/api/v1/label/a%00/values", BadRequestError),
    ("/api/v1/label/a%25b/values", BadRequestError),
    ("/api/v1/label//values", BadRequestError),
    ("/api/v1/label/a/b/values", NotFoundError),
    ("/api/v1/query/", NotFoundError),
    ("/api/v1/%71uery", NotFoundError),
    ("/api/v1/Query", NotFoundError),
    ("/API/v1/query", NotFoundError),
    ("/api/v1/query\n", BadRequestError),
    ("/api/v1/query;x", NotFoundError),
    ("/api/v1/query%3Fx", NotFoundError),
    ("/api/v1/query_", NotFoundError),
    ("/api/v1/admin/tsdb/delete_series", NotFoundError),
    ("/api/v1/write", NotFoundError),
    ("/api/v1/read", NotFoundError),
    ("/api/v1/otlp/v1/metrics", NotFoundError),
    ("/api/v1/status/config", NotFoundError),
    ("/api/v1/targets", NotFoundError),
    ("/api/v1/", NotFoundError),
    ("/-/reload", NotFoundError),
    ("/-/quit", NotFoundError),
    ("/debug/pprof/heap", NotFoundError),
    ("/federate", NotFoundError),
    ("/", NotFoundError),
    ("", NotFoundError),
]


@pytest.mark.parametrize(("path", "route"), SERVED)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS"])
def test_every_read_endpoint_is_served_by_its_path_as_sent(
    method: str, path: str, route: Route
) -> None:
    assert match(method, f"/api/v1/{path}") == Forwarded(route, path)


@pytest.mark.parametrize(("path", "error"), REFUSED)
def test_everything_else_is_refused(path: str, error: type[ProxyError]) -> None:
    said = {BadRequestError: AMBIGUOUS, NotFoundError: NOT_HERE}[error]
    with pytest.raises(error) as caught:
        match("GET", path)
    assert str(caught.value) == said
    assert (type(refusal(path)), str(refusal(path))) == (error, said)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "get", "FOO"])
def test_other_methods_are_told_which_ones_are_taken(method: str) -> None:
    with pytest.raises(MethodNotAllowedError) as caught:
        match(method, "/api/v1/query")
    assert caught.value.status == 405
    assert caught.value.headers == {"Allow": "GET, HEAD, OPTIONS, POST"}
    assert METHODS == ("GET", "HEAD", "OPTIONS", "POST")


_PARTS = ["admin", "tsdb", "snapshot", "query", "label", "values", "x", "-", "reload", "api", "v1"]
_PARTS += ["..", ".", "%2e", "%2E%2e", "%2F", "%2f", "/", "//", "\\", "%5c", "%25", "%252e", ";"]
_PARTS += ["/../", "/./", "%00", "#", "?", "@", "é", "%c0%ae", "\t"]


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(_PARTS), max_size=12).map("".join))
def test_no_spelling_of_a_path_leads_out_of_the_list(text: str) -> None:
    for path in (f"/api/v1/{text}", f"/api/v1/label/{text}/values", f"/{text}"):
        try:
            found = match("GET", path)
        except ProxyError:
            continue
        # What a careless server makes of it: everything decoded, dots and slashes resolved.
        careless = normpath(unquote(unquote(found.path)).replace("\\", "/"))
        assert careless.startswith("label/") or careless in dict(SERVED)
        assert careless.endswith("/values") or careless in dict(SERVED)


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"RAW_URI": "/api/v1/a%2Fb?x=/?", "PATH_INFO": "/api/v1/a/b"}, "/api/v1/a%2Fb"),
        ({"REQUEST_URI": "/api/v1/a", "PATH_INFO": "/b"}, "/api/v1/a"),
        ({"PATH_INFO": "/b"}, "/b"),
        ({"RAW_URI": "http://host:1/api/v1/a%2Fb?x", "PATH_INFO": "/"}, "/api/v1/a%2Fb"),
        ({"RAW_URI": "http://host//x", "PATH_INFO": "/"}, "//x"),
        ({"RAW_URI": "*", "PATH_INFO": "/"}, "*"),
    ],
)
def test_the_raw_path_is_the_one_of_the_request_line(environ: dict[str, str], path: str) -> None:
    assert raw_path(environ) == path

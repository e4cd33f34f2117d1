"""Only the allow-list goes upstream, by the path as it came over the wire."""

from posixpath import normpath
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BadRequestError, MethodNotAllowedError, NotFoundError, ProxyError
from app.prometheus.routes import ROUTES, Access, Forwarded, Route, RouteTable, raw_target

AMBIGUOUS = "the path is not canonical: send it without dots, %25, // or \\"
NOT_HERE = "no such path here: the proxy serves Prometheus' query API under /api/v1/"

TABLE = RouteTable()
ROWS = {route.path: route for route in ROUTES}
LABEL_VALUES = "/api/v1/label/{name}/values"
# path as sent → its row
SERVED = {
    **{path: path for path, row in ROWS.items() if row.access is Access.ALLOW and "{" not in path},
    "/api/v1/label/job/values": LABEL_VALUES,
    "/api/v1/label/a%2Fb%3Fc/values": LABEL_VALUES,
    "/api/v1/label/my%20label/values": LABEL_VALUES,
    "/api/v1/label/U__my_2e_label/values": LABEL_VALUES,
    "/api/v1/label/%C3%BC..x/values": LABEL_VALUES,
}

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
    ("/api/v1/otlp/v1/metrics", NotFoundError),
    ("/api/v1/", NotFoundError),
    ("/-/reload", NotFoundError),
    ("/-/quit", NotFoundError),
    ("/debug/pprof/heap", NotFoundError),
    ("/", NotFoundError),
    ("", NotFoundError),
]


@pytest.mark.parametrize(("path", "row"), SERVED.items())
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS"])
def test_every_read_endpoint_is_served_by_its_path_as_sent(
    method: str, path: str, row: str
) -> None:
    assert TABLE.match(method, path) == Forwarded(ROWS[row], path)


@pytest.mark.parametrize(("path", "error"), REFUSED)
def test_everything_else_is_refused(path: str, error: type[ProxyError]) -> None:
    said = {BadRequestError: AMBIGUOUS, NotFoundError: NOT_HERE}[error]
    with pytest.raises(error) as caught:
        TABLE.match("GET", path)
    assert str(caught.value) == said
    assert (type(TABLE.refusal(path)), str(TABLE.refusal(path))) == (error, said)


@pytest.mark.parametrize("path", [path for path, row in ROWS.items() if row.access is Access.DENY])
def test_what_is_denied_is_not_here_and_cannot_be_switched_on(path: str) -> None:
    assert str(TABLE.refusal(path)) == NOT_HERE
    with pytest.raises(ValueError, match="choose from /api/v1/alertmanagers, "):
        RouteTable([path])


@pytest.mark.parametrize(
    "path", [path for path, row in ROWS.items() if row.access is Access.OPT_IN]
)
def test_what_is_off_says_how_to_switch_it_on(path: str) -> None:
    method = ROWS[path].methods[-1]
    with pytest.raises(NotFoundError) as caught:
        TABLE.match(method, path)
    assert str(caught.value) == f"this path is off: EXTRA_ROUTES={path} switches it on"
    assert RouteTable([path]).match(method, path) == Forwarded(ROWS[path], path)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "get", "FOO"])
def test_other_methods_are_told_which_ones_are_taken(method: str) -> None:
    with pytest.raises(MethodNotAllowedError) as caught:
        TABLE.match(method, "/api/v1/query")
    assert caught.value.status == 405
    assert caught.value.headers == {"Allow": "GET, HEAD, OPTIONS, POST"}


def row(path: str) -> Route:
    return Route(path, Access.ALLOW, ("GET",))


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("/a", "/a", True),
        ("/a/{x}", "/a/b", True),
        ("/a/{x}/c", "/a/b/{y}", True),
        ("/a/*", "/a/b/c", True),
        ("/*", "/a", True),
        ("/a/{x}", "/a/b/c", False),
        ("/a/{x}", "/b/{x}", False),
        ("/a/*", "/ab/c", False),
        ("/", "/a", False),
    ],
)
def test_rows_that_overlap_are_refused(one: str, other: str, overlap: bool) -> None:
    for rows in ([row(one), row(other)], [row(other), row(one)]):
        if overlap:
            with pytest.raises(ValueError, match="two rows for the same path"):
                RouteTable(routes=rows)
        else:
            RouteTable(routes=rows)


_PARTS = ["admin", "tsdb", "snapshot", "query", "label", "values", "x", "-", "reload", "api", "v1"]
_PARTS += ["..", ".", "%2e", "%2E%2e", "%2F", "%2f", "/", "//", "\\", "%5c", "%25", "%252e", ";"]
_PARTS += ["/../", "/./", "%00", "#", "?", "@", "é", "%c0%ae", "\t"]


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(_PARTS), max_size=12).map("".join))
def test_no_spelling_of_a_path_leads_out_of_the_list(text: str) -> None:
    for path in (f"/api/v1/{text}", f"/api/v1/label/{text}/values", f"/{text}"):
        try:
            found = TABLE.match("GET", path)
        except ProxyError:
            continue
        # What a careless server makes of it: everything decoded, dots and slashes resolved.
        careless = normpath(unquote(unquote(found.path)).replace("\\", "/"))
        label_values = careless.startswith("/api/v1/label/") and careless.endswith("/values")
        assert label_values or careless in SERVED


@pytest.mark.parametrize(
    ("environ", "target"),
    [
        ({"RAW_URI": "/api/v1/a?", "PATH_INFO": "/"}, ("/api/v1/a", "")),
        ({"RAW_URI": "/a", "QUERY_STRING": "x=1"}, ("/a", "x=1")),
        (
            {"RAW_URI": "/api/v1/a%2Fb?x=/?#y", "PATH_INFO": "/api/v1/a/b"},
            ("/api/v1/a%2Fb", "x=/?#y"),
        ),
        ({"REQUEST_URI": "/api/v1/a", "PATH_INFO": "/b"}, ("/api/v1/a", None)),
        ({"PATH_INFO": "/b"}, ("/b", None)),
        (
            {"RAW_URI": "http://host:1/api/v1/a%2Fb?x", "PATH_INFO": "/"},
            ("/api/v1/a%2Fb", "x"),
        ),
        ({"RAW_URI": "http://host//x", "PATH_INFO": "/"}, ("//x", None)),
        ({"RAW_URI": "*", "PATH_INFO": "/"}, ("*", None)),
    ],
)
def test_the_target_is_the_one_of_the_request_line(
    environ: dict[str, str], target: tuple[str, str | None]
) -> None:
    assert raw_target(environ) == target

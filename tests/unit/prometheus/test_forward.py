"""Requests and answers cross the proxy as they are, without what belongs to one connection."""

import gzip

import pytest

from app.prometheus.forward import Headers, Upstream, UpstreamAnswer
from tests.fakes import RawServer, answer, raw_server

BODY = b'{"status":"success","data":[]}'


def send(
    server: RawServer,
    method: str = "GET",
    query_string: str = "",
    headers: Headers = (),
    body: bytes | None = None,
) -> UpstreamAnswer:
    return Upstream(server.url).send(method, "query", query_string, headers, body)


def test_headers_of_the_request_arrive_but_for_those_that_must_not() -> None:
    kept = [
        ("Accept", "application/json"),
        ("accept-encoding", "gzip, br"),
        ("User-Agent", "Grafana/13"),
        ("X-Scope-OrgID", "team-a"),
        ("Content-Type", "text/plain"),
        ("Idempotency-Key", "1"),
        ("If-None-Match", '"x"'),
    ]
    dropped = [
        ("Connection", "close, X-Secret , keep-alive"),
        ("X-Secret", "1"),
        ("Keep-Alive", "timeout=5"),
        ("TE", "trailers"),
        ("Trailer", "x"),
        ("Transfer-Encoding", "chunked"),
        ("Upgrade", "h2c"),
        ("Proxy-Authorization", "Basic x"),
        ("Proxy-Connection", "x"),
        ("Host", "proxy:8000"),
        ("Content-Length", "99"),
        ("Cookie", "session=1"),
        ("AUTHORIZATION", "Bearer secret"),
        ("X-Grafana-User", "alice"),
        ("x-grafana-id", "signed"),
        ("X-Datasource-Uid", "1"),
        ("X-Dashboard-Uid", "1"),
        ("X-Panel-Id", "1"),
        ("X-Rule-Name", "1"),
        ("Fromalert", "true"),
    ]
    with raw_server([answer(BODY)]) as server:
        send(server, headers=[*dropped, *kept])
    host = server.url.removeprefix("http://")
    assert server.received[0].named() == {"host": host, **{k.lower(): v for k, v in kept}}


def test_nothing_is_invented() -> None:
    with raw_server([answer(BODY)]) as server:
        send(server)
    host = server.url.removeprefix("http://")
    assert server.received[0].headers == (("Host", host),)


@pytest.mark.parametrize(
    ("query_string", "line"),
    [
        ("", "GET /prefix/api/v1/label/a%2fb%3F/values HTTP/1.1"),
        (
            'query=a%2fb%20+%zz&x={"|^`}&match[]=up#no;end',
            "GET /prefix/api/v1/label/a%2fb%3F/values?"
            'query=a%2fb%20+%zz&x={"|^`}&match[]=up#no;end HTTP/1.1',
        ),
        ("q=\u00fc x", "GET /prefix/api/v1/label/a%2fb%3F/values?q=%C3%BC%20x HTTP/1.1"),
    ],
)
def test_the_target_arrives_as_it_was_sent(query_string: str, line: str) -> None:
    with raw_server([answer(BODY)]) as server:
        upstream = Upstream(f"{server.url}/prefix/")
        upstream.send("GET", "label/a%2fb%3F/values", query_string, [], None)
    assert server.received[0].line == line


def test_a_body_arrives_as_it_was_sent() -> None:
    with raw_server([answer(BODY), answer(BODY)]) as server:
        send(server, "POST", "timeout=1s", [("Content-Type", "x/y")], b"query=%zz&\xff")
        send(server, "POST")
    first, second = server.received
    assert (first.line, first.body) == ("POST /api/v1/query?timeout=1s HTTP/1.1", b"query=%zz&\xff")
    assert second.named()["content-length"] == "0"


def test_the_answer_comes_back_without_what_belongs_to_the_connection() -> None:
    body = gzip.compress(BODY)
    kept = ("Content-Type: application/json", "content-encoding: gzip", "Vary: Origin", "Vary: X")
    dropped = ("Connection: X-Hop", "X-Hop: 1", "Keep-Alive: x", "Date: now", "Server: x")
    with raw_server([answer(body, *kept, *dropped, status="418 Tea")]) as server:
        got = send(server, headers=[("Accept-Encoding", "gzip")])
        assert b"".join(got.body) == body
    assert (got.status, got.headers) == (
        418,
        (
            ("Content-Length", str(len(body))),
            ("Content-Type", "application/json"),
            ("content-encoding", "gzip"),
            ("Vary", "Origin"),
            ("Vary", "X"),
        ),
    )
    assert (got.header("CONTENT-ENCODING"), got.header("x")) == ("gzip", None)


def test_a_refusal_is_read_decoded_and_bounded() -> None:
    script = [answer(gzip.compress(BODY), "Content-Encoding: gzip"), answer(BODY)]
    with raw_server(script) as server:
        assert send(server).read_decoded(1000) == BODY
        assert send(server).read_decoded(10) == BODY[:10]


def test_chunks_stream_as_they_are_and_redirects_are_not_followed() -> None:
    chunked = (
        b"HTTP/1.1 301 Moved\r\nLocation: /-/quit\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\nabc\r\n5\r\ndefgh\r\n0\r\n\r\n"
    )
    with raw_server([chunked]) as server:
        got = send(server)
        assert (list(got.body), got.headers) == ([b"abc", b"defgh"], (("Location", "/-/quit"),))
    assert len(server.received) == 1


def test_answers_without_a_body_leave_the_connection_usable() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"
    empty = b"HTTP/1.1 204 No Content\r\n\r\n"
    with raw_server([head, empty, answer(BODY)]) as server:
        upstream = Upstream(server.url)
        answers = [upstream.send(method, "query", "", [], None) for method in ("HEAD",)]
        assert [(got.status, got.header("content-length"), list(got.body)) for got in answers] == [
            (200, "99", [])
        ]
        second = upstream.send("GET", "query", "", [], None)
        assert (second.status, list(second.body)) == (204, [])
        assert b"".join(upstream.send("GET", "query", "", [], None).body) == BODY
    assert server.connections == 1

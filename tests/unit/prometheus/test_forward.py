"""Requests and answers cross the proxy as they are, without what belongs to one connection."""

import gzip

import pytest

from app.errors import BadRequestError, UnavailableError
from app.prometheus.forward import Request, Upstream, UpstreamAnswer
from app.prometheus.headers import Headers
from tests.fakes import CUT, RawServer, answer, raw_server

BODY = b'{"status":"success","data":[]}'


def send(
    server: RawServer,
    method: str = "GET",
    query_string: str | None = None,
    headers: Headers = (),
    body: bytes = b"",
) -> UpstreamAnswer:
    request = Request(method, "/api/v1/query", query_string, headers, body)
    return Upstream(server.url).send(request)


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
        ("Expect", "100-continue"),
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
    assert server.received[0].named() == {
        "host": host,
        "x-llm-proxy-hops": "1",
        **{k.lower(): v for k, v in kept},
    }


def test_nothing_is_invented() -> None:
    with raw_server([answer(BODY)]) as server:
        send(server)
    host = server.url.removeprefix("http://")
    assert server.received[0].headers == (("Host", host), ("X-LLM-Proxy-Hops", "1"))


@pytest.mark.parametrize(
    ("query_string", "line"),
    [
        (None, "GET /prefix/api/v1/label/a%2fb%3F/values HTTP/1.1"),
        ("", "GET /prefix/api/v1/label/a%2fb%3F/values? HTTP/1.1"),
        (
            'query=a%2fb%20+%zz&x={"|^`}&match[]=up#no;end',
            "GET /prefix/api/v1/label/a%2fb%3F/values?"
            'query=a%2fb%20+%zz&x={"|^`}&match[]=up#no;end HTTP/1.1',
        ),
        ("q=\u00fc x", "GET /prefix/api/v1/label/a%2fb%3F/values?q=%C3%BC%20x HTTP/1.1"),
    ],
)
def test_the_target_arrives_as_it_was_sent(query_string: str | None, line: str) -> None:
    with raw_server([answer(BODY)]) as server:
        upstream = Upstream(f"{server.url}/prefix/")
        upstream.send(Request("GET", "/api/v1/label/a%2fb%3F/values", query_string))
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
    assert (got.status, got.reason, got.headers) == (
        418,
        "Tea",
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
        assert (b"".join(got.body), got.headers) == (b"abcdefgh", (("Location", "/-/quit"),))
    assert len(server.received) == 1


def test_answers_without_a_body_leave_the_connection_usable() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"
    empty = b"HTTP/1.1 204 No Content\r\n\r\n"
    with raw_server([head, empty, answer(BODY)]) as server:
        upstream = Upstream(server.url)
        first, second, third = (upstream.send(Request(m, "/")) for m in ("HEAD", "GET", "GET"))
        assert (first.status, first.header("content-length"), list(first.body)) == (200, "99", [])
        assert (second.status, list(second.body)) == (204, [])
        assert b"".join(third.body) == BODY
    assert server.connections == 1


def test_interim_answers_and_trailers_are_none_of_the_clients_business() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    chunked = (
        b"HTTP/1.1 200 OK\r\nX: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\nabc\r\n0\r\nX-Checksum: 1\r\n\r\n"
    )
    with raw_server([early + chunked, answer(BODY)]) as server:
        upstream = Upstream(server.url)
        got = upstream.send(Request("GET", "/"))
        assert (got.headers, b"".join(got.body)) == ((("X", "1"),), b"abc")
        upstream.send(Request("GET", "/"))
    assert server.connections == 1


def test_a_body_without_a_length_ends_with_its_connection() -> None:
    with raw_server([b"HTTP/1.1 200 OK\r\n\r\nabc" + CUT, answer(BODY)]) as server:
        upstream = Upstream(server.url)
        assert b"".join(upstream.send(Request("GET", "/")).body) == b"abc"
        assert b"".join(upstream.send(Request("GET", "/")).body) == BODY
    assert server.connections == 2


def test_a_body_is_sent_as_it_comes() -> None:
    parts = [b"a" * 3, b"", b"b" * 17]
    with raw_server([answer(BODY), answer(BODY)]) as server:
        upstream = Upstream(server.url)
        upstream.send(Request("POST", "/known", body=iter(parts), length=20))
        upstream.send(Request("POST", "/chunked", body=iter(parts)))
    known, chunked = server.received
    assert (known.named()["content-length"], known.body) == ("20", b"".join(parts))
    assert chunked.named()["transfer-encoding"] == "chunked"
    assert chunked.body == b"3\r\naaa\r\n11\r\n" + b"b" * 17 + b"\r\n0\r\n\r\n"


OWN = {"Authorization": "Bearer ours", "X-Scope-OrgID": "configured"}
THEIRS = [("Authorization", "Bearer theirs"), ("X-Scope-Orgid", "sent"), ("X-Other", "1")]


@pytest.mark.parametrize(
    ("forwarded", "sent", "authorization"),
    [(False, THEIRS, "Bearer ours"), (True, THEIRS, "Bearer theirs"), (True, [], "Bearer ours")],
)
def test_who_we_are_is_said_in_place_of_what_the_client_says(
    forwarded: bool, sent: Headers, authorization: str
) -> None:
    with raw_server([answer(BODY)]) as server:
        upstream = Upstream(server.url, credentials=OWN, forward_authorization=forwarded)
        upstream.send(Request("GET", "/", headers=sent))
    named = server.received[0].named()
    assert (named["authorization"], named["x-scope-orgid"]) == (authorization, "configured")
    assert len([name for name, _ in server.received[0].headers if name == "Authorization"]) == 1


@pytest.mark.parametrize("value", ["a\r\nX-Admin: 1", "a\nb", "a\rb"])
def test_no_header_brings_another_one(value: str) -> None:
    with raw_server([]) as server, pytest.raises(BadRequestError):
        send(server, headers=[("X-Scope-OrgID", value)])


@pytest.mark.parametrize(("told", "sent"), [("2", "3"), ("no count", "1"), ("-1", "1"), ("", "1")])
def test_the_proxies_on_the_way_are_counted(told: str, sent: str) -> None:
    with raw_server([answer(BODY)]) as server:
        send(server, headers=[("x-llm-proxy-hops", told)])
    assert server.received[0].named()["x-llm-proxy-hops"] == sent


def test_a_way_round_ends() -> None:
    with raw_server([]) as server, pytest.raises(UnavailableError) as caught:
        send(server, headers=[("X-Llm-Proxy-Hops", "3")])
    assert str(caught.value) == "PROMETHEUS_URL leads back to this proxy: name the Prometheus"


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n"),
        ("GET", b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"),
        ("GET", b"HTTP/1.0 304 Not Modified\r\n\r\n"),
    ],
)
def test_a_connection_that_is_to_close_is_not_used_again(method: str, said: bytes) -> None:
    with raw_server([said, answer(BODY)]) as server:
        upstream = Upstream(server.url)
        upstream.send(Request(method, "/"))
        upstream.send(Request("GET", "/"))
    assert server.connections == 2

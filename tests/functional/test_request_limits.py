"""What a request may look like: its size, its framing, and what two servers may not disagree on."""

from collections.abc import Iterator

import pytest

from scripts.processes import Server
from tests import servers
from tests.functional.relay import Relay, relay
from tests.functional.wire import Answer, asked, chunk, connected, get, post, post_head

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

MAX_REQUEST_BYTES = 200_000
QUERY = "/api/v1/query"
LONG = f"1%2B1%23{'x' * 60_000}"  # a comment makes it long
CHUNKED = "Transfer-Encoding: chunked"
SMUGGLED = get("/api/v1/rules", smuggled="yes")
# Both reach upstream: one is read before it goes on, the other while it does.
PATHS = [QUERY, "/api/v1/series"]


@pytest.fixture(scope="module")
def watched(prometheus_3: Server) -> Iterator[Relay]:
    with relay(prometheus_3) as between:
        yield between


@pytest.fixture(scope="module")
def proxy(watched: Relay) -> Iterator[Server]:
    env = {"PROMETHEUS_URL": watched.url, "MAX_REQUEST_BYTES": str(MAX_REQUEST_BYTES)}
    with servers.gunicorn_proxy(env) as server:
        yield server


def whole(watched: Relay) -> list[str]:
    """Return what arrived to its end; the rest cannot run."""
    return [arrival.line for arrival in watched.received if arrival.whole]


def test_a_long_url_passes_as_it_does_upstream(proxy: Server, prometheus_3: Server) -> None:
    request = f"GET {QUERY}?time=4&query={LONG} HTTP/1.1\r\nHost: x\r\n\r\n"
    direct, proxied = (asked(server, request.encode()) for server in (prometheus_3, proxy))
    assert (proxied.status, proxied.body) == (direct.status, direct.body)
    assert proxied.json()["data"]["result"][1] == "2"


def test_a_long_form_passes_as_it_does_upstream(proxy: Server, prometheus_3: Server) -> None:
    form = f"time=4&query={LONG}".encode()
    direct, proxied = (asked(server, post(QUERY, form)) for server in (prometheus_3, proxy))
    assert (proxied.status, proxied.body) == (direct.status, direct.body)
    assert proxied.json()["data"]["result"][1] == "2"


def test_a_chunked_form_passes(proxy: Server) -> None:
    form = [chunk(b"time=4&que"), chunk(b"ry=1%2B1"), chunk(b"")]
    answer = asked(proxy, post_head(QUERY, CHUNKED), *form)
    assert answer.json()["data"]["result"][1] == "2"


def test_a_client_that_asks_whether_to_go_on_is_told_to(proxy: Server) -> None:
    with connected(proxy) as client:
        client.send(post_head(QUERY, "Content-Length: 14", "Expect: 100-continue"))
        assert client.reader.readline() == b"HTTP/1.1 100 Continue\r\n"
        assert client.reader.readline() == b"\r\n"
        client.send(b"query=1&time=4")
        assert client.answer().status == 200


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (get(QUERY, query="1" * 140_000), 414),
        (get(QUERY, f"X-Long: {'y' * 70_000}", query="1"), 431),
        (get(QUERY, *(f"X-Many-{number}: y" for number in range(150)), query="1"), 431),
        (post_head(QUERY, f"Content-Length: {MAX_REQUEST_BYTES + 1}"), 413),
        (post_head(QUERY, f"Content-Length: {10**18}"), 413),
        (post_head("/api/v1/series", f"Content-Length: {MAX_REQUEST_BYTES + 1}"), 413),
        (post_head(QUERY, "Content-Length: 1" + "0" * 5000), 400),
        (get(QUERY, "Expect: something-else", query="1"), 417),
    ],
    ids=["url", "header", "headers", "length", "huge", "streamed", "digits", "expect"],
)
def test_what_is_too_much_is_refused_as_json(
    request_: bytes, status: int, proxy: Server, watched: Relay
) -> None:
    watched.forget()
    # A client that was refused at the head may still be sending.
    answer = asked(proxy, request_, b"x" * 70_000 if b"Content-Length" in request_ else b"")
    assert answer.error == (status, "bad_data")
    assert watched.received == []


@pytest.mark.parametrize("path", PATHS)
def test_a_chunked_body_over_the_limit_is_413_and_does_not_run(
    path: str, proxy: Server, watched: Relay
) -> None:
    watched.forget()
    form = [chunk(b"match[]=up&query=1&" + b"x" * 50_000)] * 5
    answer = asked(proxy, post_head(path, CHUNKED), *form, chunk(b""))
    assert answer.error == (413, "bad_data")
    assert whole(watched) == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "body",
    [
        b"zz\r\nquery=1\r\n0\r\n\r\n",
        b"-7\r\nquery=1\r\n0\r\n\r\n",
        b"0x7\r\nquery=1\r\n0\r\n\r\n",
        b"7 \r\nquery=1\r\n0\r\n\r\n",
        b"7\nquery=1\n0\n\n",
        b"7\r\nquery=1&x\r\n0\r\n\r\n",
        b'7;a="\n"\r\nquery=1\r\n0\r\n\r\n',
        b"7\r\nquery=1\r\n0\r\nContent-Length: 5\r\n\r\n",
        b"7\r\nquery=1\r\n0\r\nX : y\r\n\r\n",
        b"7\r\nquery=1\r\n\r\n",
    ],
    ids=lambda body: repr(body)[2:-1],
)
def test_a_malformed_chunk_is_400_and_does_not_run(
    body: bytes, path: str, proxy: Server, watched: Relay
) -> None:
    watched.forget()
    with connected(proxy) as client:
        client.send(post_head(path, CHUNKED), body, SMUGGLED)
        assert client.answer().error == (400, "bad_data")
        assert client.ended()
    assert whole(watched) == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("framing", "body"),
    [
        ("Content-Length: 100", b"query=1&match[]=up"),
        ("Content-Length: 150000", b"query=1&match[]=up&" + b"x" * 100_000),
        (CHUNKED, chunk(b"query=1&match[]=up")),
        (CHUNKED, b"ff\r\nquery=1&match[]=up"),
        (CHUNKED, chunk(b"query=1&match[]=up") + b"0\r\n"),
    ],
    ids=["short", "long", "no end", "in a chunk", "in the trailer"],
)
def test_a_body_that_breaks_off_does_not_run(
    framing: str, body: bytes, path: str, proxy: Server, watched: Relay
) -> None:
    watched.forget()
    with connected(proxy) as client:
        client.send(post_head(path, framing), body)
        client.sock.shutdown(1)
        told = client.reader.read()
    assert not told or b'"status":"error"' in told
    assert whole(watched) == []


def test_a_multipart_body_is_415(proxy: Server, watched: Relay) -> None:
    watched.forget()
    head = post_head(QUERY, "Content-Length: 4").replace(
        b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x"
    )
    assert asked(proxy, head, b"--x-").error == (415, "bad_data")
    assert watched.received == []


FORM = b"query=1"
LENGTH = f"Content-Length: {len(FORM)}"
AMBIGUOUS = {
    "two lengths": post_head(QUERY, LENGTH, LENGTH) + FORM,
    "two other lengths": post_head(QUERY, LENGTH, "Content-Length: 0") + FORM,
    "a list of lengths": post_head(QUERY, f"{LENGTH}, {len(FORM)}") + FORM,
    "length, then chunked": post_head(QUERY, LENGTH, CHUNKED) + chunk(b""),
    "chunked, then length": post_head(QUERY, CHUNKED, "Content-Length: 0") + chunk(b""),
    "space before the colon of chunked": post_head(QUERY, "Transfer-Encoding : chunked") + FORM,
    "xchunked": post_head(QUERY, "Transfer-Encoding: xchunked") + chunk(b""),
    "chunked twice": post_head(QUERY, "Transfer-Encoding: chunked, chunked") + chunk(b""),
    "chunked in two headers": post_head(QUERY, CHUNKED, CHUNKED) + chunk(b""),
    "chunked, then identity": post_head(QUERY, "Transfer-Encoding: chunked, identity") + chunk(b""),
    "identity": post_head(QUERY, "Transfer-Encoding: identity", LENGTH) + FORM,
    "gzip alone": post_head(QUERY, "Transfer-Encoding: gzip") + FORM,
    "an empty coding": post_head(QUERY, "Transfer-Encoding:") + FORM,
    "a vertical tab before chunked": post_head(QUERY, "Transfer-Encoding: \vchunked") + chunk(b""),
    "chunked in HTTP/1.0": (post_head(QUERY, CHUNKED) + chunk(b"")).replace(b"1.1", b"1.0", 1),
    "a negative length": post_head(QUERY, "Content-Length: -7") + FORM,
    "a length with a plus": post_head(QUERY, "Content-Length: +7") + FORM,
    "a hexadecimal length": post_head(QUERY, "Content-Length: 0x7") + FORM,
    "a length with an underscore": post_head(QUERY, "Content-Length: 1_0") + FORM,
    "a superscript length": post_head(QUERY, "Content-Length: \xb2") + FORM,
    "an empty length": post_head(QUERY, "Content-Length:") + FORM,
    "bare line feeds": get(QUERY, query="1").replace(b"\r\n", b"\n"),
    "one bare line feed": get(QUERY, "X: y\nTransfer-Encoding: chunked", query="1"),
    "a bare line feed at the end": get(QUERY, query="1")[:-2] + b"\n",
    "a bare carriage return": get(QUERY, "X: y\rTransfer-Encoding: chunked", query="1"),
    "bare carriage returns": get(QUERY, query="1").replace(b"\r\n", b"\r") + b"\r\n\r\n",
    "a folded header": get(QUERY, "X: y", " z", query="1"),
    "a first header that is folded": get(QUERY, query="1").replace(b"Host", b" Host"),
    "space before a colon": get(QUERY, "X : y", query="1"),
    "no name": get(QUERY, ": y", query="1"),
    "no colon": get(QUERY, "nothing", query="1"),
    "NUL in a header": get(QUERY, "X: y\0z", query="1"),
    "NUL in a name": get(QUERY, "X\0: y", query="1"),
    "two hosts": get(QUERY, "Host: elsewhere", query="1"),
    "two spaces": get(QUERY, query="1").replace(b" ", b"  ", 1),
    "two spaces before the version": get(QUERY, query="1").replace(b" HTTP", b"  HTTP"),
    "space after the version": get(QUERY, query="1").replace(b"HTTP/1.1", b"HTTP/1.1 "),
    "tabs": get(QUERY, query="1").replace(b" ", b"\t", 2),
    "a leading space": b" " + get(QUERY, query="1"),
    "two empty lines before it": b"\r\n\r\n" + get(QUERY, query="1"),
    "no version": f"GET {QUERY}?query=1\r\n\r\n".encode(),
    "HTTP/0.9": get(QUERY, query="1").replace(b"1.1", b"0.9"),
    "HTTP/2": get(QUERY, query="1").replace(b"1.1", b"2.0"),
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a lower-case method": get(QUERY, query="1", method="get"),
    "a method that is no word": get(QUERY, query="1", method="G(E)T"),
    "NUL in the path": get("/api/v1/label/\0/values"),
    "an asterisk": get("*"),
    "a host alone": get("elsewhere:9090"),
    "a broken host": get("http://[/api/v1/query", query="1"),
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_what_two_servers_may_read_differently_is_refused_and_nothing_behind_it_runs(
    name: str, proxy: Server, watched: Relay
) -> None:
    watched.forget()
    with connected(proxy) as client:
        client.send(AMBIGUOUS[name], SMUGGLED)
        refused = client.answer()
        assert refused.error[1] == "bad_data"
        assert 400 <= refused.status < 600
        assert client.reader.read() == b""
    assert watched.received == []


def test_requests_sent_at_once_are_answered_in_order(proxy: Server, watched: Relay) -> None:
    sent = [
        get(QUERY, query="1", time="4"),
        post(QUERY, b"query=2&time=4"),
        get(QUERY, query="3", time="4"),
        post_head(QUERY, CHUNKED) + chunk(b"query=4&") + chunk(b"time=4") + chunk(b""),
        get("/-/healthy"),
        get("/api/v1/admin/tsdb/snapshot"),
        post(QUERY, b"query=7&time=4&x=" + b"y" * 100_000),
        get(QUERY, "Connection: close", query="8", time="4"),
    ]
    with connected(proxy) as client:
        client.send(*sent)
        answers = [client.answer() for _ in sent]
        assert client.reader.read() == b""
    assert [_value(answer) for answer in answers] == ["1", "2", "3", "4", "OK", 404, "7", "8"]


def test_a_request_may_come_byte_by_byte_and_a_further_one_in_halves(proxy: Server) -> None:
    first, second = post(QUERY, b"query=1&time=4"), get(QUERY, query="2", time="4")
    with connected(proxy) as client:
        for number in range(len(first)):
            client.send(first[number : number + 1])
        assert _value(client.answer()) == "1"
        client.send(first, second[:20])
        assert _value(client.answer()) == "1"
        client.send(second[20:])
        assert _value(client.answer()) == "2"


def _value(answer: Answer) -> object:
    if answer.status != 200:
        return answer.status
    return "OK" if answer.body == b"OK" else answer.json()["data"]["result"][1]

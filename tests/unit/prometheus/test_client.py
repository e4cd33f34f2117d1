"""Questions of our own to Prometheus: their wire, their bounds, and what may go wrong."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from app.deadline import Deadline
from app.errors import ProxyError, TimedOutError, UnavailableError
from app.prometheus.client import (
    AnswerTooLargeError,
    NoSuchPathError,
    Prometheus,
    UpstreamRefusedError,
)
from app.prometheus.forward import Upstream
from tests.fakes import CUT, EVER, answer, raw_server

Ask = Callable[[Prometheus, Deadline], Any]


def soon() -> Deadline:
    return Deadline.after(5)


def success(data: str) -> bytes:
    return answer(f'{{"status":"success","data":{data}}}'.encode())


TIMES = (("start", "1"), ("end", "2"))
CALLS: list[tuple[Ask, str, str, Any]] = [
    (
        lambda p, d: p.metadata("", d, max_bytes=99),
        "metadata",
        '{"up":[{"type":"gauge"}]}',
        {"up": [{"type": "gauge"}]},
    ),
    (
        lambda p, d: p.label_names("up", "", d, times=TIMES, max_bytes=99, limit=3),
        "labels?match%5B%5D=up&start=1&end=2&limit=3",
        '["a"]',
        ["a"],
    ),
    (
        lambda p, d: p.label_values("a/b ü", "", d, max_bytes=99),
        "label/a%2Fb%20%C3%BC/values",
        '["1"]',
        ["1"],
    ),
    (
        lambda p, d: p.label_values("a", "", d, match="x", times=TIMES, max_bytes=99, limit=1),
        "label/a/values?match%5B%5D=x&start=1&end=2&limit=1",
        '["1"]',
        ["1"],
    ),
    (
        lambda p, d: p.series('x{a="&"}', "", d, max_bytes=99, limit=1),
        "series?match%5B%5D=x%7Ba%3D%22%26%22%7D&limit=1",
        '[{"a":"&"}]',
        [{"a": "&"}],
    ),
    (
        lambda p, d: p.instant("1+1", "", d, time="7", max_bytes=99),
        "query?query=1%2B1&time=7&timeout=5s",
        '{"result":[1]}',
        [1],
    ),
    (
        lambda p, d: p.targets("", d, max_bytes=99),
        "targets?state=active",
        '{"activeTargets":[{}]}',
        [{}],
    ),
    (
        lambda p, d: p.version("", d),
        "status/buildinfo",
        '{"version":"2.42.0+ds","goVersion":"go1.19"}',
        "2.42.0+ds",
    ),
]


@pytest.mark.parametrize(("ask", "target", "data", "found"), CALLS)
def test_each_call_asks_its_endpoint(ask: Ask, target: str, data: str, found: object) -> None:
    with raw_server([success(data)]) as server:
        assert ask(Prometheus(Upstream(f"{server.url}/p/")), soon()) == found
    assert server.received[0].line == f"GET /p/api/v1/{target} HTTP/1.1"


def test_the_tenant_and_the_configured_headers_are_sent() -> None:
    with raw_server([success("1")] * 2) as server:
        upstream = Upstream(server.url, credentials={"X-Extra": "1"})
        prometheus = Prometheus(upstream, "X-Scope-OrgID")
        prometheus.get("x", [], "team-a", soon(), max_bytes=99)
        prometheus.get("x", [], "", soon(), max_bytes=99)
    sent = [
        {name: value for name, value in received.named().items() if name.startswith("x-")}
        for received in server.received
    ]
    assert [{**one, "x-llm-proxy-hops": ""} for one in sent] == [
        {"x-scope-orgid": "team-a", "x-extra": "1", "x-llm-proxy-hops": ""},
        {"x-extra": "1", "x-llm-proxy-hops": ""},
    ]


REFUSAL = b'{"status":"error","errorType":"bad_data","error":"no such thing"}'
NO_JSON = "Prometheus answered 200 with something that is not JSON"
SHAPE = "Prometheus answered 200 with an unknown JSON shape"
WRONG = [
    (answer(REFUSAL, status="400 Bad Request"), UpstreamRefusedError, "no such thing"),
    (
        answer(b"404 page not found", status="404 Not Found"),
        NoSuchPathError,
        "Prometheus answered 404 with something that is not JSON",
    ),
    (answer(b"[]"), UnavailableError, SHAPE),
    (answer(b'{"status":"x"}'), UnavailableError, SHAPE),
    (answer(b" " * 100), AnswerTooLargeError, "the answer is larger than 99 bytes"),
    (
        answer(b"", "Location: /-/quit", status="302 Found"),
        UnavailableError,
        "Prometheus answered 302 with something that is not JSON",
    ),
    (
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{" + CUT,
        UnavailableError,
        "Prometheus' answer broke off",
    ),
    (answer(b"{", "Content-Encoding: gzip"), UnavailableError, NO_JSON),
]


@pytest.mark.parametrize(("said", "error", "told"), WRONG, ids=range(len(WRONG)))
def test_what_goes_wrong_is_told(said: bytes | None, error: type[ProxyError], told: str) -> None:
    with raw_server([said]) as server, pytest.raises(ProxyError) as caught:
        Prometheus(Upstream(server.url)).get("x", [], "", soon(), max_bytes=99)
    assert (type(caught.value), str(caught.value)) == (error, told)
    assert len(server.received) == 1


def test_a_refusal_keeps_what_prometheus_called_it() -> None:
    script = [answer(REFUSAL, status="400 Bad Request")]
    with raw_server(script) as server, pytest.raises(UpstreamRefusedError) as caught:
        Prometheus(Upstream(server.url)).get("x", [], "", soon(), max_bytes=99)
    assert (caught.value.upstream_status, caught.value.upstream_type) == (400, "bad_data")


def test_a_server_that_stalls_has_timed_out() -> None:
    with raw_server([b""]) as server, pytest.raises(TimedOutError) as caught:
        Prometheus(Upstream(server.url)).get("x", [], "", Deadline(0), max_bytes=99)
    assert str(caught.value) == "Prometheus did not answer in time"


@pytest.mark.parametrize("data", ["null", "7", '"x"', '{"result":null}', "{}"])
@pytest.mark.parametrize("ask", [call[0] for call in CALLS[1:]])
def test_an_answer_of_another_shape_is_told(ask: Ask, data: str) -> None:
    with raw_server([success(data)]) as server, pytest.raises(UnavailableError) as caught:
        ask(Prometheus(Upstream(server.url)), soon())
    assert str(caught.value) in (
        "Prometheus answered with an unknown JSON shape",
        "Prometheus does not tell its version",
    )


def test_a_compressed_answer_is_read_up_to_the_bound() -> None:
    bomb = gzip.compress(b'{"status":"success","data":"' + b" " * 10_000_000 + b'"}')
    script = [answer(bomb, "Content-Encoding: gzip")]
    with raw_server(script) as server, pytest.raises(AnswerTooLargeError):
        Prometheus(Upstream(server.url)).get("x", [], "", soon(), max_bytes=99)


@pytest.mark.parametrize("info", ["null", "{}", "[]"])
def test_a_server_without_a_version_is_told(info: str) -> None:
    with raw_server([success(info)]) as server, pytest.raises(UnavailableError) as caught:
        Prometheus(Upstream(server.url)).version("", EVER.at_most(5))
    assert str(caught.value) == "Prometheus does not tell its version"


@pytest.mark.parametrize(
    "info", ['{"version":"2.24.0"}', '{"version":"2.9.0","application":"Mimir","goVersion":"1"}']
)
def test_the_version_of_a_server_of_another_kind_is_none(info: str) -> None:
    with raw_server([success(info)]) as server:
        assert Prometheus(Upstream(server.url)).version("", EVER.at_most(5)) == ""

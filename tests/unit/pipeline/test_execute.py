"""Checked PromQL runs upstream as a form, and its answer streams back with our notices."""

import gzip
from dataclasses import replace

import orjson
import pytest

from app.errors import ExecutionError, ProxyError, TimedOutError, UnavailableError
from app.pipeline.execute import Answer, Run, execute
from app.pipeline.notices import Notices, Took
from app.prometheus.forward import Upstream
from app.prometheus.parameters import Parameters
from tests.fakes import CUT, RawServer, answer, raw_server

RUN = Run(
    "/api/v1/query_range",
    Parameters((("query", "up + 1"), ("start", "1")), (("timeout", "5s"),)),
    [
        ("Accept-Encoding", "gzip"),
        ("Content-Type", "multipart/form-data"),
        ("Content-Length", "7"),
        ("X-Scope-OrgID", "a"),
        ("Cookie", "x"),
    ],
    timeout_seconds=20,
)
SUCCESS = b'{"status":"success","data":{"resultType":"vector","result":[]}}'
NOTICES = Notices("info", None)


def run(server: RawServer, max_bytes: int = 10_000, request: Run = RUN) -> Answer:
    upstream = Upstream(server.url, timeout_seconds=5)
    return execute(request, "up + 1", NOTICES, upstream, max_bytes, lambda _: None)


def test_the_query_runs_as_a_form_and_its_answer_is_edited() -> None:
    told = ("Content-Type: application/json", "Vary: Origin", "X-Own: 1")
    with raw_server([answer(SUCCESS, *told)]) as server:
        got = run(server)
        body = b"".join(got)
        got.close()
    received = server.received[0]
    assert received.line == "POST /api/v1/query_range?timeout=5s HTTP/1.1"
    assert received.body == b"query=up+%2B+1&start=1&stats=true"
    assert received.named() == {
        "host": server.url.removeprefix("http://"),
        "accept-encoding": "identity",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": "33",
        "x-scope-orgid": "a",
        "x-llm-proxy-hops": "1",
    }
    assert (got.status, got.headers) == (200, (("Vary", "Origin"), ("X-Own", "1")))
    assert orjson.loads(body) == {**orjson.loads(SUCCESS), "infos": ["info"]}


def test_the_upstream_is_told_when_to_give_up_unless_the_request_says_it() -> None:
    plain = replace(RUN, parameters=Parameters((("query", "up"),), ()))
    with raw_server([answer(SUCCESS)]) as server:
        run(server, request=plain).close()
    assert server.received[0].body == b"query=up&timeout=20s&stats=true"


STATS = b'{"timings":{"evalTotalTime":0.1},"samples":{"totalQueryableSamples":6,"peakSamples":2}}'
WITH_STATS = SUCCESS.removesuffix(b"}}") + b',"stats":' + STATS + b"}}"


def test_what_the_query_took_is_heard_and_left_out() -> None:
    heard: list[Took] = []
    with raw_server([answer(WITH_STATS)]) as server:
        upstream = Upstream(server.url, timeout_seconds=5)
        body = b"".join(execute(RUN, "up", NOTICES, upstream, 10_000, heard.append))
    assert orjson.loads(body) == {**orjson.loads(SUCCESS), "infos": ["info"]}
    assert heard == [Took(len(WITH_STATS) - len(STATS), 6, 2)]


def test_without_statistics_the_bytes_are_heard() -> None:
    heard: list[Took] = []
    with raw_server([answer(SUCCESS)]) as server:
        upstream = Upstream(server.url, timeout_seconds=5)
        list(execute(RUN, "up", NOTICES, upstream, 10_000, heard.append))
    assert heard == [Took(len(SUCCESS))]


def test_whoever_asks_for_statistics_gets_them() -> None:
    asking = replace(RUN, parameters=Parameters((("query", "up"), ("stats", "all")), ()))
    with raw_server([answer(WITH_STATS)]) as server:
        body = b"".join(run(server, request=asking))
    assert orjson.loads(body)["data"]["stats"] == orjson.loads(STATS)
    assert b"stats=all" in server.received[0].body


REFUSED = b'{"status":"error","errorType":"execution","error":"many-to-many"}'
TOO_LARGE = (
    "the answer would be larger than 100 bytes: ask a shorter time, a larger step or fewer series."
    " PromQL: up + 1"
)
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n80\r\n" + b"x" * 128 + b"\r\n0\r\n\r\n"
)
ERRORS: list[tuple[bytes | None, type[ProxyError], str]] = [
    (
        answer(REFUSED, status="422 Unprocessable"),
        ExecutionError,
        "Prometheus refused the query: many-to-many. PromQL: up + 1",
    ),
    (
        answer(gzip.compress(REFUSED), "Content-Encoding: gzip", status="400 Bad Request"),
        ExecutionError,
        "Prometheus refused the query: many-to-many. PromQL: up + 1",
    ),
    (
        answer(b"starting up\n", status="503 Unavailable"),
        TimedOutError,
        "Prometheus gave no answer in time: starting up. PromQL: up + 1",
    ),
    (
        answer(b"", status="502 Bad Gateway"),
        UnavailableError,
        "Prometheus answered 502: no reason given. PromQL: up + 1",
    ),
    (
        answer(b"[]", status="301 Moved"),
        UnavailableError,
        "Prometheus answered 301: []. PromQL: up + 1",
    ),
    (answer(b"x" * 101), ExecutionError, TOO_LARGE),
    (CHUNKED, ExecutionError, TOO_LARGE),
    (
        answer(b"<html>"),
        UnavailableError,
        "Prometheus' answer is unusable: the answer ended before its end. PromQL: up + 1",
    ),
    (
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{" + CUT,
        UnavailableError,
        "Prometheus' answer broke off",
    ),
]


@pytest.mark.parametrize(("said", "error", "told"), ERRORS, ids=range(len(ERRORS)))
def test_no_answer_is_told_with_the_query(
    said: bytes | None, error: type[ProxyError], told: str
) -> None:
    with raw_server([said]) as server, pytest.raises(ProxyError) as caught:
        run(server, max_bytes=100)
    assert (type(caught.value), str(caught.value)) == (error, told)


def test_a_connection_is_given_up_when_the_reader_leaves() -> None:
    long = SUCCESS[:-3] + b"1," * 200_000 + b"1]}}"
    with raw_server([answer(long), answer(SUCCESS)]) as server:
        upstream = Upstream(server.url, timeout_seconds=5)
        got = execute(RUN, "up", NOTICES, upstream, 1_000_000, lambda _: None)
        next(iter(got))
        got.close()
        again = execute(RUN, "up", NOTICES, upstream, 1_000_000, lambda _: None)
        assert orjson.loads(b"".join(again))["infos"] == ["info"]
    assert server.connections == 2

import pytest

from bench.command import CommandError
from bench.load import Load
from bench.wrk import parse

# As wrk 4.1 prints it.
PRINTED = """\
Running 3s test @ http://127.0.0.1:9090/api/v1/query?query=up
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.15ms    2.29ms  40.42ms   93.53%
    Req/Sec    17.74k     2.39k   23.68k    70.97%
  Latency Distribution
     50%  {p50}
     75%    0.98ms
     90%    2.70ms
     99%  {p99}
  54684 requests in 3.10s, 8.34MB read
{troubles}Requests/sec:  17636.87
Transfer/sec:      2.69MB
"""
SOCKET_ERRORS = "  Socket errors: connect 1, read 20, write 300, timeout 4000\n"
OTHER_STATUS = "  Non-2xx or 3xx responses: 12\n"


def printed(p50: str = "1.00ms", p99: str = "2.00ms", troubles: str = "") -> str:
    return PRINTED.format(p50=p50, p99=p99, troubles=troubles)


def test_throughput_and_latency_are_read() -> None:
    assert parse(printed()) == Load(
        requests=54684, requests_per_second=17636.87, p50_ms=1.0, p99_ms=2.0, errors=0
    )


@pytest.mark.parametrize(
    ("p50", "p99", "milliseconds"),
    [
        ("412.00us", "   0.98ms", (0.412, 0.98)),
        ("  0.98ms", "  11.37ms", (0.98, 11.37)),
        ("143.20ms", "   1.06s", (143.2, 1060.0)),
        ("   1.50s", "   1.00m", (1500.0, 60_000.0)),
        ("   0.00us", "  0.00us", (0.0, 0.0)),
    ],
)
def test_latency_is_in_milliseconds(p50: str, p99: str, milliseconds: tuple[float, float]) -> None:
    load = parse(printed(p50, p99))
    assert (load.p50_ms, load.p99_ms) == pytest.approx(milliseconds)


@pytest.mark.parametrize(
    ("troubles", "errors"),
    [
        ("", 0),
        (SOCKET_ERRORS, 4321),
        (OTHER_STATUS, 12),
        (SOCKET_ERRORS + OTHER_STATUS, 4333),
    ],
)
def test_socket_errors_and_other_statuses_are_added_up(troubles: str, errors: int) -> None:
    assert parse(printed(troubles=troubles)).errors == errors


@pytest.mark.parametrize(
    "text",
    [
        "",
        "unable to connect to 127.0.0.1:9090 Connection refused\n",
        printed(p50="1.00 fortnights"),
        printed().replace("     99%", "     98%"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="wrk printed no figures"):
        parse(text)

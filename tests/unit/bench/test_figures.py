import os
import subprocess
from collections.abc import Iterator

import pytest

from bench.figures import Figures, Round, measure, summed_up
from bench.load import Load
from bench.process_tree import EndedError

# A shell that starts another one; each goes on when it is sent a line, or ends with its input.
_NESTED = ["sh", "-c", "sh -c 'echo started; read line'; echo over; read line"]


@pytest.fixture
def worker() -> Iterator["subprocess.Popen[bytes]"]:
    """A child of ours that has one of its own."""
    with subprocess.Popen(_NESTED, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process


def load(per_second: float, requests: int = 10, errors: int = 0) -> Load:
    return Load(requests, per_second, p50_ms=1000 / per_second, p99_ms=None, errors=errors)


NOTHING = Load(0, 0.0, 0.0, 0.0, 0)


def test_the_round_of_median_throughput_speaks_for_all() -> None:
    rounds = [Round(load(per_second), 0.0, 0.0) for per_second in (500.0, 20.0, 100.0)]
    assert summed_up(rounds).load == load(100.0)


def test_of_two_rounds_in_the_middle_the_slower_one_speaks() -> None:
    rounds = [Round(load(per_second), 0.0, 0.0) for per_second in (500.0, 20.0)]
    assert summed_up(rounds).load == load(20.0)


def test_no_round_hides_its_errors_or_its_cost() -> None:
    rounds = [
        Round(load(500.0, requests=30, errors=4), 0.25, 1.0),
        Round(load(100.0, requests=10, errors=0), 0.125, 9.0),
        Round(load(20.0, requests=10, errors=1), 0.125, 5.0),
    ]
    assert summed_up(rounds) == Figures(load(100.0, errors=5), cpu_us=10_000.0, memory_mb=9.0)


def test_without_an_answer_there_is_no_cost_of_one() -> None:
    assert summed_up([Round(NOTHING, 0.5, 0.0)]).cpu_us is None


def test_the_processor_time_of_a_load_is_taken() -> None:
    def send() -> Load:
        until = os.times().user + 0.1
        while os.times().user < until:
            pass
        return NOTHING

    measured = measure(os.getpid(), send)
    assert measured.load == NOTHING
    assert measured.cpu_seconds > 0.05


def test_memory_that_was_given_back_counts() -> None:
    def send() -> Load:
        given_back = bytearray(b"x") * (64 * 1024 * 1024)
        del given_back
        return NOTHING

    assert 50 < measure(os.getpid(), send).memory_mb < 100


def test_a_server_that_is_gone_is_not_measured() -> None:
    with pytest.raises(EndedError, match="ended"):
        measure(2**22 + 1, lambda: NOTHING)


def test_a_process_may_end_that_a_worker_started(worker: "subprocess.Popen[bytes]") -> None:
    def send() -> Load:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(b"\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == b"over\n"
        return NOTHING

    assert measure(os.getpid(), send).load == NOTHING


def test_a_worker_may_not_end(worker: "subprocess.Popen[bytes]") -> None:
    def send() -> Load:
        assert worker.stdin is not None
        worker.stdin.close()
        worker.wait()
        return NOTHING

    with pytest.raises(EndedError, match=f"a process of the server {os.getpid()} ended"):
        measure(os.getpid(), send)

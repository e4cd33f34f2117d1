import os
import subprocess
from collections.abc import Iterator

import pytest

from bench.process_tree import EndedError, tree

# A shell whose child outlives neither it nor the test: both end when their input does.
NESTED = ["sh", "-c", "cat; true"]


@pytest.fixture
def shell() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(NESTED, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"ready\n")
        process.stdin.flush()
        process.stdout.readline()
        yield process


def test_children_of_children_belong_to_a_process(shell: "subprocess.Popen[bytes]") -> None:
    found = tree(os.getpid())
    (cat,) = tree(shell.pid).keys() - {shell.pid}
    assert {os.getpid(), shell.pid, cat} <= found.keys()
    assert found[cat].parent == shell.pid
    assert found[shell.pid].parent == os.getpid()


def test_parents_do_not(shell: "subprocess.Popen[bytes]") -> None:
    assert os.getpid() not in tree(shell.pid)


def test_memory_is_in_megabytes() -> None:
    ours = tree(os.getpid())[os.getpid()]
    assert 5 < ours.resident_mb < 5000
    assert ours.resident_mb <= ours.peak_mb


def test_a_process_that_ended_is_refused(shell: "subprocess.Popen[bytes]") -> None:
    assert shell.stdin is not None
    shell.stdin.close()
    shell.wait()
    with pytest.raises(EndedError, match=f"process {shell.pid} ended"):
        tree(shell.pid)

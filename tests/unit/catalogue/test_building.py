"""A process of its own reads a real HTTP server, and what goes wrong in it comes back in words."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import orjson
import pytest

from app.catalogue import building
from app.catalogue.building import Builder, Order, Source
from app.catalogue.snapshot import read
from app.deadline import Deadline
from app.errors import CatalogueError, ProxyError, TimedOutError
from tests.unit.blueprints.upstream import Upstream, running


@pytest.fixture(scope="module")
def prometheus() -> Iterator[Upstream]:
    with running() as upstream:
        yield upstream


def test_a_child_process_fills_the_folder(prometheus: Upstream, tmp_path: Path) -> None:
    Builder(Source(prometheus.url))("", tmp_path, Deadline.after(30))
    assert list(read(tmp_path).names) == ["up"]


def test_an_error_of_the_child_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="Prometheus cannot be reached"):
        Builder(Source("http://127.0.0.1:1"))("", tmp_path, Deadline.after(30))


SAYS = "import sys; sys.stdin.read(); sys.stdout.write({!r})"


@pytest.mark.parametrize(
    ("program", "error", "told"),
    [
        ("import sys; sys.exit(7)", CatalogueError, "ended with 7"),
        (SAYS.format("no JSON"), CatalogueError, "ended with 0"),
        ("import time; time.sleep(60)", TimedOutError, "reading the catalogue took too long"),
    ],
)
def test_a_child_that_goes_wrong_is_told(
    program: str,
    error: type[ProxyError],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(building, "_GRACE_SECONDS", 0.2)
    builder = Builder(Source("http://prometheus"), [sys.executable, "-c", program])
    with pytest.raises(error, match=told):
        builder("", tmp_path, Deadline.after(0.2))


def test_what_the_child_warns_of_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    said = orjson.dumps({"error": None, "warnings": ["without types"]}).decode()
    builder = Builder(Source("http://prometheus"), [sys.executable, "-c", SAYS.format(said)])
    builder("", tmp_path, Deadline.after(30))
    assert caplog.messages == ["without types"]


def test_after_the_end_nothing_is_started(tmp_path: Path) -> None:
    builder = Builder(Source("http://prometheus"))
    builder.close()
    with pytest.raises(CatalogueError, match="the service stops"):
        builder("", tmp_path, Deadline.after(30))


def test_credentials_are_in_no_command_line_and_no_message() -> None:
    source = Source("http://prometheus", {"Authorization": "Bearer secret"})
    assert "secret" not in repr(Builder(source))


FULL = ("sh", "-c", f"ulimit -f 0; exec {sys.executable} -m app.catalogue")


def test_a_disk_without_room_is_told_with_its_folder(prometheus: Upstream, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    told = f"the catalogue cannot be built in {tmp_path}: .*too large.*; set CATALOGUE_DIR"
    with pytest.raises(CatalogueError, match=f"(?i){told}"):
        Builder(Source(prometheus.url), FULL)("", tmp_path / "new", Deadline.after(30))


def test_what_breaks_in_the_child_is_logged_and_shown_to_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    builder = Builder(Source("http://prometheus"), [sys.executable, "-c", "1 / 0"])
    with pytest.raises(CatalogueError, match="ended with 1"):
        builder("", tmp_path, Deadline.after(30))
    assert "ZeroDivisionError" in caplog.text
    assert capfd.readouterr() == ("", "")


def test_a_child_whose_parent_is_gone_ends_and_says_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = Source(f"http://127.0.0.1:{silent.getsockname()[1]}")
        order = Order(source, "", str(tmp_path), 30, parent=0)
        ended = subprocess.run(
            [sys.executable, "-m", "app.catalogue"],
            input=orjson.dumps(asdict(order)),
            capture_output=True,
            timeout=10,
            check=False,
        )
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, b"", b"")

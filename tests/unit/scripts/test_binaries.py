from pathlib import Path

import pytest

from scripts.binaries import PROGRAMS, UNTOLD, Found, provide


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def install(path: Path, version: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{path.name}, version {version} (branch: HEAD)' >&2\n")
    path.chmod(0o755)
    return path


def test_a_fitting_server_on_path_is_taken(on_path: Path, tmp_path: Path) -> None:
    path = install(on_path / "prometheus", "2.53.3+ds1")
    found = provide(["prometheus-2.42"], tmp_path / "servers")
    assert found == [Found("prometheus-2.42", path, "2.53.3+ds1")]


def test_node_exporter_has_two_names(on_path: Path, tmp_path: Path) -> None:
    path = install(on_path / "node_exporter", "1.8.2")
    found = provide(["node-exporter"], tmp_path / "servers")
    assert found == [Found("node-exporter", path, "1.8.2")]


def test_an_unpacked_server_is_taken_when_the_one_on_path_does_not_fit(
    on_path: Path, tmp_path: Path
) -> None:
    install(on_path / "prometheus", "2.53.3")
    unpacked = tmp_path / "servers/prometheus-3.5/usr/bin/prometheus"
    install(unpacked, "3.11.0")
    found = provide(["prometheus-3.5"], tmp_path / "servers")
    assert found == [Found("prometheus-3.5", unpacked, "3.11.0")]


def test_a_program_lies_with_the_one_whose_package_brings_it(on_path: Path, tmp_path: Path) -> None:
    path = install(tmp_path / "servers/prometheus-2.42/usr/bin/promtool", "2.42.0+ds")
    found = provide(["promtool-2.42"], tmp_path / "servers")
    assert found == [Found("promtool-2.42", path, "2.42.0+ds")]


def test_a_program_of_which_any_version_does_need_not_print_one(
    on_path: Path, tmp_path: Path
) -> None:
    path = install(on_path / "vmalert-prod", "")
    path.write_text("#!/bin/sh\necho\n")
    assert provide(["vmalert"], tmp_path / "servers") == [Found("vmalert", path, UNTOLD)]


def test_a_program_that_does_not_run_is_not_taken(on_path: Path, tmp_path: Path) -> None:
    install(on_path / "vmalert", "").write_text("#!/bin/sh\nexit 1\n")
    unpacked = install(tmp_path / "servers/victoria-metrics/usr/bin/vmalert", "")
    assert provide(["vmalert"], tmp_path / "servers")[0].path == unpacked


@pytest.mark.parametrize(
    ("name", "version", "fits"),
    [
        ("prometheus-2.42", (2, 41), False),
        ("prometheus-2.42", (2, 42), True),
        ("prometheus-2.42", (3, 0), False),
        ("prometheus-3.5", (2, 55), False),
        ("prometheus-3.5", (3, 14), True),
        ("prometheus", (3, 14), True),
        ("promtool-3.5", (2, 55), False),
        ("victoria-metrics", (0, 1), True),
    ],
)
def test_versions_that_fit(name: str, version: tuple[int, int], fits: bool) -> None:
    assert PROGRAMS[name].fits(version) is fits

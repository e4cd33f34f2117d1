"""A catalogue survives its files, and files that are damaged are told."""

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from app.catalogue.catalogue import Catalogue
from app.catalogue.fetch import Fetched
from app.catalogue.labels import FixedLabels
from app.catalogue.metric import Metric, MetricType
from app.catalogue.snapshot import About, SnapshotError, read, read_about, write

FETCHED = Fetched(
    names=("up", "http_requests_total", "lat_bucket", "lat_count", "lat_sum", "héhé"),
    metrics=(
        Metric("up", MetricType.GAUGE, "Whether it is up."),
        Metric("http_requests_total", MetricType.COUNTER, "Requests.", "requests"),
        Metric("lat", MetricType.HISTOGRAM, "Latency."),
    ),
    values={"job": ("a", "b")},
    fetched_at=42.5,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(FETCHED, tmp_path)
    return tmp_path


def test_what_is_read_is_what_was_written(folder: Path) -> None:
    snapshot = read(folder)
    catalogue = Catalogue(snapshot.names, snapshot.index, FixedLabels({}), 42.5)
    assert snapshot.about == About(42.5, families=4, names=6, content=snapshot.about.content)
    assert snapshot.values == {"job": ("a", "b")}
    assert list(catalogue.names) == sorted(FETCHED.names)
    assert "lat_sum" in catalogue
    assert "lat" not in catalogue
    assert catalogue.family("lat_sum") == Metric("lat", MetricType.HISTOGRAM, "Latency.")
    assert catalogue.family("lat") == catalogue.family("lat_sum")
    assert catalogue.type_of("lat_bucket") is MetricType.COUNTER
    assert catalogue.metric("http_requests_total") == FETCHED.metrics[1]
    assert [match.metric.name for match in catalogue.search("request", 3)] == [
        "http_requests_total"
    ]


def test_the_content_is_the_same_while_names_types_and_values_are(tmp_path: Path) -> None:
    later = replace(FETCHED, fetched_at=99.0)
    other_values = replace(FETCHED, values={"job": ("a", "c")})
    other_names = replace(FETCHED, names=(*FETCHED.names, "new"))
    told = []
    for number, fetched in enumerate((FETCHED, later, other_values, other_names)):
        (tmp_path / str(number)).mkdir()
        write(fetched, tmp_path / str(number))
        told.append(read(tmp_path / str(number)).about.content)
    assert told[0] == told[1]
    assert len(set(told)) == 3


def test_a_catalogue_of_nothing_can_be_kept(tmp_path: Path) -> None:
    write(Fetched((), (), {}, 1.0), tmp_path)
    snapshot = read(tmp_path)
    assert (list(snapshot.names), snapshot.index.search("up", 3)) == ([], ())


@pytest.mark.parametrize("name", ["about.json", "names", "words.json", "values.json"])
@pytest.mark.parametrize("content", [b"", b"[", b"[1]", b"\x09" + bytes(30)])
def test_damaged_files_are_told(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(SnapshotError, match="cannot be read"):
        read(folder)


def test_a_damaged_index_is_told(folder: Path) -> None:
    (folder / "index" / "meta.json").write_bytes(b"{")
    with pytest.raises(SnapshotError, match="cannot be read"):
        read(folder)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="cannot be read"):
        read_about(tmp_path / "nowhere")


def test_files_of_another_version_are_told(folder: Path) -> None:
    about = orjson.loads((folder / "about.json").read_bytes())
    (folder / "about.json").write_bytes(orjson.dumps({**about, "form": "other"}))
    with pytest.raises(SnapshotError, match="another version"):
        read(folder)

from pathlib import Path

from bench.catalogue.building import build
from bench.catalogue.fake_prometheus import prometheus
from tests.unit.bench.catalogue.worlds import SMALL


def test_a_snapshot_is_made_opened_and_timed(tmp_path: Path) -> None:
    with prometheus(SMALL) as url:
        built = build(url, tmp_path, rounds=1)
    assert list(built.snapshot.names) == SMALL.names
    assert [one.unit for one in built.figures] == ["s", "s", "s", "ms"]
    assert built.figures[0].at_most == 5
    assert built.figures[0].value > built.figures[1].value

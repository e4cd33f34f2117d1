from bench.catalogue.kept_labels import KeptLabels
from tests.fakes import SOON
from tests.unit.bench.catalogue.worlds import SMALL

LABELS = KeptLabels.of_families(SMALL.families)


def test_each_series_has_the_labels_of_its_family() -> None:
    assert dict(LABELS.of("up", SOON).values) == {"instance": ("x",), "job": ("x",)}
    assert dict(LABELS.of("nowhere", SOON).values) == {}


def test_what_was_worked_out_is_kept() -> None:
    assert LABELS.everywhere() is LABELS.everywhere()
    assert LABELS.carriers("code", None, SOON) is LABELS.carriers("code", None, SOON)
    assert LABELS.carriers("code", "x", SOON) == {"http_requests_total"}
    assert LABELS.carriers("code", "200", SOON) == frozenset()

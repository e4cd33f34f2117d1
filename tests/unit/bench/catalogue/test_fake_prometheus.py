from collections.abc import Iterator

import pytest

from app.catalogue.building import Source
from app.prometheus.client import NoSuchPathError, Prometheus
from app.prometheus.forward import Upstream
from bench.catalogue.fake_prometheus import prometheus
from tests.fakes import SOON
from tests.unit.bench.catalogue.worlds import SMALL


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with prometheus(SMALL) as served:
        yield served


def test_a_catalogue_is_read_from_it_whole(url: str) -> None:
    fetched = Source(url).fetch()("", SOON)
    assert list(fetched.names) == SMALL.names
    assert {family.metric for family in SMALL.families} <= set(fetched.metrics)
    assert sorted(fetched.values) == ["code", "instance", "job"]


def test_what_is_not_there_is_an_error(url: str) -> None:
    with pytest.raises(NoSuchPathError):
        Prometheus(Upstream(url)).get("nowhere", [], "", SOON, max_bytes=1000)

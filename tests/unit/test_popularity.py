"""Metrics count by how many approved questions use them."""

from pathlib import Path

import pytest

from app.approvals.store import Store
from app.errors import UnavailableError
from app.popularity import Popularity
from app.question import ask


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path}/store.db")


def test_metrics_have_the_share_of_approved_questions_that_use_them(store: Store) -> None:
    for text, promql, approve in [
        ("a", "sum(rate(http_requests_total[$__rate_interval])) / up / up", True),
        ("b", 'up{job="a"} == 0', True),
        ("c", "node_load1", False),
        ("d", "not { promql", True),
        ("e", '{job="a"} > 1', True),
    ]:
        store.teach(ask("t", text), promql, who="alice", approve=approve)
    store.teach(ask("other", "a"), "other_metric", who="alice", approve=True)
    assert Popularity(store).of("t") == {"http_requests_total": 0.25, "up": 0.5}
    assert Popularity(store).of("nobody") == {}


def test_it_is_known_for_a_while(store: Store) -> None:
    popularity = Popularity(store)
    assert popularity.of("t") == {}
    store.teach(ask("t", "a"), "up", who="alice", approve=True)
    assert popularity.of("t") == {}


class Away:
    def list_records(self, *_: object, **__: object) -> list[object]:
        raise UnavailableError("the store is away")


def test_without_the_store_nothing_is_popular() -> None:
    assert Popularity(Away()).of("t") == {}  # type: ignore[arg-type]

"""What people decided is known a second later, as lessons."""

from pathlib import Path

import pytest

from app.approvals.records import Judged
from app.approvals.store import Store
from app.cache import Cache
from app.decided import Decided
from app.errors import UnavailableError
from app.pipeline.lessons import NO_LESSONS
from app.question import ask
from tests.unit.approvals.asked import MADE


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
    assert Decided(store).of("t").popularity == {"http_requests_total": 0.25, "up": 0.5}
    assert Decided(store).of("nobody").popularity == {}


def near(decided: Decided, words: str) -> list[str]:
    return [lesson.promql for lesson in decided.of("t").nearest(ask("t", words), 5)]


def test_what_was_approved_edited_and_turned_down_are_lessons(store: Store) -> None:
    first, second = ask("t", "shop turnover"), ask("t", "basket size")
    store.teach(first, "takings", who="alice", approve=True)
    store.teach(second, "baskets", who="alice", approve=False)
    assert near(Decided(store), "turnover of the shop") == ["takings"]
    assert near(Decided(store), "size of a basket") == []
    store.edit("t", first.hash, "takings_total", who="bob", approve=True)
    store.reject("t", second.hash, who="bob")
    assert near(Decided(store), "turnover of the shop") == ["takings_total"]
    leaning = Decided(store).of("t").leaning(ask("t", "size of a basket"))
    assert leaning == {"baskets": -1.0}


def test_they_are_read_again_only_where_somebody_decided(store: Store) -> None:
    listed: list[str] = []

    class Watched:
        def judged(self, tenant: str, *, limit: int) -> list[Judged]:
            listed.append(tenant)
            return store.judged(tenant, limit=limit)

        def last_decision(self, tenant: str) -> int:
            return store.last_decision(tenant)

    decided = Decided(Watched(), fresh=Cache(64, 0.0))
    store.teach(ask("t", "a"), "up", who="alice", approve=True)
    decided.of("t")
    store.save_translation(ask("t", "other"), MADE)
    decided.of("t")
    assert listed == ["t"]
    store.teach(ask("t", "b"), "up", who="alice", approve=True)
    decided.of("t")
    assert len(listed) == 2


def test_what_was_turned_down_stays_a_lesson_while_something_else_is_pending(store: Store) -> None:
    question = ask("t", "basket size")
    store.teach(question, "baskets", who="alice", approve=False)
    store.reject("t", question.hash, who="bob")
    store.save_translation(question, MADE)
    assert Decided(store).of("t").leaning(ask("t", "size of a basket")) == {"baskets": -1.0}


def test_an_approval_that_was_taken_back_is_no_lesson(store: Store) -> None:
    question = ask("t", "basket size")
    store.teach(question, "baskets", who="alice", approve=True)
    store.reject("t", question.hash, who="bob")
    assert near(Decided(store), "size of a basket") == []


class Away:
    def judged(self, tenant: str, *, limit: int) -> list[Judged]:
        raise UnavailableError("the store is away")

    def last_decision(self, tenant: str) -> int:
        raise UnavailableError("the store is away")


def test_without_the_store_there_are_no_lessons() -> None:
    assert Decided(Away()).of("t") == NO_LESSONS

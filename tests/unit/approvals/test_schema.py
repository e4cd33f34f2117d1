from concurrent.futures import ThreadPoolExecutor

import pytest

from app.approvals.schema import RETRY_SECONDS, Schema
from app.errors import UnavailableError
from tests.unit.approvals.conftest import Clock


class Upgrade:
    """Counts how often it is asked; fails while the database is away."""

    def __init__(self, *, away: bool = False) -> None:
        self.away = away
        self.urls: list[str] = []

    def __call__(self, url: str) -> None:
        self.urls.append(url)
        if self.away:
            raise UnavailableError("the store cannot be opened")


def test_migrations_run_once_whoever_asks() -> None:
    upgrade = Upgrade()
    schema = Schema("sqlite:///x", upgrade=upgrade, clock=Clock())
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: schema.ensure(), range(50)))
    assert upgrade.urls == ["sqlite:///x"]


def test_a_database_that_is_away_is_not_asked_by_every_request() -> None:
    upgrade, clock = Upgrade(away=True), Clock()
    schema = Schema("sqlite:///x", upgrade=upgrade, clock=clock)
    for _ in range(5):
        with pytest.raises(UnavailableError, match="the store cannot be opened"):
            schema.ensure()
    assert len(upgrade.urls) == 1


def test_a_database_that_comes_back_is_used_after_a_moment() -> None:
    upgrade, clock = Upgrade(away=True), Clock()
    schema = Schema("sqlite:///x", upgrade=upgrade, clock=clock)
    with pytest.raises(UnavailableError):
        schema.ensure()
    upgrade.away = False
    clock.now += RETRY_SECONDS
    schema.ensure()
    schema.ensure()
    assert len(upgrade.urls) == 2

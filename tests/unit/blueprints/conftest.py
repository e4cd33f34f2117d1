from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.question import ask
from app.settings import Settings
from app.wiring import EXTENSION, Services
from tests.unit.blueprints.upstream import Upstream, running

MakeApp = Callable[..., Flask]


@pytest.fixture
def prometheus() -> Iterator[Upstream]:
    with running() as upstream:
        yield upstream


@pytest.fixture
def make_app(prometheus: Upstream, tmp_path: Path) -> Iterator[MakeApp]:
    """Return a function that makes the application, with other settings where need be."""
    made: list[Flask] = []

    def make(**settings: object) -> Flask:
        known = {
            "prometheus_url": prometheus.url,
            "database_url": f"sqlite:///{tmp_path}/store.db",
            "catalogue_dir": tmp_path / "catalogue",
            "llm_provider": "builtin",
            "scrape_interval": 15,
        }
        made.append(create_app(Settings(**{**known, **settings})))
        return made[-1]

    yield make
    for app in made:
        services_of(app).close()


def services_of(app: Flask) -> Services:
    """Return what the views of an application share."""
    services: Services = app.extensions[EXTENSION]
    return services


def teach(app: Flask, text: str, promql: str, *, approve: bool = True) -> str:
    """Give a question its PromQL; return its hash."""
    question = ask("", text)
    services_of(app).store.teach(question, promql, who="alice", approve=approve)
    return question.hash

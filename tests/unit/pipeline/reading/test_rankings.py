"""Who takes most of something is ranked by its usage."""

import pytest

from app.pipeline.reading.rankings import with_plain_rankings
from app.pipeline.reading.superlatives import with_plain_superlatives


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("top 7 memory hogs among the jobs", "top 7 jobs by memory usage"),
        ("the biggest network consumer of all the pods", "top 1 pods by network usage"),
        ("4 most cpu-hungry namespaces", "top 4 namespaces by cpu usage"),
        ("worst consumers of disk space in our clusters", "top 5 clusters by disk space usage"),
        ("which node is the biggest swap eater", "which node has the highest swap usage"),
        ("the 2 slowest among the routes", "the 2 slowest routes"),
        ("the fullest of our disks", "the fullest disk"),
        ("are most of the pods ready", "are most of the pods ready"),
        ("how many users of the shop", "how many users of the shop"),
    ],
)
def test_who_takes_most_is_ranked_by_usage(said: str, plain: str) -> None:
    assert with_plain_rankings(said) == plain


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("how slow is the slowest route", "how slow is the maximum route"),
        ("how far behind is our laggiest replica", "how far behind is our maximum replica"),
        ("how low is the emptiest tank", "how low is the minimum tank"),
        ("how large is the latest backup", "how large is the latest backup"),
        ("how old is the oldest pod", "how old is the oldest pod"),
    ],
)
def test_how_much_the_most_is_asks_for_the_maximum(said: str, plain: str) -> None:
    assert with_plain_superlatives(said) == plain

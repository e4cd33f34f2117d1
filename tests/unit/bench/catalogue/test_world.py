from collections import Counter

import pytest

from app.catalogue.metric import MetricType
from app.catalogue.words import split
from bench.catalogue.retrieval_data import families
from bench.catalogue.world import FAMILIES, World, world


@pytest.fixture(scope="module")
def large() -> World:
    return world()


def test_the_world_is_the_same_in_every_run(large: World) -> None:
    assert world(3000).families == large.families[:3000]


def test_there_are_a_hundred_thousand_different_families(large: World) -> None:
    names = {family.metric.name for family in large.families}
    assert len(names) == len(large.families) == FAMILIES == 100_000


def test_the_families_of_real_exporters_are_among_them(large: World) -> None:
    assert large.families[: len(families())] == families()


def test_its_words_are_very_many(large: World) -> None:
    named = {word for family in large.families for word in split(family.metric.name)}
    told = {word for family in large.families for word in split(family.metric.help)}
    assert len(named) >= 6000
    assert len(named | told) >= 20_000


def test_all_types_are_there_and_each_has_its_series(large: World) -> None:
    types = Counter(family.metric.type for family in large.families)
    assert min(types.values()) > 500
    assert types[MetricType.GAUGE] > types[MetricType.COUNTER] > types[MetricType.HISTOGRAM]
    more = 2 * (types[MetricType.HISTOGRAM] + types[MetricType.SUMMARY])
    assert len(large.names) == FAMILIES + more

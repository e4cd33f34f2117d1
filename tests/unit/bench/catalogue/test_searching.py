from bench.catalogue.recall import catalogue_of
from bench.catalogue.retrieval_data import Wanted
from bench.catalogue.searching import search_figures
from tests.unit.bench.catalogue.worlds import SMALL


def test_searches_and_whole_retrievals_are_timed() -> None:
    wanted = [Wanted("http requests per second", ("http_requests_total",))]
    figures = search_figures(catalogue_of(SMALL.families), wanted)
    assert [one.name for one in figures] == [
        "search: p50",
        "search: p95",
        "retrieve: p50",
        "retrieve: p95",
    ]
    assert all(one.value > 0 and one.unit == "ms" for one in figures)
    assert figures[0].at_most == 2

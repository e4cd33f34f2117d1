from bench.catalogue.recall import Outcome, catalogue_of, outcomes, recall
from bench.catalogue.retrieval_data import Wanted
from tests.unit.bench.catalogue.worlds import SMALL

MET = Outcome(Wanted("q", ("a",)), (*"bcdefghij", "a"))
TOO_LATE = Outcome(Wanted("q", ("a",)), (*"bcdefghijk", "a"))


def test_only_the_first_ten_count() -> None:
    assert MET.is_met
    assert not TOO_LATE.is_met


def test_recall_is_the_part_that_is_met() -> None:
    figure = recall("retrieval", [MET, MET, MET, TOO_LATE])
    assert (figure.value, figure.unit, figure.reached) == (75.0, "%", False)
    assert recall("retrieval", [MET] * 20).reached


def test_what_retrieval_finds_stands_beside_what_was_wanted() -> None:
    wanted = Wanted("http requests per second", ("http_requests_total",))
    (outcome,) = outcomes(catalogue_of(SMALL.families), [wanted])
    assert outcome.found[0] == "http_requests_total"
    assert outcome.is_met

from app.catalogue.catalogue import Catalogue
from app.catalogue.words import stem
from app.pipeline.ranking.wanted import Wanted, wanted
from app.pipeline.reading.reading import read
from tests.unit.pipeline.llm.builtin.shop import catalogue

SHOP = catalogue()


def asked(text: str, of: Catalogue = SHOP) -> Wanted:
    return wanted(read(text), of.index)


def test_rare_words_weigh_more_than_common_ones() -> None:
    weights = asked("node goroutines").weights
    assert weights[stem("goroutines")] > weights[stem("node")]


def test_words_of_operations_weigh_little() -> None:
    weights = asked("average goroutines").weights
    assert weights[stem("average")] < weights[stem("goroutines")] / 5


def test_a_term_keeps_its_text_with_the_stems_it_is_made_of() -> None:
    assert asked("errors of web-mail").texts["web-mail"] == (stem("web"), stem("mail"))


def test_typos_are_wanted_as_what_they_mean() -> None:
    assert stem("goroutines") in asked("gorotines").weights


def test_what_is_related_to_a_word_was_asked_for_too() -> None:
    assert {stem("ram"), stem("memory")} <= asked("ram").asked


def test_nothing_asked_has_a_total_that_can_be_divided_by() -> None:
    assert asked("show me").total == 1.0
    assert asked("ram", Catalogue.of(())).total > 0

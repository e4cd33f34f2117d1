"""What cannot be answered is refused, over the families of real exporters."""

import pytest

from app.evaluation.questions import Case, load
from app.pipeline.llm.builtin.sureness import SURE
from bench.catalogue.recall import catalogue_of
from bench.catalogue.retrieval_data import families
from bench.sureness.__main__ import UNANSWERABLE
from bench.sureness.answers import Answer, of_nothing
from bench.sureness.report import Measured, misses, table

CASES = load(UNANSWERABLE)


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    return {each.question: each for each in of_nothing(catalogue_of(families()), CASES)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_it_is_not_answered(case: Case, answers: dict[str, Answer]) -> None:
    assert answers[case.question].sureness < SURE


def test_the_table_tells_shares_of_what_is_sure() -> None:
    answers = [Answer("a", 0.95, True), Answer("b", 0.72, False, "up"), Answer("c", 0.1, False)]
    told = table([Measured("m", answers), Measured("u", answers[2:], answerable=False)])
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in told.splitlines()]
    assert rows[-1] == ["0.90", "33.3 %", "100.0 %", "0"]
    assert ["0.70", "66.7 %", "50.0 %", "0"] in rows


def test_what_is_sure_and_wrong_is_listed() -> None:
    told = misses([Measured("m", [Answer("b", 0.8, False, "up")])], 0.75)
    assert told == "Sure and wrong at 0.75: 1\n- 0.80 m: b\n    given: up"

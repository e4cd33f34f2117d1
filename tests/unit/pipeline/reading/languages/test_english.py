from pathlib import Path

import pytest
import yaml

from app.pipeline.reading.languages.english import in_english
from app.recipes.loading import load

ROOT = Path(__file__).parents[5]


def asked(name: str, lang: str = "") -> set[str]:
    items = yaml.safe_load((ROOT / "bench" / name).read_text("utf-8"))
    return {item["question"] for item in items if not lang or item.get("lang") == lang}


def of_recipes() -> set[str]:
    recipes = [held.recipe for held in load()]
    asks = {test.ask for recipe in recipes for test in recipe.tests}
    return asks | {phrase for recipe in recipes for phrase in recipe.phrases}


def changed(questions: set[str]) -> set[str]:
    return {said for said in questions if in_english(said.casefold()) != said.casefold()}


def test_an_english_question_is_taken_for_no_other_language() -> None:
    questions = asked("questions.yaml") | asked("paraphrases.yaml") | of_recipes()
    assert changed(questions) == asked("questions.yaml", "de")


@pytest.mark.parametrize(
    "question",
    [
        "cpu usage in regions es and de",
        "requests by tag in prod",
        "code tag",
        "requests per service in de, fr, es",
        "how many pods die in la",
        "total service latency of el-paso",
        "which queues are at the limit in den haag",
        "what is the max charge on disque",
        "median request duration in actual usage",
    ],
)
def test_a_few_words_of_another_language_leave_a_question_english(question: str) -> None:
    assert in_english(question) == question


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("show me die cpu auslastung", "show me the cpu usage"),
        ("wie viele requests in the last hour", "how many requests in the last hour"),
    ],
)
def test_a_question_in_two_languages_is_read_as_the_other_one(question: str, english: str) -> None:
    assert in_english(question) == english

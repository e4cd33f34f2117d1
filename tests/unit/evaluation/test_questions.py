"""A file of questions is read, or it is said what is wrong in it."""

from pathlib import Path

import pytest

from app.evaluation.questions import Case, Mode, QuestionsError, chosen, load

ONE = "- {id: a, question: what is up, gold: up}"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("text", [ONE, f"questions:\n{ONE}"])
def test_a_list_of_questions_is_read(tmp_path: Path, text: str) -> None:
    assert load(written(tmp_path, text)) == (Case(id="a", question="what is up", gold="up"),)


def test_a_question_has_its_fields(tmp_path: Path) -> None:
    text = """
- id: a
  question: how busy
  mode: range
  gold: x
  alternates: [y, z]
  difficulty: 3
  window_free: true
  unit_ok: time
- id: b
  question: wifi signal
"""
    first, second = load(written(tmp_path, text))
    assert (first.mode, first.expected, first.unit_ok) == (Mode.RANGE, ("x", "y", "z"), "time")
    assert (first.is_answerable, second.is_answerable, second.expected) == (True, False, ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "cannot be read"),
        ("nothing", "is no list of questions: Input should be a valid list"),
        ("{a: 1}", "is no list of questions: Input should be a valid list"),
        ("[]", "holds no question"),
        ("questions: []", "holds no question"),
        (
            "- {id: a, question: x, gold: up, alternates: up}",
            "question a, alternates: Input should be a valid list",
        ),
        ("- {id: a, gold: up}", "question a, question: Field required"),
        ("- {question: x, gold: up}", "question 1, id: Field required"),
        ("- {id: a, question: x, answerable: true}", "a question has a gold"),
        ("- {id: a, question: x, gold: up, answerable: false}", "a question has a gold"),
        ("- {id: a, question: x, gold: up, windowfree: true}", "windowfree: Extra inputs"),
        (f"{ONE}\n{ONE}", "has questions of one id: a"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(QuestionsError, match=told):
        load(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="cannot be read"):
        load(tmp_path / "none.yaml")


def test_questions_are_chosen_by_id_in_their_order() -> None:
    cases = [Case(id=name, question="what is up") for name in ("disk-1", "disk-2", "load")]
    assert [case.id for case in chosen(cases, ["load", "disk-1"])] == ["disk-1", "load"]
    assert chosen(cases, []) == tuple(cases)


@pytest.mark.parametrize(
    ("name", "close"), [("disk-3", "disk-2, disk-1"), ("zz", "disk-1, disk-2")]
)
def test_an_id_that_is_not_there_is_told_with_others(name: str, close: str) -> None:
    cases = [Case(id=name, question="what is up") for name in ("disk-1", "disk-2")]
    with pytest.raises(QuestionsError, match=f"no question has the id {name}: there are {close}"):
        chosen(cases, ["disk-1", name])

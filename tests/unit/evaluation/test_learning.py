"""What is learned from approvals is measured on other words for the same, and on all the rest."""

from dataclasses import dataclass, field

import pytest

from app.evaluation.learning import Learned, measure, plan
from app.evaluation.learning_report import report, text
from app.evaluation.outcome import Outcome, Verdict
from app.evaluation.questions import Case, QuestionsError
from app.question import ask


def case(name: str, gold: str = "", topic: str = "") -> Case:
    return Case(id=name, question=f"turnover {name}", gold=gold, topic=topic)


A = [case(f"a{number}", "takings") for number in range(5)]
B = [case("b1", "visits", "visits"), case("b2", "sum(visits)", "visits")]
ALONE = [case("c", "up"), case("d", "up * 2", "other"), case("e"), case("f")]


def test_half_of_each_topic_is_approved_and_the_other_half_asked() -> None:
    planned = plan([*A, *ALONE, *B])
    assert [each.id for each in planned.taught] == ["a0", "a2", "b1"]
    assert [each.id for each in planned.asked] == ["a1", "a3", "a4", "b2"]
    assert planned.unrelated == tuple(ALONE)


def test_what_is_approved_has_its_gold() -> None:
    first = plan(A).lessons()[0]
    assert (first.question, first.promql, first.approved) == ("turnover a0", "takings", True)
    assert first.normalised == ask("", "turnover a0").normalised


def test_without_topics_there_is_nothing_to_learn() -> None:
    with pytest.raises(QuestionsError, match="no two questions have one topic or one gold"):
        plan(ALONE)


@dataclass
class Pupil:
    """Answers what was taught, and what it knew before unless that is forgotten."""

    learned: Learned
    forgets: frozenset[str] = frozenset()
    asked: list[str] = field(default_factory=list)

    def ask(self, case: Case) -> Outcome:
        self.asked.append(case.id)
        near = self.learned.of("").nearest(ask("", case.question), 5)
        right = bool(near) if case.gold == "takings" else not (near and case.id in self.forgets)
        verdict = Verdict.RIGHT if right else Verdict.WRONG
        return Outcome(case, verdict, "x", same_metrics=right)


def test_before_and_after_are_told() -> None:
    learned = Learned()
    pupil = Pupil(learned)
    measured = measure(pupil, learned, plan([*A, *ALONE]))
    assert len(pupil.asked) == 2 * (3 + 4)
    told = text(measured)
    assert "Approved: 2 questions of 1 topic" in told
    assert "Other words for the same: 3 questions, right before 0.0 %, after 100.0 %" in told
    assert "All others: 4 questions, right before 100.0 %, after 100.0 %" in told
    assert "Better: a1, a3, a4" in told
    assert "Worse: none" in told
    assert report(measured)["asked"] == {
        "questions": 3,
        "before": 0.0,
        "after": 1.0,
        "metrics_before": 0.0,
        "metrics_after": 1.0,
    }


def test_what_got_worse_is_named_with_both_answers() -> None:
    learned = Learned()
    measured = measure(Pupil(learned, frozenset({"c"})), learned, plan([*A, *ALONE]))
    told = text(measured)
    assert "All others: 4 questions, right before 100.0 %, after 75.0 %" in told
    assert "Worse: c\n- c (wrong): turnover c\n    right: up\n    before: x\n    after: x" in told
    assert report(measured)["worse"] == ["c"]


def test_nothing_is_told_of_others_where_there_are_none() -> None:
    learned = Learned()
    told = text(measure(Pupil(learned), learned, plan(A)))
    assert "All others: 0 questions" in told

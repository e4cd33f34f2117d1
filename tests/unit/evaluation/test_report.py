"""The report tells the shares, the figures and every miss."""

from app.domain import Usage
from app.evaluation import report
from app.evaluation.outcome import Outcome, Verdict
from app.evaluation.questions import Case

RATE = Case(id="r", question="request rate", gold="rate(x[5m])", category="rate", difficulty=2)
GAUGE = Case(id="g", question="memory", gold="m", category="gauge")
NOTHING = Case(id="n", question="weather", category="unanswerable")
OUTCOMES = (
    Outcome(RATE, Verdict.RIGHT, "rate(x[1m])", "", True, True, Usage(2, 100, 9), {"model": 4.0}),
    Outcome(GAUGE, Verdict.WRONG, "f", "", False, True, Usage(1, 50, 4), {"model": 8.0}),
    Outcome(NOTHING, Verdict.INVENTED, "w"),
    Outcome(GAUGE, Verdict.REFUSED, None, "no such metric"),
)


def test_the_table_tells_shares_by_category_and_difficulty() -> None:
    lines = report.text(OUTCOMES).splitlines()
    rows = {line.split("|")[1].strip(): line.split("|")[2:-1] for line in lines if "|" in line}
    told = {name: [cell.strip() for cell in cells] for name, cells in rows.items()}
    assert told["category rate"] == ["1", "100.0 %", "100.0 %", "100.0 %", "0", "0", "0"]
    assert told["category gauge"] == ["2", "0.0 %", "0.0 %", "50.0 %", "1", "0", "1"]
    assert told["category unanswerable"] == ["1", "0.0 %", "–", "–", "0", "0", "1"]
    assert told["difficulty 2"][:2] == ["1", "100.0 %"]
    assert told["all"] == ["4", "25.0 %", "33.3 %", "66.7 %", "1", "0", "2"]
    assert "set -" not in told


def test_figures_and_misses_are_told() -> None:
    text = report.text(OUTCOMES)
    assert "Of those answered right: 50.0 %" in text
    assert "Answers to what cannot be answered: 1 of 1 such questions" in text
    assert "Model calls: 3; tokens: 150 in, 13 out" in text
    assert "Milliseconds, model: p50 8.0, p95 8.0" in text
    assert "Misses: 3\n- g (wrong): memory\n    right: m\n    given: f" in text
    assert "- g (refused): memory\n    right: m\n    because: no such metric" in text


def test_programs_get_all_of_it() -> None:
    told = report.report(OUTCOMES)
    assert (told["questions"], told["accuracy"]) == (4, 0.25)
    assert told["by"]["category"]["rate"] == {"questions": 1, "accuracy": 1.0}
    assert told["verdicts"]["refused"] == 1
    assert told["model"] == {"calls": 3, "prompt_tokens": 150, "completion_tokens": 13}
    assert told["outcomes"][0]["case"]["id"] == "r"
    assert told["outcomes"][0]["usage"]["calls"] == 2

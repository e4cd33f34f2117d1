"""Each rule against its cases, which stand as data in `cases/<rule>.yaml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.domain import Problem
from app.pipeline.lint import RULES
from app.pipeline.lint.base import Rule
from app.pipeline.parse import parse
from tests.unit.pipeline.lint.world import surroundings

CASES = Path(__file__).parent / "cases"
BY_ID = {rule.id: rule for rule in RULES}
# What a case says about its surroundings; the rest says what is found.
WORLD_KEYS = {"version", "scrape", "shortest", "retention", "instant"}


@dataclass(frozen=True)
class Case:
    """A query, and what its rule finds in it: nothing, one finding, or several."""

    rule: str
    promql: str
    found: tuple[dict[str, Any], ...]
    world: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.rule}: {self.promql}"


def cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.yaml")):
        told = yaml.safe_load(path.read_text())
        for good in told["good"]:
            case = {"promql": good} if isinstance(good, str) else good
            yield Case(path.stem, case["promql"], (), _world(case))
        for bad in told["bad"]:
            found = bad.get("found", [_without(bad, WORLD_KEYS | {"promql"})])
            yield Case(path.stem, bad["promql"], tuple(found), _world(bad))


def _world(case: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in case.items() if key in WORLD_KEYS}


def _without(case: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in case.items() if key not in keys}


def _told(problem: Problem, asked: dict[str, Any]) -> dict[str, Any]:
    told = {
        "severity": problem.severity.value,
        "fragment": problem.fragment,
        "short": problem.short,
        "long": problem.long,
        "suggestions": list(problem.suggestions),
    }
    return {key: told[key] for key in asked}


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_a_rule_finds_what_its_case_says_and_no_more(case: Case) -> None:
    rule = BY_ID[case.rule]
    problems = list(rule.check(parse(case.promql), surroundings(case.world).context()))
    assert [problem.rule for problem in problems] == [case.rule] * len(case.found)
    expected = [{"severity": rule.severity.value, **found} for found in case.found]
    told = [_told(problem, asked) for problem, asked in zip(problems, expected, strict=True)]
    assert told == expected


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_has_cases_of_both_kinds(rule: Rule) -> None:
    told = yaml.safe_load((CASES / f"{rule.id}.yaml").read_text())
    assert len(told["good"]) >= 3
    assert len(told["bad"]) >= 3
    assert set(told) == {"good", "bad"}


def test_rules_are_named_once() -> None:
    assert len(BY_ID) == len(RULES)

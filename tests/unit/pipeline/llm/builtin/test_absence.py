"""Whether something is there at all is asked of its job, or of the label that would name it."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.labels import FixedLabels
from tests.unit.pipeline.llm.builtin.shop import GAUGE, Rows, rows
from tests.unit.pipeline.llm.builtin.test_builtin import answer

_HOLDINGS: tuple[tuple[Metric, Rows], ...] = (
    (
        Metric("up", GAUGE, "1 if the last scrape worked."),
        rows(job=("crane-exporter", "berth"), instance=("pier-1:80", "pier-2:80")),
    ),
    (
        Metric("crane_load_kilograms", GAUGE, "Load on a crane."),
        rows(job=("crane-exporter",), instance=("pier-1:80", "pier-2:80"), crane=("c1", "c2")),
    ),
    (
        Metric("beacon_test_success", GAUGE, "Whether a beacon answered."),
        rows(job=("beacon",), instance=("https://red.harbour.example/up", "https://pier.example")),
    ),
    (
        Metric("berth_ships", GAUGE, "Ships at a berth."),
        rows(job=("berth",), instance=("pier-1:80",), berth_name=("north", "south")),
    ),
)
PORT = Catalogue.of(
    [metric for metric, _ in _HOLDINGS],
    labels=FixedLabels({metric.name: held for metric, held in _HOLDINGS}),
)


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("has the crane exporter gone missing?", 'absent(up{job="crane-exporter"})'),
        ("no target at all exists for the job berth", 'absent(up{job="berth"})'),
        ("is there no berth target at all", 'absent(up{job="berth"})'),
        ("tell me when there are no tugboat targets", 'absent(up{job="tugboat"})'),
        ("alert if no metrics from the berth job", 'absent(up{job="berth"})'),
        ("1 if nothing is collected for the job name tugboat", 'absent(up{job="tugboat"})'),
        ("has the berth job vanished", 'absent(up{job="berth"})'),
        ("does crane c7 exist at all", 'absent(crane_load_kilograms{crane="c7"})'),
        (
            "are the crane load metrics of pier-4 missing?",
            'absent(crane_load_kilograms{instance="pier-4:80"})',
        ),
        ("is berth missing from our scrape targets", 'absent(up{job="berth"})'),
        (
            "is light.harbour.example missing from our beacon tests?",
            'absent(beacon_test_success{instance="https://light.harbour.example"})',
        ),
        ("is there a berth called West.2", 'absent(berth_ships{berth_name="West.2"})'),
    ],
)
def test_what_is_not_there_is_asked_for_by_absent(question: str, promql: str) -> None:
    assert answer(question, PORT).promql == promql


@pytest.mark.parametrize(
    "question",
    ["ships missing in the berth job", "how many targets are missing", "is a crane gone"],
)
def test_what_is_missing_of_something_is_not_its_absence(question: str) -> None:
    assert "absent" not in (answer(question, PORT).promql or "")


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        (
            "cranes that reported their load an hour ago but do not any more",
            (
                "count by (crane) (crane_load_kilograms offset 1h)"
                " unless count by (crane) (crane_load_kilograms)"
            ),
        ),
        ("which targets were up 2 hours ago and are gone now", "up offset 2h unless up"),
        (
            "berths that stopped reporting ships in the last 30 minutes",
            "berth_ships offset 30m unless berth_ships",
        ),
    ],
)
def test_what_was_there_then_and_is_not_now_is_set_apart(question: str, promql: str) -> None:
    assert answer(question, PORT).promql == promql

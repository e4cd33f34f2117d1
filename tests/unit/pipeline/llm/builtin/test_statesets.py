"""What has a series for each state is asked for by the one that is 1."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.labels import FixedLabels
from tests.unit.pipeline.llm.builtin.shop import GAUGE, Rows, rows
from tests.unit.pipeline.llm.builtin.test_builtin import answer

_HOLDINGS: tuple[tuple[Metric, Rows], ...] = (
    (
        Metric("up", GAUGE, "1 if the last scrape worked."),
        rows(job=("squid", "ferry"), instance=("a:80", "b:80")),
    ),
    (
        Metric("squid_peer_status", GAUGE, "Status of a peer, by its state."),
        rows(job=("squid",), instance=("a:80",), peer=("p1", "p2"), state=("UP", "DOWN", "DRAIN")),
    ),
    (
        Metric("ferry_ramp_state", GAUGE, "State of a ramp."),
        rows(job=("ferry",), instance=("b:80",), ramp=("r1", "r2"), state=("raised", "stopped")),
    ),
)
PEERS = Catalogue.of(
    [metric for metric, _ in _HOLDINGS],
    labels=FixedLabels({metric.name: held for metric, held in _HOLDINGS}),
)


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("which squid peers are DOWN", 'squid_peer_status{state="DOWN"} == 1'),
        ("squid peers that are not up", 'squid_peer_status{state!="UP"} == 1'),
        ("how many squid peers are up", 'sum(squid_peer_status{state="UP"})'),
        ("which ferry ramps are stopped", 'ferry_ramp_state{state="stopped"} == 1'),
        ("which squid targets are down", 'up{job="squid"} == 0'),
        ("which targets do not answer", "up == 0"),
        ("everything that prometheus cannot scrape", "up == 0"),
    ],
)
def test_a_state_that_a_label_tells_is_the_one_that_is_so(question: str, promql: str) -> None:
    assert answer(question, PEERS).promql == promql

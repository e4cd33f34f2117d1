"""Which things come back: those in the state asked for, those there is any of, each of a kind."""

import pytest

from app.catalogue.catalogue import Catalogue, Metric
from app.catalogue.labels import FixedLabels
from tests.unit.pipeline.llm.builtin.shop import COUNTER, GAUGE, Rows, rows
from tests.unit.pipeline.llm.builtin.test_builtin import answer

_PORT = {"job": ("port",), "instance": ("port:80",)}
_CACHES = {"job": ("memcached",), "instance": ("cache-a:11211", "cache-b:11211")}
_HOLDINGS: tuple[tuple[Metric, Rows], ...] = (
    (
        Metric("port_gate_open", GAUGE, "Whether a gate of the port is open."),
        rows(**_PORT, gate=("north", "south")),
    ),
    (
        Metric("port_lock_unsealed", GAUGE, "1 if the canal lock is unsealed, 0 if it is bolted."),
        rows(**_PORT, lock=("l1", "l2")),
    ),
    (
        Metric("port_feature_flag", GAUGE, "Features that are rolled out."),
        rows(**_PORT, flag=("tugs", "pilots")),
    ),
    (
        Metric("port_crane_stops_total", COUNTER, "Emergency stops of a crane."),
        rows(**_PORT, crane=("c1", "c2"), reason=("wind", "load", "fire")),
    ),
    (
        Metric("port_crane_temperature_celsius", GAUGE, "Temperature of the motor of a crane."),
        rows(**_PORT, crane=("c1", "c2")),
    ),
    (Metric("port_tank_free_bytes", GAUGE, "Free."), rows(**_PORT, tank=("t1", "t2"))),
    (Metric("port_tank_size_bytes", GAUGE, "Size."), rows(**_PORT, tank=("t1", "t2"))),
    (
        Metric("port_ship_calls_total", COUNTER, "Calls that a ship answered."),
        rows(**_PORT, harbour=("hull", "dover"), ship=("s1", "s2")),
    ),
    (Metric("memcached_current_items", GAUGE, "Items in the cache."), rows(**_CACHES)),
    (
        Metric("memcached_slab_chunks", GAUGE, "Chunks of a slab."),
        rows(**_CACHES, slab=("1", "2")),
    ),
)
PORT = Catalogue.of(
    [metric for metric, _ in _HOLDINGS],
    labels=FixedLabels({metric.name: held for metric, held in _HOLDINGS}),
)
_STOPS = "sum by (crane) (increase(port_crane_stops_total[2h]))"


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("which gates are open", "port_gate_open == 1"),
        ("which gates are closed", "port_gate_open == 0"),
        ("how many gates are closed", "count(port_gate_open == 0)"),
        ("is any lock sealed, and which one", "port_lock_unsealed == 0"),
        ("which locks are bolted", "port_lock_unsealed == 0"),
        ("which locks are unsealed", "port_lock_unsealed == 1"),
        ("which feature flags are switched off", "port_feature_flag == 0"),
        ("which feature flags are on", "port_feature_flag == 1"),
    ],
)
def test_the_other_side_of_a_state_is_where_it_is_not_so(question: str, promql: str) -> None:
    assert answer(question, PORT).promql == promql


@pytest.mark.parametrize(
    "said",
    [
        "only those that did stop",
        "only cranes with any",
        "leave out those without any",
        "omit zeros",
        "only where there were any",
    ],
)
def test_only_those_there_is_any_of_are_above_zero(said: str) -> None:
    assert answer(f"stops per crane in the last 2h, {said}", PORT).promql == f"{_STOPS} > 0"


def test_what_is_only_of_one_kind_is_not_above_zero() -> None:
    question = "stops per crane in the last 2h, only those because of wind"
    assert "> 0" not in str(answer(question, PORT).promql)


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("how many items does each memcached have", "memcached_current_items"),
        (
            "how many chunks does every memcached hold",
            "sum by (instance) (memcached_slab_chunks)",
        ),
        ("chunks held by memcached", "memcached_slab_chunks"),
    ],
)
def test_each_of_a_product_is_each_server_of_it(question: str, promql: str) -> None:
    assert answer(question, PORT).promql == promql


@pytest.mark.parametrize(
    ("question", "promql"),
    [
        ("how hot is our hottest crane", "max(port_crane_temperature_celsius)"),
        ("how warm is the coldest crane right now", "min(port_crane_temperature_celsius)"),
        ("how full is the fullest tank", "max(1 - port_tank_free_bytes / port_tank_size_bytes)"),
    ],
)
def test_how_much_the_most_is_is_one_number(question: str, promql: str) -> None:
    assert answer(question, PORT).promql == promql


@pytest.mark.parametrize(
    "said", ["since the port started", "since startup", "so far", "in its lifetime"]
)
def test_all_there_ever_was_is_the_counter_itself(said: str) -> None:
    assert answer(f"how many stops has each crane had {said}", PORT).promql == (
        "sum by (crane) (port_crane_stops_total)"
    )


def test_things_of_several_are_told_by_both() -> None:
    question = "which ships of hull and dover answered more than 5 calls in the last hour"
    assert answer(question, PORT).promql == (
        'sum by (harbour, ship) (increase(port_ship_calls_total{harbour=~"hull|dover"}[1h])) > 5'
    )


def test_no_other_things_are_ranked_than_those_asked_for() -> None:
    assert answer("top 3 tugboats by crane temperature", PORT).promql is None


def test_several_values_are_one_part_of_a_share() -> None:
    question = "share of wind and fire stops of crane c1 over the last 30m"
    assert answer(question, PORT).promql == (
        'sum(rate(port_crane_stops_total{crane="c1", reason=~"wind|fire"}[30m]))'
        ' / sum(rate(port_crane_stops_total{crane="c1"}[30m]))'
    )

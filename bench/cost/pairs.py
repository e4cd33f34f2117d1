"""Writes queries with an operator between two sides."""

from random import Random

from bench.cost.draft import Draft
from bench.cost.metrics import (
    BUCKET_COUNT,
    BUCKET_SUM,
    COUNTERS,
    GAUGES,
    LAST_SUCCESS,
    MAX_FILES,
    MEMORY,
    OPEN_FILES,
    POD_INFO,
    REQUESTS,
    RPC_COUNT,
    RPC_SUM,
    UP,
    WORKING_SET,
    Metric,
)
from bench.cost.selectors import instant, random_range, selector
from bench.cost.vectors import rate

_WITH_SCALAR = (
    *("{} * 8", "{} / 1024", "1 - {}", "{} > 30", "{} > bool 30", "{} ^ 2"),
    "time() - {}",
)
_SIDE_BY_SIDE = ((OPEN_FILES, MAX_FILES), (MEMORY, OPEN_FILES), (MEMORY, MAX_FILES))
_OF_A_POD = "on (namespace, pod)"


def scalar_and_vector(random: Random) -> Draft:
    """Return a calculation or comparison with a number."""
    if random.random() < 0.4:
        inner = rate(random, random.choice(COUNTERS))
    else:
        inner = instant(random, random.choice((*GAUGES, LAST_SUCCESS)))
    return Draft(random.choice(_WITH_SCALAR).format(inner.promql), inner.reach_seconds)


def vector_and_vector(random: Random) -> Draft:
    """Return one of the calculations that people do with two metrics."""
    ways = (_side_by_side, _average, _share_of_errors, _share_of_code, _with_info)
    return random.choice(ways)(random)


def set_operation(random: Random) -> Draft:
    """Return series of one side that the other side has, or has not, or both sides'."""
    left, right = random.choice(
        ((MEMORY, OPEN_FILES), (REQUESTS, UP), (WORKING_SET, POD_INFO), (UP, OPEN_FILES))
    )
    match random.choice(("and", "unless", "or", "limited")):
        case "or":
            return Draft(f"{selector(random, left)} or {selector(random, right)}")
        case "limited":
            return Draft(f"{selector(random, left)} and {_OF_A_POD} ({right.name} > 40)")
        case operator:
            return Draft(f"{selector(random, left)} {operator} {_OF_A_POD} {right.name}")


def _side_by_side(random: Random) -> Draft:
    left, right = random.choice(_SIDE_BY_SIDE)
    operator = random.choice(("/", "-", ">", "<"))
    on = random.choice(("", "on (instance)", "ignoring (job)"))
    return Draft(f"{selector(random, left)} {operator} {on} {selector(random, right)}")


def _average(random: Random) -> Draft:
    total, count = random.choice(((RPC_SUM, RPC_COUNT), (BUCKET_SUM, BUCKET_COUNT)))
    by = random.choice(("", "", "sum by (namespace)", "sum"))
    span, seconds = random_range(random)
    sides = (_rate(metric, "", span) for metric in (total, count))
    return Draft(" / ".join(f"{by}({side})" for side in sides), seconds)


def _share_of_errors(random: Random) -> Draft:
    label = random.choice(("namespace", "handler", "pod"))
    span, seconds = random_range(random)
    errors = _rate(REQUESTS, 'code=~"5.."', span)
    return Draft(
        f"sum by ({label})({errors}) / sum by ({label})({_rate(REQUESTS, '', span)})", seconds
    )


def _share_of_code(random: Random) -> Draft:
    codes = selector(random, REQUESTS)
    return Draft(f"{codes} / ignoring (code) group_left sum without (code)({REQUESTS.name})")


def _with_info(random: Random) -> Draft:
    used = selector(random, WORKING_SET)
    return Draft(f"{used} * {_OF_A_POD} group_left (cluster) {POD_INFO.name}")


def _rate(metric: Metric, matchers: str, span: str) -> str:
    return f"rate({metric.name}{f'{{{matchers}}}' if matchers else ''}[{span}])"

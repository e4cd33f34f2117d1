import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise

import pytest

from bench.world.exposition import lines, page
from bench.world.families import Family
from bench.world.noise import SLOT_SECONDS
from bench.world.targets import HISTORY_SECONDS, Target
from bench.world.values import Place, sampled
from bench.world.world import Scraped, Series, world

END = 1_700_000_010
# Every fourth scrape: resets and waves are far longer.
OFFSETS = tuple(float(x) for x in range(-HISTORY_SECONDS + 7, 900, 4 * SLOT_SECONDS))


def all_series() -> Iterator[tuple[Target, Family, Series]]:
    for scraped in world():
        for exposed in scraped.exposed:
            for series in exposed.series:
                yield scraped.target, exposed.family, series


def of(job: str) -> Scraped:
    return next(scraped for scraped in world() if scraped.target.job == job)


def values(series: Series, offsets: tuple[float, ...] = OFFSETS) -> list[float]:
    return [float(text) for text in series.shape.texts(offsets, END)]


def falls_between_starts(target: Target, series: Series) -> bool:
    told = zip(OFFSETS, values(series), strict=True)
    return any(
        value > later_value and not any(offset < start <= later for start in target.starts)
        for (offset, value), (later, later_value) in pairwise(told)
    )


def is_counter(family: Family, series: Series) -> bool:
    return family.has_metadata and (
        family.type == "counter"
        or (family.type == "histogram" and series.name.endswith(("_bucket", "_count", "_sum")))
    )


def test_the_world_is_as_large_as_it_should_be() -> None:
    families = {family.name for _, family, _ in all_series()}
    assert len(families) >= 300
    assert 5_000 <= sum(scraped.size for scraped in world()) <= 9_000
    assert 40 <= len(world()) <= 60


def test_no_two_series_are_the_same() -> None:
    seen = [
        (series.name, *sorted({**target.labels, **series.labels}.items()))
        for target, _, series in all_series()
    ]
    assert len(set(seen)) == len(seen)


def test_counters_fall_only_where_their_process_starts_again() -> None:
    fallen = {
        series.name
        for target, family, series in all_series()
        if is_counter(family, series) and falls_between_starts(target, series)
    }
    assert fallen == set()


def test_a_reboot_resets_the_counters_of_the_machine() -> None:
    starts = {
        scraped.target.instance
        for scraped in world()
        if any(start > -HISTORY_SECONDS for start in scraped.target.starts)
    }
    assert "fra-worker-4:9100" in starts
    assert "fra-worker-1:9100" not in starts


def test_a_wider_bucket_holds_as_much_at_least_and_the_last_one_all() -> None:
    buckets: dict[tuple[object, ...], list[list[float]]] = defaultdict(list)
    counts = {}
    for target, family, series in all_series():
        if family.type != "histogram" or not family.has_metadata:
            continue
        key = _histogram(target, family, series)
        if series.name.endswith("_bucket"):
            buckets[key].append(values(series, OFFSETS[-3:]))
        elif series.name.endswith("_count"):
            counts[key] = values(series, OFFSETS[-3:])
    assert len(buckets) == len(counts) > 100
    for key, rows in buckets.items():
        assert rows[-1] == counts[key]
        assert all(
            low <= high
            for row, wider in pairwise(rows)
            for low, high in zip(row, wider, strict=True)
        )


def test_a_sum_goes_with_its_buckets() -> None:
    (*buckets, count, total) = sampled(
        "histogram", {"rate": 10, "median": 0.2}, {}, Place(("x",), (-86400.0,))
    )
    mean = float(total.shape.texts([0.0], END)[0]) / float(count.shape.texts([0.0], END)[0])
    below = {one.label: float(one.shape.texts([0.0], END)[0]) for one in buckets}
    assert below["le", "0.1"] < 0.5 * below["le", "+Inf"] < below["le", "0.5"]
    assert 0.2 < mean < 0.6


def test_the_time_of_every_cpu_adds_up() -> None:
    spent: dict[str, float] = defaultdict(float)
    for series in (one for exposed in of("node").exposed for one in exposed.series):
        if series.name == "node_cpu_seconds_total":
            before, after = values(series, (-600.0, -300.0))
            spent[series.labels["cpu"]] += after - before
    assert len(spent) == 4
    assert list(spent.values()) == [pytest.approx(300, abs=0.1)] * 4


def test_the_same_moment_has_the_same_values_live_and_in_history() -> None:
    redis = of("redis")
    live = page(redis, -150.0, END)
    past = "".join(lines(redis, [END * 1000 - 150_000], END))
    told = [line for line in live.splitlines() if line.startswith("redis_connected_clients ")]
    assert told
    value = told[0].split()[1]
    assert (
        f'redis_connected_clients{{instance="redis-session-0:9121",job="redis"}} {value} ' in past
    )


def test_a_target_that_is_down_has_no_samples_but_up() -> None:
    down = next(scraped for scraped in world() if scraped.target.down_since is not None)
    told = "".join(lines(down, [END * 1000 - 60_000], END)).splitlines()
    assert [line.split("{")[0] for line in told] == ["up"]
    assert told[0].split()[1] == "0"


def test_values_are_the_same_on_each_machine() -> None:
    """Another process has other seeds for its hashes."""
    program = (
        "from hashlib import sha256;from bench.world.exposition import page;"
        "from bench.world.world import world;"
        f"print(sha256(''.join(page(s, -33.0, {END}) for s in world()).encode()).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    own = "".join(page(scraped, -33.0, END) for scraped in world())
    assert done.stdout.decode().strip() == sha256(own.encode()).hexdigest()


def _histogram(target: Target, family: Family, series: Series) -> tuple[object, ...]:
    own = sorted((name, value) for name, value in series.labels.items() if name != "le")
    return (target.job, target.instance, family.name, *own)

"""What Prometheus scrapes: jobs and their targets, as the file of jobs tells them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bench.world.cluster import pods_of, tables
from bench.world.noise import SLOT_SECONDS, seed_of
from bench.world.numbers import Row, needed
from bench.world.reading import read

HISTORY_SECONDS = 3 * 3600
_BEFORE = 30 * 86400.0


@dataclass(frozen=True, slots=True)
class Target:
    """One scraped process; offsets are seconds from the end of the history."""

    job: str
    instance: str
    labels: Mapping[str, str]
    row: Row
    exposes: tuple[str, ...]
    starts: tuple[float, ...]
    down_since: float | None

    @property
    def phase_ms(self) -> int:
        """Return how long after the full quarter of a minute it is scraped."""
        return seed_of("phase", self.job, self.instance) % (SLOT_SECONDS * 1000)

    def is_up(self, offset: float) -> bool:
        """Say whether it answers at this time."""
        return self.down_since is None or offset < self.down_since


@cache
def targets() -> tuple[Target, ...]:
    """Return every target, those of a job together."""
    return tuple(target for job in read("jobs.yaml") for target in _of_job(job))


def _of_job(job: Mapping[str, Any]) -> Iterator[Target]:
    for number, row in enumerate(_rows(job)):
        added = job["each_target"][number] if "each_target" in job else {}
        told = {**job.get("attributes", {}), **row, **added}
        pattern = told.get("instance") or job.get("instance") or f"$pod_ip:{job['port']}"
        told["instance"] = _filled(pattern, told)
        own = job.get("labels", _pod_labels(job))
        labels = {name: _filled(value, told) for name, value in own.items()}
        yield Target(
            job["job"],
            told["instance"],
            {"instance": told["instance"], "job": job["job"], **labels},
            told,
            tuple(job["exposes"]),
            _starts(needed(told.get("age", "12d"), told)),
            -60.0 * told["down"] if "down" in told else None,
        )


def _rows(job: Mapping[str, Any]) -> list[Row]:
    if "pods_of" in job:
        return pods_of(job["pods_of"])
    return list(tables()[job["each"]]) if "each" in job else job["targets"]


def _pod_labels(job: Mapping[str, Any]) -> Mapping[str, str]:
    return {"namespace": "$namespace", "pod": "$pod"} if "pods_of" in job else {}


def _filled(pattern: str, row: Row) -> str:
    """Replace a leading `$name`, up to a colon, by the attribute."""
    if not pattern.startswith("$"):
        return pattern
    name, colon, rest = pattern[1:].partition(":")
    return f"{row[name]}{colon}{rest}"


def _starts(age: float) -> tuple[float, ...]:
    """Return when it started; what started within the history ran before, too."""
    return (-age,) if age > HISTORY_SECONDS else (-age - _BEFORE, -age)

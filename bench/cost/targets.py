"""What is scraped, how often, and when it was there: two hours, in the past."""

from collections.abc import Mapping
from dataclasses import dataclass

START = 1_700_006_400  # where a block of two hours begins
END = START + 2 * 3600

NAMESPACES = tuple("shop billing search mail media login stock ops".split())

_NODES = 10
# Of 40 in a row one ends before its time and one begins late.
_CYCLE, _ENDS_EARLY, _BEGINS_LATE = 40, 7, 29


@dataclass(frozen=True, slots=True)
class Target:
    """A thing that samples tell of: its labels, and the milliseconds in which it was there.

    Its samples come `phase_ms` after each full interval.
    """

    labels: Mapping[str, str]
    phase_ms: int
    begins_ms: int = START * 1000
    ends_ms: int = END * 1000


@dataclass(frozen=True, slots=True)
class Job:
    """Targets that are scraped in one rhythm."""

    name: str
    interval_seconds: int
    targets: tuple[Target, ...]


def _job(name: str, interval_seconds: int, targets: int) -> Job:
    """Return a job whose targets are pods, some of which come and go."""
    return Job(name, interval_seconds, tuple(_pod(name, number) for number in range(targets)))


def _pod(job: str, number: int) -> Target:
    labels = {
        "instance": f"10.1.{number // 250}.{number % 250}:8080",
        "job": job,
        "namespace": NAMESPACES[number % len(NAMESPACES)],
        "pod": f"{job}-{number}",
    }
    return Target(labels, _phase_ms(number), *_life_ms(number))


def _of_kubernetes(job: str, interval_seconds: int, pods: int) -> Job:
    """Return a job that tells of pods beside its own: their samples come with their node's."""
    return Job(job, interval_seconds, tuple(_told_of(job, number) for number in range(pods)))


def _told_of(job: str, number: int) -> Target:
    node = number % _NODES
    labels = {
        "instance": f"node-{node}:10250" if job == "kubelet" else "kube-state:8080",
        "job": job,
        "namespace": NAMESPACES[number % len(NAMESPACES)],
        "pod": f"app-{number}",
    }
    return Target(labels, _phase_ms(node), *_life_ms(number))


def _sparse(job: str, targets: int) -> Job:
    """Return a job with three samples a series, at the very end."""
    alive = (END - 900) * 1000
    return Job(
        job,
        300,
        tuple(
            Target({"instance": f"10.2.0.{number}:9000", "job": job}, _phase_ms(number), alive)
            for number in range(targets)
        ),
    )


def _short_lived(job: str, at_once: int, generations: int) -> Job:
    """Return a job whose pods live for a part of the time only, one generation after the other."""
    life_seconds = (END - START) // generations
    return Job(
        job,
        15,
        tuple(
            Target(
                {
                    "job": job,
                    "namespace": NAMESPACES[number % len(NAMESPACES)],
                    "pod": f"{job}-{number}",
                },
                _phase_ms(number),
                (START + number // at_once * life_seconds) * 1000,
                (START + (number // at_once + 1) * life_seconds) * 1000,
            )
            for number in range(at_once * generations)
        ),
    )


def _phase_ms(number: int) -> int:
    """Spread targets over the shortest interval, as Prometheus does."""
    return number * 7919 % 15_000


def _life_ms(number: int) -> tuple[int, int]:
    moment = START + 1800 + number * 97 % 3600
    begins = moment if number % _CYCLE == _BEGINS_LATE else START
    ends = moment if number % _CYCLE == _ENDS_EARLY else END
    return begins * 1000, ends * 1000


API = _job("api", 15, 100)
WEB = _job("web", 15, 50)
NODE = _job("node", 30, _NODES)
BATCH = _job("batch", 60, 10)
KUBELET = _of_kubernetes("kubelet", 15, 2000)
KUBE_STATE = _of_kubernetes("kube-state", 30, 2000)
FLOWS = _sparse("flows", 100)
SESSIONS = _sparse("sessions", 40)
RUNNERS = _short_lived("runners", 500, 6)

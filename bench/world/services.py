"""The rows of services that follow from what their file says: calls by reporter, partitions."""

from collections.abc import Iterator, Mapping

from bench.world.numbers import Row
from bench.world.reading import read

_NAMESPACE = "shop"


def services() -> dict[str, list[Row]]:
    """Return the rows by the name of their table."""
    told: Mapping[str, list[Row]] = read("services.yaml")
    partitions = [row for topic in told["topics"] for row in _partitions(topic)]
    return {
        **told,
        "calls": [side for call in told["calls"] for side in _sides(call)],
        "topic_partitions": partitions,
        "consumed": [
            {**partition, **group}
            for group in told["consumer_groups"]
            for partition in partitions
            if partition["topic"] == group["topic"]
        ],
    }


def _sides(call: Row) -> Iterator[Row]:
    """Yield a call as its sender and as its receiver report it."""
    for reporter in ("source", "destination"):
        yield {
            **call,
            "reporter": reporter,
            "workload": call[f"{reporter}_workload"],
            "source_workload_namespace": _NAMESPACE,
            "destination_workload_namespace": _NAMESPACE,
            "destination_service_name": call["destination_workload"],
            "request_protocol": "http",
            "response_flags": "-",
        }


def _partitions(topic: Row) -> Iterator[Row]:
    for number in range(topic["partitions"]):
        yield {**topic, "partition": str(number)}

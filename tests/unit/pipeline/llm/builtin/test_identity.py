"""Which labels tell one thing from all others."""

import pytest

from app.pipeline.llm.builtin.identity import identity, whole
from app.pipeline.reading.frame import Frame
from app.pipeline.reading.reading import read


@pytest.mark.parametrize(
    ("label", "varying", "labels"),
    [
        ("container", ("namespace", "pod", "container"), ("namespace", "pod", "container")),
        ("container", ("container", "pod"), ("pod", "container")),
        ("mountpoint", ("instance", "mountpoint", "fstype"), ("instance", "mountpoint")),
        ("partition", ("topic", "partition"), ("topic", "partition")),
        ("route", ("instance", "route"), ("route",)),
    ],
)
def test_a_thing_is_told_with_what_it_is_in(
    label: str, varying: tuple[str, ...], labels: tuple[str, ...]
) -> None:
    assert identity(label, varying) == labels


def test_only_things_asked_for_one_by_one_are_told_in_full() -> None:
    labels = ("instance", "gpu")
    assert whole(("gpu",), Frame(groups=("gpu",)), labels) == ("gpu",)
    assert whole(("gpu",), Frame(groups=("gpu",), apart=("gpu",)), labels) == labels


def test_a_container_is_never_told_by_its_name_alone() -> None:
    labels = ("namespace", "pod", "container")
    assert whole(("container",), Frame(groups=("container",)), labels) == labels
    assert whole(("pod", "container"), Frame(), labels) == ("pod", "container")


def test_each_and_every_are_heard() -> None:
    assert read("temperature of every gpu").apart == ("gpu",)
    assert read("temperature per gpu").apart == ()

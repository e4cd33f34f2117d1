import pytest

from app.pipeline.reading.pairs import Pair, of_one, pair_of
from app.pipeline.reading.shares import Share, share_of


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        (
            "ratio of apples to pears in the barn",
            Pair("/", ("apples in the barn", "pears in the barn")),
        ),
        ("idle pumps compared to running ones", Pair("/", ("idle pumps", "running pumps"))),
        ("ratio of failed to good casts", Pair("/", ("failed casts", "good casts"))),
        (
            "water in minus water out per pump",
            Pair("-", ("water in per pump", "water out per pump")),
        ),
        ("unsold (stock minus orders)", Pair("-", ("stock", "orders"))),
        ("reads, writes and syncs together", Pair("+", ("reads", "writes", "syncs"))),
        ("load divided by core count", Pair("/", ("load", "number of cores"))),
        (
            "the read to write ratio of the tape",
            Pair("/", ("the read of the tape", "the write of the tape")),
        ),
        ("difference between max and min depth", Pair("-", ())),
        ("requests compared to an hour ago", None),
        ("error ratio of pumps and valves", None),
        ("memory compared to its limit", None),
        ("requests per second by host", None),
    ],
)
def test_what_is_set_against_what(text: str, pair: Pair | None) -> None:
    assert pair_of(text) == pair


def test_so_much_of_one_for_each_of_another_is_a_pair_where_it_is_no_label() -> None:
    assert of_one("bytes per parcel", ("parcel",)) == Pair("/", ("bytes", "parcel"), by_kin=True)
    assert of_one("bytes per host", ()) is None


@pytest.mark.parametrize(
    ("text", "part", "group"),
    [
        ("what portion of the mails are bounces", ("bounces",), None),
        ("which percentage of the work belongs to which team", (), "team"),
        ("red's share of the votes", ("red",), None),
        ("each region's share of the sales", (), "region"),
        ("what fraction of orders were paid with cash in berlin", ("cash",), None),
        ("what percentage of the disk is used on alpha", (), None),
    ],
)
def test_a_share_has_a_part_or_groups(text: str, part: tuple[str, ...], group: str | None) -> None:
    share = share_of(text)
    assert share is not None
    assert (share.part, share.group) == (part, group)


def test_a_question_for_no_share_has_none() -> None:
    assert share_of("requests per second of the shop") is None
    assert share_of("error ratio by service") is None
    assert Share() == share_of("fraction of the heap in use")

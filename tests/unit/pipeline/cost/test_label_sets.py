from app.pipeline.cost.label_sets import ALL, WITHOUT_NAME, Labels, joined, label_sets, with_most

SETS = label_sets({"__name__": "x", "a": a, "b": b} for a in "12" for b in "123")
A, B, AB = frozenset("a"), frozenset("b"), frozenset("ab")


def test_labels_are_kept_or_dropped() -> None:
    assert Labels(A).kept(SETS) == label_sets([{"a": "1"}, {"a": "2"}])
    assert len(Labels(A, named=False).kept(SETS)) == 3
    assert len(WITHOUT_NAME.kept(SETS)) == 6
    assert ALL.kept(SETS) == SETS


def test_one_grouping_after_another_is_one_grouping() -> None:
    for first in (Labels(AB), Labels(A), Labels(B, named=False), ALL, Labels(AB, named=False)):
        for second in (Labels(A), Labels(A, named=False), Labels(frozenset()), ALL):
            assert second.after(first).kept(SETS) == second.kept(first.kept(SETS))


def test_series_find_their_partners() -> None:
    one = label_sets([{"a": "1"}])
    assert joined(SETS, one, Labels(A)) == {s for s in SETS if ("a", "1") in s}
    assert joined(SETS, one, WITHOUT_NAME) == frozenset()


def test_at_most_so_many_a_group_are_left() -> None:
    assert with_most(SETS, Labels(A), 2) == 4
    assert with_most(SETS, Labels(frozenset()), 9) == 6

from scripts.grafana import Series
from scripts.table import table

USER = {"mode": "user"}


def test_labels_stand_left_and_numbers_right() -> None:
    now = [Series(USER, (0.25,)), Series({"mode": "idle"}, (12345.6,))]
    ranged = [Series(USER, (0.5, 0.125))]
    assert table(now, ranged) == [
        "mode     now  lowest  highest  points",
        "user    0.25   0.125      0.5       2",
        "idle  12,346                        0",
    ]


def test_a_long_table_says_how_much_it_left_out() -> None:
    now = [Series({"cpu": str(number)}, (1.0,)) for number in range(10)]
    lines = table(now, [])
    assert (len(lines), lines[-1]) == (10, "… and 2 more")


def test_a_number_without_labels_is_one_row() -> None:
    assert table([Series({}, (2.0,))], [Series({}, (1.0, 3.0))]) == [
        "now  lowest  highest  points",
        "  2       1        3       2",
    ]

from bench.cost.values import BOUNDS, Kind, patterns, value


def test_counters_go_up() -> None:
    counts = [int(value(Kind.COUNTER, 0, number)) for number in range(100)]
    assert counts == sorted(counts)


def test_a_wider_bucket_holds_as_much_at_least() -> None:
    assert patterns(Kind.BUCKET) == len(BOUNDS)
    counts = [int(value(Kind.BUCKET, pattern, 7)) for pattern in range(len(BOUNDS))]
    assert counts == sorted(counts)


def test_every_kind_has_values_that_are_numbers() -> None:
    for kind in Kind:
        for pattern in range(patterns(kind)):
            assert float(value(kind, pattern, 479)) > 0

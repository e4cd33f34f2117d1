import pytest

from bench.world.numbers import figure, needed


def test_figures_are_numbers_attributes_and_products() -> None:
    row = {"cores": 4, "memory": "2G", "mode": "idle"}
    assert figure(3, row) == 3
    assert figure("5d", row) == 5 * 86400
    assert figure("$memory", row) == 2e9
    assert figure([0.5, "$cores"], row) == 2
    assert figure({"by": "mode", "idle": 0.8, "else": 0.1}, row) == 0.8


def test_one_of_several_may_be_nothing() -> None:
    row = {"code": 200, "verb": "GET"}
    assert figure({"by": "verb", "PUT": 1}, row) is None
    assert figure([2, {"by": ["code", "verb"], "200|GET": 3}], row) == 6
    assert figure([2, {"by": "verb", "PUT": 1}], row) is None
    with pytest.raises(ValueError, match="is no number"):
        needed(None, row)

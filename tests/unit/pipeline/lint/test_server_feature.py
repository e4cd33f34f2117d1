"""What the parser of this version does not know by itself."""

from collections.abc import Iterator

import promql_parser
import pytest

from app.pipeline.lint.server_feature import ServerFeature
from app.pipeline.parse import parse
from tests.unit.pipeline.lint.world import surroundings

SMOOTHED = "holt_winters(up[5m], 0.1, 0.1)"


@pytest.fixture(autouse=True)
def _parser_knows_holt_winters() -> Iterator[None]:
    kinds = promql_parser.ValueType
    arguments = [kinds.Matrix, kinds.Scalar, kinds.Scalar]
    function = promql_parser.Function("holt_winters", arguments, kinds.Vector)
    promql_parser.register_extra_functions([function])
    yield
    promql_parser.clear_extra_functions()


def test_holt_winters_has_another_name_since_3_0() -> None:
    found = list(ServerFeature().check(parse(SMOOTHED), surroundings({}).context()))
    assert [problem.suggestions for problem in found] == [("double_exponential_smoothing",)]
    assert found[0].short == "holt_winters is not in Prometheus 3.0 and later; this is 3.5"


def test_holt_winters_is_fine_before() -> None:
    before = surroundings({"version": "2.55"}).context()
    assert list(ServerFeature().check(parse(SMOOTHED), before)) == []

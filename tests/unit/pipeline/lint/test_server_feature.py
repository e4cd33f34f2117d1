"""What Prometheus no longer has, and the parser does not know by itself."""

from app.pipeline.lint.server_feature import ServerFeature
from app.pipeline.parse import parse
from tests.unit.pipeline.lint.world import surroundings

SMOOTHED = "holt_winters(up[5m], 0.1, 0.1)"


def test_holt_winters_has_another_name_since_3_0() -> None:
    found = list(ServerFeature().check(parse(SMOOTHED), surroundings({}).context()))
    assert [problem.suggestions for problem in found] == [("double_exponential_smoothing",)]
    assert found[0].short == "holt_winters is not in Prometheus 3.0 and later; this is 3.5"


def test_holt_winters_is_fine_before() -> None:
    before = surroundings({"version": "2.55"}).context()
    assert list(ServerFeature().check(parse(SMOOTHED), before)) == []

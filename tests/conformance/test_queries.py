"""Every query is answered through the proxy as Prometheus answers it, byte for byte."""

import pytest

from tests.conformance.expected import keeps_its_promise
from tests.conformance.queries import Query, queries
from tests.conformance.release import Release
from tests.conformance.same_result import comparable
from tests.conformance.through_the_proxy import Observed
from tests.conformance.ways_of_asking import in_every_way, plainly

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]


@pytest.mark.parametrize("query", queries(), ids=str)
def test_a_query_is_answered_as_prometheus_answers_it(
    query: Query, observed: Observed, prometheus_release: Release
) -> None:
    answers = [observed.direct.send(sent) for sent in plainly(query)]
    for direct, ways in zip(answers, in_every_way(query), strict=True):
        for sent in ways:
            assert comparable(observed.send(sent)) == comparable(direct), sent
    of_3 = prometheus_release.is_3
    assert keeps_its_promise(query.theme, answers, of_3=of_3), [one.json for one in answers]

"""VictoriaMetrics behind the proxy answers as it does without: another server, the same API."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import servers
from tests.conformance.client import client
from tests.conformance.exchange import Answer, Sent
from tests.conformance.queries import Query, queries
from tests.conformance.relay import relay
from tests.conformance.same_result import comparable
from tests.conformance.through_the_proxy import Observed
from tests.conformance.victoria_metrics import victoria_metrics
from tests.conformance.ways_of_asking import in_every_way, plainly

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

_WINDOW = "start=1700010000&end=1700011800"
_GZIP = (("Accept-Encoding", "gzip"),)


@pytest.fixture(scope="module")
def victoria(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observed]:
    """VictoriaMetrics with the stored series, a relay before it, the proxy before that."""
    with (
        victoria_metrics(tmp_path_factory.mktemp("victoria-metrics")) as upstream,
        relay(upstream) as relayed,
        servers.gunicorn_proxy(
            {"PROMETHEUS_URL": relayed.url, "LLM_PROVIDER": "builtin"}, workers=1
        ) as proxy,
        client(proxy.url) as proxied,
        client(upstream.url) as direct,
    ):
        yield Observed(proxied, relayed, direct)


@pytest.mark.parametrize("query", queries()[::10], ids=str)
def test_a_query_is_answered_as_it_answers_it(query: Query, victoria: Observed) -> None:
    for plain, ways in zip(plainly(query), in_every_way(query), strict=True):
        direct = victoria.direct.send(plain)
        for sent in ways:
            assert told(victoria.send(sent)) == told(direct), sent


def test_its_answers_are_not_empty(victoria: Observed) -> None:
    answer = victoria.send(Sent.form("/api/v1/query", "query=http_requests_total&time=1700011800"))
    assert len(answer.json["data"]["result"]) == 12


@pytest.mark.parametrize(
    "sent",
    [
        Sent.get(f"/api/v1/series?match[]=up&match[]=same&{_WINDOW}"),
        Sent.form("/api/v1/series", f"match[]=odd_labels&{_WINDOW}", _GZIP),
        Sent.get(f"/api/v1/labels?{_WINDOW}"),
        Sent.form("/api/v1/labels", f"match[]=up&{_WINDOW}", _GZIP),
        Sent.get(f"/api/v1/label/job/values?{_WINDOW}"),
        Sent.get(f"/api/v1/label/__name__/values?match[]=up&{_WINDOW}", _GZIP),
        Sent.get("/api/v1/label/path/values?start=1700010000"),
        Sent.get("/api/v1/metadata"),
        Sent.get("/api/v1/status/buildinfo"),
        Sent.get("/api/v1/rules"),
        Sent.get("/api/v1/alerts"),
        Sent.get("/api/v1/query_exemplars?query=up"),
        Sent.get("/api/v1/format_query?query=sum++by(a)(b)"),
        Sent.get("/api/v1/query?query=up&time=1700011800&nocache=1&round_digits=2"),
        Sent.get("/api/v1/query?query=up&time=1700011800&trace=1"),
        Sent.get("/api/v1/query?query=rate(http_requests_total)&time=1700011800"),
        Sent.get("/api/v1/query?query=with(a=up)+sum(a)keep_metric_names&time=1700011800"),
        Sent.get("/api/v1/query?query=up&extra_label=job=api&extra_filters[]={instance=~'a.*'}"),
        Sent("HEAD", b"/api/v1/query?query=up", (), b""),
        Sent("OPTIONS", b"/api/v1/query", (("Origin", "http://dashboards.example"),), b""),
    ],
    ids=lambda sent: f"{sent.method} {sent.target.decode()}",
)
def test_a_request_and_its_answer_arrive_unchanged(sent: Sent, victoria: Observed) -> None:
    answer = victoria.send(sent)
    assert answer.status == victoria.direct.send(sent).status


def told(answer: Answer) -> tuple[int, Any]:
    """Return what must be the same twice: not the time it took, nor who asked, as errors tell."""
    status, content = comparable(answer)
    if not isinstance(content, dict):
        return status, content
    kept = {name: value for name, value in content.items() if name not in ("stats", "error")}
    return status, kept

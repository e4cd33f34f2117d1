"""Requests of every shape reach Prometheus as they were sent, and its answers come back so."""

from collections.abc import Iterator

import pytest

from tests import servers
from tests.conformance.client import client
from tests.conformance.exchange import Sent
from tests.conformance.queries import Query
from tests.conformance.relay import Relay
from tests.conformance.requests_beside_queries import Case, cases
from tests.conformance.same_result import comparable
from tests.conformance.through_the_proxy import Observed

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn, pytest.mark.usefixtures("alive")]


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_request_and_its_answer_arrive_unchanged(case: Case, observed: Observed) -> None:
    answer = observed.send(case.sent)
    if case.steady:
        assert comparable(answer) == comparable(observed.direct.send(case.sent))


def test_a_body_in_chunks_arrives_whole(observed: Observed) -> None:
    pieces = ("query=sum(memory", "_bytes)&time=1700011800")
    body = "".join(f"{len(piece):x}\r\n{piece}\r\n" for piece in (*pieces, ""))
    headers = (
        ("Transfer-Encoding", "chunked"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    )
    sent = Sent("POST", b"/api/v1/query", headers, body.encode())
    answer = observed.proxied.send(sent)
    assert answer == observed.direct.send(sent)
    assert len(answer.json["data"]["result"]) == 1


@pytest.fixture(scope="session")
def without_free_text(relayed: Relay, observed: Observed) -> Iterator[Observed]:
    """A proxy that takes no plain words for a question, over the same relay."""
    env = {"PROMETHEUS_URL": relayed.url, "LLM_PROVIDER": "builtin", "NL_FREE_TEXT": "false"}
    with servers.gunicorn_proxy(env, workers=1) as proxy, client(proxy.url) as proxied:
        yield Observed(proxied, relayed, observed.direct)


@pytest.mark.parametrize("text", ["how many targets are up", "# only a comment", "up by job"])
def test_plain_words_are_refused_where_they_are_no_question(
    text: str, without_free_text: Observed
) -> None:
    target = f"/api/v1/query?{Query('words', text).instant}"
    answer = without_free_text.send(Sent.get(target))
    assert comparable(answer) == comparable(without_free_text.direct.send(Sent.get(target)))
    assert answer.status == 400

import pytest

from bench.download import download
from tests.fakes import CUT, answer, raw_server

BODY = b"x" * 1_000_000


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        (answer(BODY) + CUT, 0),
        (answer(BODY)[:500_000] + CUT, 1),
        (answer(BODY, status="503 Service Unavailable") + CUT, 1),
        (None, 1),
    ],
    ids=["whole", "cut", "refused", "unanswered"],
)
def test_a_download_is_whole_or_an_error(given: bytes | None, errors: int) -> None:
    with raw_server([given]) as server:
        load = download(f"{server.url}/api/v1/query_range?query=up&step=15", len(BODY))
    assert (load.requests, load.errors, load.p99_ms) == (1, errors, None)
    assert [one.line for one in server.received] == [
        "GET /api/v1/query_range?query=up&step=15 HTTP/1.1"
    ]


def test_nobody_listening_is_an_error() -> None:
    with raw_server([]) as server:
        url = server.url
    assert download(f"{url}/", 1).errors == 1

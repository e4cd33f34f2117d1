"""Who may review: by token, or from this very machine where no token is set."""

import pytest

from app.access import Access
from app.errors import ForbiddenError, ProxyError, UnauthorizedError

OPEN = Access({})
TOKENS = Access({"alice": "one", "bob": "zwei-ü"})
HOW = "set ADMIN_TOKENS=name:token on the proxy and send Authorization: Bearer <token>"
MACHINE = f"reviewing from another machine needs a token: {HOW}"
PASSED_ON = f"reviewing through a proxy or Grafana needs a token: {HOW}"
ELSEWHERE = f"reviewing from another site or host name needs a token: {HOW}"
LOCAL = {"host": "localhost:8000"}


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("127.0.0.1", {"host": "localhost:8000"}),
        ("127.8.9.1", {"host": "127.0.0.1"}),
        ("::1", {"host": "[::1]:8000"}),
        ("::ffff:127.0.0.1", {"host": "LocalHost"}),
        ("127.0.0.1", {**LOCAL, "origin": "http://localhost:8000"}),
        ("127.0.0.1", {**LOCAL, "sec-fetch-site": "same-origin"}),
        ("127.0.0.1", {**LOCAL, "sec-fetch-site": "none", "authorization": "Bearer x"}),
    ],
)
def test_without_tokens_this_machine_may_review(peer: str, headers: dict[str, str]) -> None:
    assert OPEN.reviewer(peer, headers) == "local"


@pytest.mark.parametrize(
    ("peer", "headers", "told"),
    [
        ("10.0.0.5", LOCAL, MACHINE),
        ("", LOCAL, MACHINE),
        ("::1234", LOCAL, MACHINE),
        ("::ffff:10.0.0.1", LOCAL, MACHINE),
        ("1270.0.0.1", LOCAL, MACHINE),
        ("127.0.0.1", {**LOCAL, "forwarded": "for=1.2.3.4"}, PASSED_ON),
        ("127.0.0.1", {**LOCAL, "x-forwarded-for": "1.2.3.4"}, PASSED_ON),
        ("127.0.0.1", {**LOCAL, "x-forwarded-host": "x"}, PASSED_ON),
        ("127.0.0.1", {**LOCAL, "x-real-ip": "1.2.3.4"}, PASSED_ON),
        ("127.0.0.1", {**LOCAL, "via": "1.1 x"}, PASSED_ON),
        ("127.0.0.1", {**LOCAL, "x-grafana-user": "alice"}, PASSED_ON),
        ("127.0.0.1", {**LOCAL, "x-datasource-uid": "1"}, PASSED_ON),
        ("127.0.0.1", {}, ELSEWHERE),
        ("127.0.0.1", {"host": "evil.example"}, ELSEWHERE),
        ("127.0.0.1", {"host": "localhost.evil.example:8000"}, ELSEWHERE),
        ("127.0.0.1", {"host": "localhost@evil.example"}, ELSEWHERE),
        ("127.0.0.1", {"host": "[::1"}, ELSEWHERE),
        ("127.0.0.1", {**LOCAL, "origin": "http://evil.example"}, ELSEWHERE),
        ("127.0.0.1", {**LOCAL, "origin": "http://localhost:3000"}, ELSEWHERE),
        ("127.0.0.1", {**LOCAL, "origin": "null"}, ELSEWHERE),
        ("127.0.0.1", {**LOCAL, "origin": "http://["}, ELSEWHERE),
        ("127.0.0.1", {**LOCAL, "sec-fetch-site": "cross-site"}, ELSEWHERE),
        ("127.0.0.1", {**LOCAL, "sec-fetch-site": "same-site"}, ELSEWHERE),
    ],
)
def test_without_tokens_nobody_else_may(peer: str, headers: dict[str, str], told: str) -> None:
    with pytest.raises(ForbiddenError) as caught:
        OPEN.reviewer(peer, headers)
    assert str(caught.value) == told


@pytest.mark.parametrize(
    ("authorization", "name"),
    [("Bearer one", "alice"), ("bearer  one ", "alice"), ("Bearer zwei-ü", "bob")],
)
def test_a_token_tells_who_reviews_from_anywhere(authorization: str, name: str) -> None:
    headers = {"host": "proxy.example", "via": "x", "authorization": authorization}
    assert TOKENS.reviewer("10.0.0.5", headers) == name


@pytest.mark.parametrize(
    "headers",
    [
        LOCAL,
        *({"authorization": text} for text in ("one", "Basic one", "Bearer", "Bearer two", "")),
    ],
)
def test_with_tokens_not_even_this_machine_may_without_one(headers: dict[str, str]) -> None:
    with pytest.raises(UnauthorizedError) as caught:
        TOKENS.reviewer("127.0.0.1", {**LOCAL, **headers})
    assert str(caught.value) == "reviewing needs a token: send Authorization: Bearer <token>"
    assert caught.value.headers == {"WWW-Authenticate": 'Bearer realm="prometheus-llm-proxy"'}
    assert isinstance(caught.value, ProxyError)

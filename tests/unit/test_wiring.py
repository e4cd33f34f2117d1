"""The settings become services; nothing is asked and nothing is opened."""

import base64

import pytest

from app.prometheus.forward import Request
from app.settings import Settings
from app.wiring import wire
from tests.fakes import answer, raw_server


def test_user_and_password_of_the_url_go_with_every_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with raw_server([answer(b"{}")]) as server:
        url = server.url.replace("http://", "http://u%40x:p%3Aw@")
        monkeypatch.setenv("PROMETHEUS_URL", url + "/prefix")
        wired = wire(Settings())
        wired.upstream.send(Request("GET", "/api/v1/query", "query=1")).body.close()
        wired.close()
    told = base64.b64encode(b"u@x:p:w").decode()
    assert server.received[0].line == "GET /prefix/api/v1/query?query=1 HTTP/1.1"
    assert server.received[0].named()["authorization"] == f"Basic {told}"

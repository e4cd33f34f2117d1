"""The settings become services; nothing is asked and nothing is opened."""

import base64

import pytest
from structlog.testing import capture_logs

from app.pipeline.llm.builtin_first import BuiltinFirst
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


@pytest.mark.parametrize(
    ("endpoint", "translator", "source", "told"),
    [
        ("", "", "builtin", "OPENAI_API_KEY are set"),
        ("", "builtin-first", "builtin", "and no model is configured for the rest"),
        ("http://127.0.0.1:9/api/chat", "", "ollama", "by the path of LLM_ENDPOINT)"),
        (
            "http://127.0.0.1:9/api/chat",
            "builtin-first",
            "ollama",
            "for what the built-in translator is not sure of",
        ),
    ],
)
def test_the_log_says_once_who_translates(
    monkeypatch: pytest.MonkeyPatch, endpoint: str, translator: str, source: str, told: str
) -> None:
    monkeypatch.setenv("LLM_ENDPOINT", endpoint)
    monkeypatch.setenv("TRANSLATOR", translator)
    with capture_logs() as logs:
        wired = wire(Settings())
    wired.close()
    (line,) = [line for line in logs if line["event"] == "translator"]
    assert line["reason"].endswith(told)
    assert wired.pipeline.provider.name == source
    assert isinstance(wired.pipeline.provider, BuiltinFirst) == bool(endpoint and translator)

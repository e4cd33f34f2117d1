"""Which model the settings mean."""

import pytest

from app.pipeline.llm.api import Api
from app.pipeline.llm.base import Reply
from app.pipeline.llm.choose import BUILTIN, build, choose
from app.pipeline.llm.ollama_chat import OllamaChat
from app.pipeline.llm.ollama_generate import OllamaGenerate
from app.pipeline.llm.openai_chat import OpenAiChat
from app.pipeline.llm.openai_responses import OpenAiResponses

R, C, G, H = Api.OPENAI_RESPONSES, Api.OPENAI_CHAT, Api.OLLAMA_GENERATE, Api.OLLAMA_CHAT
OPENAI = "https://api.openai.com/v1"


class FakeBuiltin:
    name = BUILTIN

    def answer(self, task, deadline):
        return Reply("up", None)


@pytest.mark.parametrize(
    ("provider", "endpoint", "key", "api", "url", "model"),
    [
        (None, None, None, None, None, "builtin"),
        ("", "", "", None, None, "builtin"),
        (None, None, "k", R, f"{OPENAI}/responses", "gpt-4o-mini"),
        (None, f"{OPENAI}/responses", None, None, None, "builtin"),
        (None, f"{OPENAI}/chat/completions", None, None, None, "builtin"),
        (None, "https://api.openai.com", None, None, None, "builtin"),
        (None, f"{OPENAI}/responses", "k", R, f"{OPENAI}/responses", "gpt-4o-mini"),
        (None, f"{OPENAI}/chat/completions", "k", C, f"{OPENAI}/chat/completions", "gpt-4o-mini"),
        (None, "http://h:1/v1/responses", None, R, "http://h:1/v1/responses", "gpt-4o-mini"),
        (None, "http://h/v1/chat/completions/", None, C, "http://h/v1/chat/completions", None),
        (None, "http://h/openai/v1/chat/completions", None, C, None, None),
        (None, "http://h/api/generate", None, G, "http://h/api/generate", "mistral"),
        (None, "http://h/api/chat", "k", H, "http://h/api/chat", "mistral"),
        (None, "http://h/x/chat/completions?api-version=1", "k", C, None, None),
        ("builtin", f"{OPENAI}/responses", "k", None, None, "builtin"),
        ("BUILTIN ", None, None, None, None, "builtin"),
        ("openai-responses", None, "k", R, f"{OPENAI}/responses", "gpt-4o-mini"),
        ("openai-responses", None, None, R, f"{OPENAI}/responses", "gpt-4o-mini"),
        ("openai-chat", None, "k", C, f"{OPENAI}/chat/completions", "gpt-4o-mini"),
        ("openai-chat", "http://h:8080", None, C, "http://h:8080/v1/chat/completions", None),
        ("openai-chat", "http://h:8080/v1/", None, C, "http://h:8080/v1/chat/completions", None),
        ("openai-chat", "http://h/other", None, C, "http://h/other", None),
        ("ollama", None, None, G, "http://localhost:11434/api/generate", "mistral"),
        ("ollama", "http://h:11434", None, G, "http://h:11434/api/generate", "mistral"),
        ("ollama", "http://h:11434/api", None, G, "http://h:11434/api/generate", "mistral"),
        ("ollama", "http://h:11434/api/chat", None, H, "http://h:11434/api/chat", "mistral"),
    ],
)
def test_settings_name_one_model(provider, endpoint, key, api, url, model):
    choice = choose(provider, endpoint, key, None)

    assert choice.api is api
    assert choice.url == (url or (endpoint if api else None))
    assert choice.model == (model or "gpt-4o-mini")
    assert choice.provider == (api.provider if api else "builtin")


def test_the_model_named_is_asked():
    assert choose("ollama", None, None, "qwen3").model == "qwen3"


@pytest.mark.parametrize(
    ("provider", "endpoint", "message"),
    [
        (
            "gemini",
            None,
            "LLM_PROVIDER must be one of builtin, openai-responses, openai-chat, ollama",
        ),
        (
            None,
            "http://localhost:11434",
            "LLM_ENDPOINT names no known API: let its path end in one of /v1/responses, "
            "/v1/chat/completions, /api/generate, /api/chat, or set LLM_PROVIDER",
        ),
        (
            "ollama",
            "http://h/v1/responses",
            "LLM_PROVIDER is ollama, but the path of LLM_ENDPOINT is that of openai-responses: "
            "change one of them",
        ),
        (None, "localhost", "LLM_ENDPOINT must be a URL that starts with http:// or https://"),
        (
            None,
            "ftp://h/api/chat",
            "LLM_ENDPOINT must be a URL that starts with http:// or https://",
        ),
        (None, "http://[/api/chat", "LLM_ENDPOINT is no usable URL"),
        (None, "http://h:99999/api/chat", "LLM_ENDPOINT is no usable URL"),
        (
            None,
            "http://me:secret@h/api/chat",
            "LLM_ENDPOINT must hold no user or password: put a key in OPENAI_API_KEY",
        ),
    ],
)
def test_unusable_settings_say_what_is_possible(provider, endpoint, message):
    with pytest.raises(ValueError, match="LLM_") as raised:
        choose(provider, endpoint, None, None)

    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("provider", "endpoint", "key", "reason"),
    [
        (
            None,
            None,
            None,
            "the built-in translator answers: no LLM_ENDPOINT and no OPENAI_API_KEY are set",
        ),
        (
            None,
            f"{OPENAI}/responses",
            None,
            "the built-in translator answers: LLM_ENDPOINT is at api.openai.com, "
            "and no OPENAI_API_KEY is set",
        ),
        (
            None,
            "http://h/v1/chat/completions?code=secret",
            "key",
            "gpt-4o-mini at http://h/v1/chat/completions answers "
            "(openai-chat, by the path of LLM_ENDPOINT)",
        ),
    ],
)
def test_the_reason_tells_why_and_holds_no_secret(provider, endpoint, key, reason):
    choice = choose(provider, endpoint, key, None)

    assert choice.reason == reason
    assert "secret" not in repr(choice)


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("http://localhost:1/api/chat", True),
        ("http://127.0.0.5/api/chat", True),
        ("http://[::1]:1/api/chat", True),
        ("http://10.0.0.1/api/chat", False),
        ("http://localhost.example/api/chat", False),
        (None, True),
    ],
)
def test_only_loopback_is_this_host(endpoint, expected):
    assert choose(None, endpoint, None, None).on_this_host is expected


@pytest.mark.parametrize(
    ("endpoint", "kind"),
    [
        ("http://h/v1/responses", OpenAiResponses),
        ("http://h/v1/chat/completions", OpenAiChat),
        ("http://h/api/generate", OllamaGenerate),
        ("http://h/api/chat", OllamaChat),
        (None, FakeBuiltin),
    ],
)
def test_each_choice_has_its_provider(endpoint, kind):
    choice = choose(None, endpoint, None, None)
    provider = build(choice, builtin=FakeBuiltin())

    assert type(provider) is kind
    assert provider.name == choice.provider


@pytest.mark.parametrize("key", ["sk-1\nsk-2", "schlüssel"])
def test_a_key_that_cannot_be_sent_is_refused_without_showing_it(key):
    choice = choose("openai-chat", None, key, None)

    with pytest.raises(ValueError, match="OPENAI_API_KEY") as raised:
        build(choice, builtin=FakeBuiltin(), api_key=key)

    assert str(raised.value) == "OPENAI_API_KEY holds characters that no key has"

"""Which model answers: decided by the settings alone, as the configuration page promises."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.pipeline.llm.api import Api
from app.pipeline.llm.base import Provider
from app.pipeline.llm.endpoint import Endpoint
from app.pipeline.llm.endpoint_url import api_of, is_loopback, parse_endpoint, with_path
from app.pipeline.llm.http import ModelHttp
from app.pipeline.llm.ollama_chat import OllamaChat
from app.pipeline.llm.ollama_generate import OllamaGenerate
from app.pipeline.llm.openai_chat import OpenAiChat
from app.pipeline.llm.openai_responses import OpenAiResponses
from app.pipeline.llm.prose import LooksLikePromql
from app.pipeline.parse import is_promql

BUILTIN = "builtin"

_OPENAI_HOST = "api.openai.com"
_OPENAI = "https://api.openai.com"
_OLLAMA = "http://localhost:11434"


PROVIDERS = (BUILTIN, *dict.fromkeys(api.provider for api in Api))


@dataclass(frozen=True, slots=True)
class Choice:
    """The model in use; `reason` is to be logged once. The built-in translator has no URL."""

    provider: str
    api: Api | None
    url: str | None = field(repr=False)  # its query may hold a secret
    model: str
    reason: str

    @property
    def on_this_host(self) -> bool:
        """Say whether what is asked stays on this host."""
        return self.url is None or is_loopback(urlsplit(self.url).hostname or "")


def choose(
    provider: str | None, endpoint: str | None, api_key: str | None, model: str | None
) -> Choice:
    """Return the model that these settings mean; empty ones count as not set.

    Raises `ValueError` that lists the choices.
    """
    if provider:
        return _by_provider(provider.strip().lower(), endpoint, model)
    if not endpoint and not api_key:
        return _builtin("no LLM_ENDPOINT and no OPENAI_API_KEY are set")
    if not endpoint:
        return _asked(Api.OPENAI_RESPONSES, _default_url(Api.OPENAI_RESPONSES), model, "the key")
    parts = parse_endpoint(endpoint)
    if parts.hostname == _OPENAI_HOST and not api_key:
        return _builtin("LLM_ENDPOINT is at api.openai.com, and no OPENAI_API_KEY is set")
    api = api_of(parts)
    if api is None:
        raise ValueError(
            "LLM_ENDPOINT names no known API: let its path end in one of "
            f"{', '.join(api.value for api in Api)}, or set LLM_PROVIDER"
        )
    return _asked(api, parts.geturl(), model, "the path of LLM_ENDPOINT")


def build(
    choice: Choice,
    *,
    builtin: Provider,
    api_key: str | None = None,
    temperature: float | None = None,
    max_output_tokens: int = 4096,
    timeout_seconds: float = 120.0,
    looks_like_promql: LooksLikePromql = is_promql,
) -> Provider:
    """Return the provider for a choice; it opens no connection before its first task.

    Raises `ValueError` for a key that cannot be sent.
    """
    if choice.api is None or choice.url is None:
        return builtin
    key = _key(api_key)
    endpoint = Endpoint(
        choice.url, choice.model, key, temperature, max_output_tokens, timeout_seconds
    )
    return _PROVIDERS[choice.api](ModelHttp(endpoint), looks_like_promql)


_PROVIDERS: dict[Api, Callable[[ModelHttp, LooksLikePromql], Provider]] = {
    Api.OPENAI_RESPONSES: OpenAiResponses,
    Api.OPENAI_CHAT: OpenAiChat,
    Api.OLLAMA_GENERATE: OllamaGenerate,
    Api.OLLAMA_CHAT: OllamaChat,
}


def _key(api_key: str | None) -> str | None:
    # Inside a header anything else fails late, in an error that shows the key.
    key = (api_key or "").strip()
    if not (key.isascii() and key.isprintable()):
        raise ValueError("OPENAI_API_KEY holds characters that no key has")
    return key or None


def _by_provider(provider: str, endpoint: str | None, model: str | None) -> Choice:
    if provider not in PROVIDERS:
        raise ValueError(f"LLM_PROVIDER must be one of {', '.join(PROVIDERS)}")
    if provider == BUILTIN:
        return _builtin("LLM_PROVIDER says so")
    usual = next(api for api in Api if api.provider == provider)
    if not endpoint:
        return _asked(usual, _default_url(usual), model, "LLM_PROVIDER")
    parts = parse_endpoint(endpoint)
    named = api_of(parts)
    if named is None:
        return _asked(usual, with_path(parts, usual), model, "LLM_PROVIDER")
    if named.provider != provider:
        raise ValueError(
            f"LLM_PROVIDER is {provider}, but the path of LLM_ENDPOINT is that of "
            f"{named.provider}: change one of them"
        )
    return _asked(named, parts.geturl(), model, "LLM_PROVIDER")


def _builtin(because: str) -> Choice:
    return Choice(BUILTIN, None, None, BUILTIN, f"the built-in translator answers: {because}")


def _asked(api: Api, url: str, model: str | None, because: str) -> Choice:
    name = model or api.default_model
    parts = urlsplit(url)
    place = f"{parts.scheme}://{parts.netloc}{parts.path}"  # the query may hold a secret
    return Choice(
        api.provider, api, url, name, f"{name} at {place} answers ({api.provider}, by {because})"
    )


def _default_url(api: Api) -> str:
    return (_OLLAMA if api.provider == "ollama" else _OPENAI) + api.value

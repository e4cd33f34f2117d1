"""The APIs of models that are spoken here."""

from enum import Enum


class Api(Enum):
    """An API by its usual path; a provider's first one is its default."""

    OPENAI_RESPONSES = "/v1/responses"
    OPENAI_CHAT = "/v1/chat/completions"
    OLLAMA_GENERATE = "/api/generate"
    OLLAMA_CHAT = "/api/chat"

    @property
    def provider(self) -> str:
        """Return the value of `LLM_PROVIDER` that stands for it."""
        return "ollama" if self.name.startswith("OLLAMA") else self.name.lower().replace("_", "-")

    @property
    def default_model(self) -> str:
        """Return the model that is asked where none is named."""
        return "mistral" if self.provider == "ollama" else "gpt-4o-mini"

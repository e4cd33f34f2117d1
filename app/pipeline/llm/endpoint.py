"""Where a model answers, and what it is asked with."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

_AZURE_HOSTS = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One URL and model; the key shows in no `repr`."""

    url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    temperature: float | None = None
    max_output_tokens: int = 4096
    timeout_seconds: float = 120.0

    @property
    def host(self) -> str:
        """Return the host name in lower case."""
        return urlsplit(self.url).hostname or ""

    def headers(self) -> dict[str, str]:
        """Return the headers of a request, the key among them."""
        # Without `identity`, a small compressed answer could unpack to any size.
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        if self.api_key and self.host.endswith(_AZURE_HOSTS):
            headers["api-key"] = self.api_key
        elif self.api_key:
            headers["Authorization"] = f"Bearer {self.api_key}"
        return headers

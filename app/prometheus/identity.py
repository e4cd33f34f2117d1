"""Who the proxy is to its upstream: the headers that every request carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from urllib3.util import make_headers

_AUTHORIZATION = "Authorization"


@dataclass(frozen=True)
class Identity:
    """What an operator configured; user and password may stand in the URL too."""

    url: str
    username: str | None = None
    password: str | None = None
    bearer_token: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def bare_url(self) -> str:
        """Return the URL without user and password."""
        parts = self._parts
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()

    def credentials(self) -> dict[str, str]:
        """Return the headers; raises `ValueError` where there are two answers to who we are."""
        ways = [*self._basic(), *self._bearer(), *self._given()]
        if len(ways) > 1:
            raise ValueError(
                "give Prometheus' credentials in one way: in PROMETHEUS_URL, as"
                " PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD, as PROMETHEUS_BEARER_TOKEN, or as"
                " Authorization in PROMETHEUS_HEADERS"
            )
        others = {n: v for n, v in self.headers.items() if n.lower() != "authorization"}
        return {**({_AUTHORIZATION: ways[0]} if ways else {}), **others}

    @property
    def _parts(self) -> SplitResult:
        return urlsplit(self.url)

    def _basic(self) -> list[str]:
        parts = self._parts
        in_url = None if parts.username is None else unquote(parts.username)
        pairs = [(in_url, unquote(parts.password or "")), (self.username, self.password or "")]
        return [
            make_headers(basic_auth=f"{name}:{password}")["authorization"]
            for name, password in pairs
            if name is not None
        ]

    def _bearer(self) -> list[str]:
        return [] if self.bearer_token is None else [f"Bearer {self.bearer_token}"]

    def _given(self) -> list[str]:
        return [value for name, value in self.headers.items() if name.lower() == "authorization"]

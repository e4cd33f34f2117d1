"""Everything an operator can set: the only reader of the environment."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

import orjson
from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.approvals.engine import check
from app.check_settings import CheckSettings
from app.prometheus.connection import tls_context
from app.prometheus.identity import Identity
from app.prometheus.routes import RouteTable
from app.prompt_settings import PromptSettings
from app.setting_errors import SettingsError, in_words
from app.setting_forms import (
    http_url,
    is_header,
    is_host_and_path,
    is_plain,
    named_token,
    of_form,
    revealed,
    secret_in,
)

_SHORTEST_SECRET = 6
_HEADERS = 'must be written as {"Name": "value"}'
_PATH = r"(?:(?:/\.{0,2}[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?)?"

_SECRETS = (
    "OPENAI_API_KEY",
    "ADMIN_TOKENS",
    "DATABASE_URL",
    "PROMETHEUS_PASSWORD",
    "PROMETHEUS_BEARER_TOKEN",
    "PROMETHEUS_HEADERS",
)


class Unapproved(StrEnum):
    """What happens to PromQL that nobody approved yet."""

    EXECUTE = "execute"
    HOLD = "hold"


class Translator(StrEnum):
    """Who translates questions."""

    MODEL = "model"
    BUILTIN_FIRST = "builtin-first"


class Settings(CheckSettings, PromptSettings, BaseSettings):
    """The settings, checked at start; each is read from the variable of its name in capitals."""

    model_config = SettingsConfigDict(
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        env_ignore_empty=True,
        allow_inf_nan=False,
    )

    def __init__(self, **values: Any) -> None:
        """Read the environment; raises `SettingsError` that tells all that is wrong."""
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise SettingsError(in_words(error, type(self).model_fields)) from error

    prometheus_url: str = Field(
        "http://localhost:9090", description="The Prometheus that is asked; may have a path prefix."
    )
    prometheus_username: str | None = Field(None, description="User name for Prometheus.")
    prometheus_password: SecretStr | None = Field(None, description="Its password.")
    prometheus_bearer_token: SecretStr | None = Field(
        None, description="Bearer token for Prometheus, in place of user and password."
    )
    prometheus_headers: Annotated[dict[str, SecretStr], NoDecode] = Field(
        default_factory=dict,
        description="Headers of every request to Prometheus, as JSON:"
        ' `{"X-Scope-OrgID": "team-a"}`.',
    )
    prometheus_ca_file: Path | None = Field(
        None, description="Certificates (PEM) that Prometheus' own is checked against."
    )
    forward_authorization: bool = Field(
        False, description="Whether a client's own `Authorization` goes to Prometheus."
    )
    extra_routes: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Paths forwarded besides the query API, such as `/federate,/api/v1/read`.",
    )
    root_path: Annotated[
        str, of_form(_PATH, "a path such as /prometheus, of letters, digits and . _ ~ -")
    ] = Field(
        "",
        description="Path under which the proxy itself is served, such as `/prometheus`.",
    )
    database_url: SecretStr = Field(
        SecretStr("sqlite:///data/prometheus-llm-proxy.db"),
        description="Where questions, approvals and the audit are kept (SQLAlchemy URL).",
    )
    translator: Translator = Field(
        Translator.MODEL,
        description="`model`: the model in use answers every question; `builtin-first`: the"
        " built-in translator answers what it is sure of, the model the rest.",
    )
    llm_provider: str | None = Field(
        None,
        description="`builtin`, `openai-responses`, `openai-chat`, `ollama`; by default chosen from"
        " endpoint and key.",
    )
    llm_endpoint: Annotated[str, AfterValidator(http_url)] | None = Field(
        None, description="URL of the model's endpoint."
    )
    openai_api_key: SecretStr | None = Field(None, description="Key for the model's endpoint.")
    openai_model: str | None = Field(
        None,
        pattern=r"^\S(?:[^\x00-\x1f\x7f]*\S)?$",
        description="Model to ask; default `gpt-4o-mini`, for Ollama `mistral`.",
    )
    llm_temperature: float | None = Field(
        None, ge=0, le=2, description="Sampling temperature; by default left to the endpoint."
    )
    llm_timeout: float = Field(60, gt=0, description="Seconds that one call of a model may take.")
    llm_max_output_tokens: int = Field(
        1000, ge=16, description="Upper bound of tokens in a model's answer."
    )
    admin_tokens: Annotated[dict[str, SecretStr], NoDecode] = Field(
        default_factory=dict,
        description="Who may review: `alice:token,bob:token`. Empty: loopback only.",
    )
    nl_metric: Annotated[
        str, of_form("[A-Za-z_][A-Za-z0-9_]*", "a name of letters, digits and _, no digit first")
    ] = Field(
        "llm_dashboard_metric", description="Name of the pseudo metric that carries questions."
    )
    nl_free_text: bool = Field(
        True, description="Whether plain words that upstream refuses are taken as a question."
    )
    unapproved_queries: Unapproved = Field(
        Unapproved.EXECUTE,
        description="`execute` runs PromQL that nobody approved and warns; `hold` refuses it.",
    )
    tenant_header: (
        Annotated[str, of_form("[A-Za-z0-9-]+", "a header's name, of letters, digits and -")] | None
    ) = Field(
        None, description="Header that names the tenant, such as `X-Scope-OrgID`; default none."
    )
    max_tenants: int = Field(50, ge=1, description="Catalogues held at most.")
    max_question_length: int = Field(
        2000, ge=10, le=10_000, description="Longest question taken, in characters."
    )
    scrape_interval: float | None = Field(
        None,
        gt=0,
        description="Scrape interval in seconds for `$__rate_interval`; by default the longest"
        " among the active targets, else 15.",
    )
    request_deadline: float = Field(
        25,
        gt=0,
        description="Seconds a question may take: translation, then the query (which gets 5 at"
        " least).",
    )
    translation_deadline: float = Field(
        120, gt=0, description="Seconds a translation may take, whether or not somebody waits."
    )
    translation_threads: int = Field(
        4, ge=1, description="Translations under way at once in one process."
    )
    question_threads: int = Field(
        8, ge=1, description="Requests that may wait for a translation at once in one process."
    )
    translation_ttl: float = Field(
        7 * 86_400,
        gt=0,
        description="Seconds from its last use that a pending translation is kept.",
    )
    failure_ttl: float = Field(
        900, gt=0, description="Seconds that a failed translation is answered from the store."
    )
    upstream_timeout: float = Field(
        125, gt=0, description="Seconds that an answer of Prometheus may take, to its last byte."
    )
    max_request_bytes: int = Field(
        10 * 1024 * 1024, ge=1024, description="Largest request body taken, in bytes."
    )
    prometheus_multiproc_dir: str | None = Field(
        None, description="Where workers share their metrics; `gunicorn.conf.py` makes one."
    )
    log_level: Annotated[
        str, of_form("(?i:debug|info|warning|error)", "one of debug, info, warning, error")
    ] = Field("INFO", description="Least severe line logged.")

    @field_validator("*", mode="before")
    @classmethod
    def _not_blank(cls, value: object) -> object:
        """Take no mere white space: it is neither a value nor nothing."""
        if isinstance(value, str) and value.isspace():
            raise ValueError("must not be blank: leave it out for its default")
        return value

    @model_validator(mode="before")
    @classmethod
    def _read_secret_files(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Read each secret from the file that `NAME_FILE` names."""
        for name in _SECRETS:
            path = os.environ.get(f"{name}_FILE")
            if path and not values.get(name.lower()):
                values[name.lower()] = secret_in(name, Path(path))
        return values

    @field_validator("admin_tokens", mode="before")
    @classmethod
    def _split_tokens(cls, value: object) -> object:
        """Read `name:token,name:token`."""
        if not isinstance(value, str):
            return value
        entries = [entry.strip() for entry in value.replace("\n", ",").split(",")]
        named = dict(named_token(entry) for entry in entries if entry)
        if not named:  # never taken for "no tokens": that would let this machine in without one
            raise ValueError("must be written as name:token,name:token")
        return named

    @field_validator("prometheus_headers", mode="before")
    @classmethod
    def _read_headers(cls, value: object) -> object:
        """Read a JSON object of strings."""
        if not isinstance(value, str):
            return value
        try:
            headers = orjson.loads(value)
        except orjson.JSONDecodeError as error:
            raise ValueError(_HEADERS) from error
        if not isinstance(headers, dict) or not all(map(is_header, headers.items())):
            raise ValueError(_HEADERS)
        return headers

    @field_validator("extra_routes", mode="before")
    @classmethod
    def _split_routes(cls, value: object) -> object:
        """Read paths with commas between them."""
        return [path.strip() for path in value.split(",")] if isinstance(value, str) else value

    @field_validator("extra_routes")
    @classmethod
    def _known_routes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Take paths that can be switched on."""
        try:
            RouteTable(value)
        except ValueError as error:
            raise ValueError(f"holds what cannot be switched on: {error}") from error
        return value

    @field_validator("root_path")
    @classmethod
    def _no_closing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("prometheus_ca_file")
    @classmethod
    def _certificates(cls, value: Path | None) -> Path | None:
        """Take a file that holds certificates."""
        if value is not None:
            try:
                tls_context(value)
            except ValueError as error:
                raise ValueError(f"cannot be used: {error}") from error
        return value

    @field_validator("prometheus_url")
    @classmethod
    def _http_url(cls, value: str) -> str:
        """Take http and https URLs that name a host; what is wrong is told without the URL."""
        if not is_host_and_path(http_url(value)):
            raise ValueError(
                "must be a URL of a host, a port and a path; what is special in user and password"
                " must be escaped, such as / as %2F"
            )
        return value.rstrip("/")

    @model_validator(mode="after")
    def _one_identity(self) -> "Settings":
        """Take credentials for Prometheus that do not contradict one another."""
        if self.prometheus_password is not None and self.prometheus_username is None:
            raise ValueError("PROMETHEUS_PASSWORD needs a PROMETHEUS_USERNAME")
        if not all(map(is_plain, self.identity().credentials().values())):
            raise ValueError("a token for Prometheus is printable ASCII on one line")
        return self

    def identity(self) -> Identity:
        """Return who the proxy is to Prometheus."""
        return Identity(
            self.prometheus_url,
            self.prometheus_username,
            revealed(self.prometheus_password),
            revealed(self.prometheus_bearer_token),
            {name: value.get_secret_value() for name, value in self.prometheus_headers.items()},
        )

    def secrets(self) -> set[str]:
        """Return what no log line may hold; what is very short is a part of other words."""
        given = [self.openai_api_key, self.prometheus_password, self.prometheus_bearer_token]
        given += [*self.admin_tokens.values(), *self.prometheus_headers.values()]
        values = {secret.get_secret_value() for secret in given if secret is not None}
        values |= {value.partition(" ")[2] for value in self.identity().credentials().values()}
        values.add(unquote(urlsplit(self.prometheus_url).password or ""))
        return {value for value in values if len(value) >= _SHORTEST_SECRET}

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        """Take URLs of databases that the store speaks."""
        try:
            check(value.get_secret_value())
        except ValueError as error:
            raise ValueError(f"cannot be used: {error}") from error
        return value

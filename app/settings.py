"""Everything an operator can set: the only reader of the environment."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.approvals.engine import check

_SECRETS = ("OPENAI_API_KEY", "ADMIN_TOKENS", "DATABASE_URL")


class Unapproved(StrEnum):
    """What happens to PromQL that nobody approved yet."""

    EXECUTE = "execute"
    HOLD = "hold"


class Settings(BaseSettings):
    """The settings, checked at start; each is read from the variable of its name in capitals."""

    model_config = SettingsConfigDict(
        extra="ignore", frozen=True, hide_input_in_errors=True, env_ignore_empty=True
    )

    prometheus_url: str = Field(
        "http://localhost:9090", description="The Prometheus that is asked; may have a path prefix."
    )
    database_url: SecretStr = Field(
        SecretStr("sqlite:///data/prometheus-llm-proxy.db"),
        description="Where questions, approvals and the audit are kept (SQLAlchemy URL).",
    )
    llm_provider: str | None = Field(
        None,
        description="`builtin`, `openai-responses`, `openai-chat`, `ollama`; by default chosen from"
        " endpoint and key.",
    )
    llm_endpoint: str | None = Field(None, description="URL of the model's endpoint.")
    openai_api_key: SecretStr | None = Field(None, description="Key for the model's endpoint.")
    openai_model: str | None = Field(
        None, description="Model to ask; default `gpt-4o-mini`, for Ollama `mistral`."
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
    nl_metric: str = Field(
        "llm_dashboard_metric",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*$",
        description="Name of the pseudo metric that carries questions.",
    )
    nl_free_text: bool = Field(
        True, description="Whether plain words that upstream refuses are taken as a question."
    )
    unapproved_queries: Unapproved = Field(
        Unapproved.EXECUTE,
        description="`execute` runs PromQL that nobody approved and warns; `hold` refuses it.",
    )
    tenant_header: str | None = Field(
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
    catalogue_ttl: float = Field(
        300, gt=0, description="Seconds after which names, types and help texts are fetched again."
    )
    upstream_timeout: float = Field(
        125, gt=0, description="Seconds without a byte from Prometheus after which it is given up."
    )
    max_request_bytes: int = Field(
        10 * 1024 * 1024, ge=1024, description="Largest request body taken, in bytes."
    )
    max_answer_bytes: int = Field(
        64 * 1024 * 1024, ge=1024, description="Largest answer to a question, in bytes."
    )
    max_returned_series: int = Field(
        30_000, ge=1, description="Series in an answer above which generated PromQL is refused."
    )
    warn_returned_series: int = Field(
        5_000, ge=1, description="Series in an answer above which generated PromQL is warned about."
    )
    prometheus_multiproc_dir: str | None = Field(
        None, description="Where workers share their metrics; `gunicorn.conf.py` makes one."
    )
    log_level: str = Field(
        "INFO", pattern=r"^(?i:debug|info|warning|error)$", description="Least severe line logged."
    )

    @model_validator(mode="before")
    @classmethod
    def _read_secret_files(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Read each secret from the file that `NAME_FILE` names."""
        for name in _SECRETS:
            path = os.environ.get(f"{name}_FILE")
            if path and not values.get(name.lower()):
                values[name.lower()] = _secret(name, Path(path))
        return values

    @field_validator("admin_tokens", mode="before")
    @classmethod
    def _split_tokens(cls, value: object) -> object:
        """Read `name:token,name:token`."""
        if not isinstance(value, str):
            return value
        entries = [entry.strip() for entry in value.replace("\n", ",").split(",")]
        named = dict(_named_token(entry) for entry in entries if entry)
        if not named:  # never taken for "no tokens": that would let this machine in without one
            raise ValueError("write ADMIN_TOKENS as name:token,name:token")
        return named

    @field_validator("prometheus_url")
    @classmethod
    def _http_url(cls, value: str) -> str:
        """Take http and https URLs that name a host."""
        if not value.startswith(("http://", "https://")):
            raise ValueError("start it with http:// or https://")
        parts = urlsplit(value)
        if not parts.hostname or parts.port == 0:  # a port that is none raises by itself
            raise ValueError("it names no host and port")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        """Take URLs of databases that the store speaks."""
        check(value.get_secret_value())
        return value


def _secret(name: str, path: Path) -> str:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{name}_FILE names {path}, which cannot be read") from error
    if not secret:
        raise ValueError(f"{name}_FILE names {path}, which is empty")
    return secret


def _named_token(entry: str) -> tuple[str, str]:
    name, colon, token = entry.partition(":")
    if not (colon and name.strip() and token.strip()):
        raise ValueError("write ADMIN_TOKENS as name:token,name:token")
    return name.strip(), token.strip()

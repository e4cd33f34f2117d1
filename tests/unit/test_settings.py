"""Settings come from the environment, secrets also from files, and are checked at start."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from app.settings import Settings, Unapproved


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Start from an environment without settings."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)
    return monkeypatch  # type: ignore[return-value]


def test_without_an_environment_the_defaults_of_the_documentation_hold() -> None:
    settings = Settings()
    assert settings.prometheus_url == "http://localhost:9090"
    assert settings.database_url.get_secret_value() == "sqlite:///data/prometheus-llm-proxy.db"
    assert (settings.nl_metric, settings.nl_free_text) == ("llm_dashboard_metric", True)
    assert settings.unapproved_queries is Unapproved.EXECUTE
    assert (settings.request_deadline, settings.translation_deadline) == (25, 120)
    assert (settings.translation_ttl, settings.failure_ttl) == (604_800, 900)
    assert (settings.max_tenants, settings.admin_tokens) == (50, {})
    assert (settings.tenant_header, settings.openai_api_key, settings.llm_provider) == (None,) * 3


def test_the_environment_is_read(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PROMETHEUS_URL", "https://prometheus.example/prefix/")
    environment.setenv("ADMIN_TOKENS", " alice:one ,bob: t:wo,\ncarol:three\n")
    environment.setenv("UNAPPROVED_QUERIES", "hold")
    environment.setenv("OPENAI_API_KEY", "secret")
    environment.setenv("LLM_ENDPOINT", "")
    environment.setenv("EXTRA_ROUTES", "/federate, /api/v1/read")
    environment.setenv("ROOT_PATH", "/tools/prometheus/")
    settings = Settings()
    assert settings.extra_routes == ("/federate", "/api/v1/read")
    assert settings.root_path == "/tools/prometheus"
    assert settings.prometheus_url == "https://prometheus.example/prefix"
    assert settings.admin_tokens == {
        "alice": SecretStr("one"),
        "bob": SecretStr("t:wo"),
        "carol": SecretStr("three"),
    }
    assert settings.unapproved_queries is Unapproved.HOLD
    assert settings.openai_api_key == SecretStr("secret")
    assert settings.llm_endpoint is None
    assert "secret" not in repr(settings)


def test_secrets_are_read_from_files_unless_they_are_given(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, text in [
        ("OPENAI_API_KEY", "from-file\n"),
        ("ADMIN_TOKENS", "alice:one\nbob:two\n"),
        ("DATABASE_URL", "postgresql://file/db\n"),
    ]:
        (tmp_path / name).write_text(text)
        environment.setenv(f"{name}_FILE", str(tmp_path / name))
    environment.setenv("DATABASE_URL", "sqlite:///given.db")
    settings = Settings()
    assert settings.openai_api_key == SecretStr("from-file")
    assert settings.admin_tokens == {"alice": SecretStr("one"), "bob": SecretStr("two")}
    assert settings.database_url == SecretStr("sqlite:///given.db")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PROMETHEUS_URL", "localhost:9090", "start it with http:// or https://"),
        ("ADMIN_TOKENS", "hunter2", "write ADMIN_TOKENS as name:token,name:token"),
        ("ADMIN_TOKENS", "alice:", "write ADMIN_TOKENS as name:token,name:token"),
        ("NL_METRIC", "a-b", "String should match pattern"),
        ("UNAPPROVED_QUERIES", "maybe", "Input should be 'execute' or 'hold'"),
        ("REQUEST_DEADLINE", "0", "Input should be greater than 0"),
        ("MAX_QUESTION_LENGTH", "100000", "Input should be less than or equal to 10000"),
        ("OPENAI_API_KEY_FILE", "/nowhere", "OPENAI_API_KEY_FILE names /nowhere"),
        ("PROMETHEUS_PASSWORD", "hunter2", "PROMETHEUS_PASSWORD needs a PROMETHEUS_USERNAME"),
        ("PROMETHEUS_HEADERS", "hunter2", 'write PROMETHEUS_HEADERS as {"Name": "value"}'),
        ("PROMETHEUS_HEADERS", '["hunter2"]', 'write PROMETHEUS_HEADERS as {"Name": "value"}'),
        ("PROMETHEUS_HEADERS", '{"A b": "hunter2"}', 'write PROMETHEUS_HEADERS as {"Name":'),
        ("PROMETHEUS_HEADERS", '{"A": "hunter\\n2"}', 'write PROMETHEUS_HEADERS as {"Name":'),
        ("PROMETHEUS_CA_FILE", "/nowhere", "/nowhere holds no certificates that can be read"),
        ("EXTRA_ROUTES", "/-/reload", "/-/reload: choose from /api/v1/alertmanagers, "),
        ("ROOT_PATH", "prometheus", "String should match pattern"),
        ("ROOT_PATH", "/a/../b?", "String should match pattern"),
    ],
)
def test_a_wrong_setting_is_told_without_its_value(
    environment: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert told in str(caught.value)
    assert value not in str(caught.value) or "_FILE" in name or value in told


BASIC = "Basic dTpw"  # u:p


@pytest.mark.parametrize(
    ("variables", "headers"),
    [
        ({}, {}),
        ({"PROMETHEUS_USERNAME": "u", "PROMETHEUS_PASSWORD": "p"}, {"Authorization": BASIC}),
        ({"PROMETHEUS_URL": "http://u:p@host"}, {"Authorization": BASIC}),
        ({"PROMETHEUS_BEARER_TOKEN": "t"}, {"Authorization": "Bearer t"}),
        (
            {"PROMETHEUS_HEADERS": '{"authorization": "x", "X-Scope-OrgID": "a"}'},
            {"Authorization": "x", "X-Scope-OrgID": "a"},
        ),
    ],
)
def test_who_we_are_to_prometheus_is_said_in_one_way(
    environment: pytest.MonkeyPatch, variables: dict[str, str], headers: dict[str, str]
) -> None:
    for name, value in variables.items():
        environment.setenv(name, value)
    identity = Settings().identity()
    assert identity.credentials() == headers
    assert "u:p@" not in identity.bare_url()


def test_two_ways_at_once_are_refused(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PROMETHEUS_URL", "http://u:hunter2@host")
    environment.setenv("PROMETHEUS_BEARER_TOKEN", "hunter2")
    with pytest.raises(ValidationError, match="give Prometheus' credentials in one way") as caught:
        Settings()
    assert "hunter2" not in str(caught.value)


def test_an_empty_variable_leaves_the_secret_to_its_file(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "tokens").write_text("alice:one\n")
    environment.setenv("ADMIN_TOKENS", "")
    environment.setenv("ADMIN_TOKENS_FILE", str(tmp_path / "tokens"))
    assert Settings().admin_tokens == {"alice": SecretStr("one")}


@pytest.mark.parametrize("tokens", [",", " ", "\n", ",,"])
def test_tokens_that_are_none_never_open_the_review(
    tokens: str, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("ADMIN_TOKENS", tokens)
    with pytest.raises(ValidationError, match="write ADMIN_TOKENS as name:token"):
        Settings()

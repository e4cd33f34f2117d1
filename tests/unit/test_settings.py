"""Settings come from the environment, secrets also from files, and are checked at start."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.setting_errors import SettingsError
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


HEADERS = 'PROMETHEUS_HEADERS must be written as {"Name": "value"}'


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PROMETHEUS_URL", "localhost:9090", "PROMETHEUS_URL must begin with http:// or https://"),
        ("LLM_ENDPOINT", "localhost/v1/responses", "LLM_ENDPOINT must begin with http:// or htt"),
        ("ADMIN_TOKENS", "hunter2", "ADMIN_TOKENS must be written as name:token,name:token"),
        ("ADMIN_TOKENS", "alice:", "ADMIN_TOKENS must be written as name:token,name:token"),
        ("NL_METRIC", "a-b", "NL_METRIC must be a name of letters, digits and _, no digit first"),
        ("NL_FREE_TEXT", "perhaps", "NL_FREE_TEXT must be true or false"),
        ("UNAPPROVED_QUERIES", "maybe", "UNAPPROVED_QUERIES must be one of execute, hold"),
        ("REQUEST_DEADLINE", "0", "REQUEST_DEADLINE must be a number above 0, such as 25"),
        ("REQUEST_DEADLINE", "five", "REQUEST_DEADLINE must be a number above 0, such as 25"),
        ("CATALOGUE_TTL", "inf", "CATALOGUE_TTL must be a number above 0, such as 300"),
        ("SCRAPE_INTERVAL", "15s", "SCRAPE_INTERVAL must be a number above 0"),
        ("COST_REQUESTS", "2.5", "COST_REQUESTS must be a whole number of at least 1, such as 16"),
        ("MAX_TOUCHED_SERIES", "-7", "MAX_TOUCHED_SERIES must be a whole number of at least 1"),
        (
            "MAX_QUESTION_LENGTH",
            "100000",
            "MAX_QUESTION_LENGTH must be a whole number of at least 10 and of at most 10000,"
            " such as 2000",
        ),
        ("OPENAI_API_KEY_FILE", "/nowhere", "OPENAI_API_KEY_FILE names /nowhere"),
        ("PROMETHEUS_PASSWORD", "hunter2", "PROMETHEUS_PASSWORD needs a PROMETHEUS_USERNAME"),
        ("PROMETHEUS_HEADERS", "hunter2", HEADERS),
        ("PROMETHEUS_HEADERS", '["hunter2"]', HEADERS),
        ("PROMETHEUS_HEADERS", '{"A b": "hunter2"}', HEADERS),
        ("PROMETHEUS_HEADERS", '{"A": "hunter\\n2"}', HEADERS),
        ("PROMETHEUS_CA_FILE", "/nowhere", "PROMETHEUS_CA_FILE cannot be used: /nowhere holds no"),
        ("EXTRA_ROUTES", "/-/reload", "/-/reload: choose from /api/v1/alertmanagers, "),
        ("ROOT_PATH", "prometheus", "ROOT_PATH must be a path such as /prometheus, of letters"),
        ("ROOT_PATH", "/a/../b?", "ROOT_PATH must be a path such as /prometheus, of letters"),
        ("TENANT_HEADER", "two words", "TENANT_HEADER must be a header's name, of letters"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be one of debug, info, warning, error"),
        ("DATABASE_URL", "foo:x", "DATABASE_URL cannot be used: write it as sqlite:///path"),
        ("LINT_RULES", "raw-counter", "raw-counter needs one of off, note, warning, error"),
        ("LINT_RULES", "regex=loud", "LINT_RULES must be written as rule=level,rule=level; regex"),
        ("LINT_RULES", "mad=off", "LINT_RULES names mad, which is no lint rule; there are unknown"),
        ("MAX_PEAK_SAMPLES", "10", "(10) must not be below WARN_PEAK_SAMPLES (5000000): set both"),
        ("WARN_RETURNED_SERIES", "99999", "MAX_RETURNED_SERIES (30000) must not be below WARN_"),
        ("CATALOGUE_DIR", " ", "CATALOGUE_DIR must not be blank: leave it out for its default"),
    ],
)
def test_a_wrong_setting_is_told_without_its_value(
    environment: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        Settings()
    assert told in str(caught.value)
    assert not any(word in str(caught.value) for word in ("hunter", "pydantic", "Input", "Value"))


def test_all_that_is_wrong_is_told_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CATALOGUE_TTL", "-1")
    environment.setenv("PROMETHEUS_URL", "localhost")
    with pytest.raises(SettingsError) as caught:
        Settings()
    assert str(caught.value).split("; ") == [
        "CATALOGUE_TTL must be a number above 0, such as 300",
        "PROMETHEUS_URL must begin with http:// or https://",
    ]


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
    with pytest.raises(SettingsError, match="give Prometheus' credentials in one way") as caught:
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
    with pytest.raises(SettingsError, match="ADMIN_TOKENS must "):
        Settings()


def test_recipes_that_cannot_be_used_are_told_at_start(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text("- id: queue-age\n  phrases: [age of the queue]\n")
    environment.setenv("RECIPES_DIR", str(tmp_path))
    with pytest.raises(SettingsError) as raised:
        Settings()
    assert "own.yaml, recipe queue-age: `needs`: Field required" in str(raised.value)

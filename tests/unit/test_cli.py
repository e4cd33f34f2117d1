"""The command line checks PromQL against a Prometheus, or has a running proxy do so."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
import responses
from click.testing import CliRunner, Result

from app.cli import main
from tests.unit.blueprints.upstream import Upstream, running


@pytest.fixture(scope="module")
def prometheus() -> Iterator[Upstream]:
    with running() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("catalogue")


def lint(*arguments: str, env: dict[str, str | None], stdin: str = "") -> Result:
    name = "prometheus-llm-proxy"
    return CliRunner().invoke(main, ["lint", *arguments], env=env, input=stdin, prog_name=name)


@pytest.fixture
def straight(prometheus: Upstream, kept: Path) -> dict[str, str | None]:
    return {
        "PROMETHEUS_URL": prometheus.url,
        "CATALOGUE_DIR": str(kept),
        "SCRAPE_INTERVAL": "15",
        "LLM_PROXY_URL": None,
    }


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("up",), 0, "nothing wrong\ncost: 1 series returned, 1 samples read, 1 at once\n"),
        (("max_over_time(up[5s])",), 3, "warning: 5s is narrow for max_over_time()"),
        (("max_over_time(up[5s])", "--strict"), 1, "warning: 5s is narrow"),
        (
            ("rate(up[5m])",),
            1,
            "error: up is a gauge, and rate() is for counters [rate-on-gauge]\n",
        ),
        (("up{",), 1, "error: it does not parse: unexpected end of input inside braces [syntax]\n"),
    ],
)
def test_what_is_found_decides_the_exit_code(
    straight: dict[str, str | None], arguments: tuple[str, ...], code: int, said: str
) -> None:
    found = lint(*arguments, env=straight)
    assert (found.exit_code, found.output[: len(said)]) == (code, said)


def test_the_query_can_come_from_the_standard_input_and_the_answer_be_json(
    straight: dict[str, str | None],
) -> None:
    found = lint("-", "-o", "json", env=straight, stdin="rate(up[5m])")
    told = orjson.loads(found.output)
    assert (found.exit_code, told["promql"]) == (1, "rate(up[5m])")
    assert [one["rule"] for one in told["findings"]] == ["rate-on-gauge"]


AWAY = {"PROMETHEUS_URL": "http://127.0.0.1:1", "LLM_PROXY_URL": None}


@pytest.mark.parametrize(
    ("arguments", "env", "told"),
    [
        (
            ("up",),
            {},
            "Prometheus cannot be reached (Connection refused): check PROMETHEUS_URL",
        ),
        (
            ("up",),
            {"PROMETHEUS_URL": "localhost:9090"},
            "the settings are wrong: PROMETHEUS_URL must begin with http:// or https://",
        ),
        (
            ("up",),
            {"LLM_PROXY_URL": "localhost:8000"},
            "LLM_PROXY_URL must begin with http:// or https://",
        ),
        (
            ("up",),
            {"LLM_PROXY_URL": "http://127.0.0.1:1"},
            "the proxy cannot be reached: check LLM_PROXY_URL",
        ),
        (
            ("--nope", "up"),
            {},
            "there is no option --nope: see prometheus-llm-proxy lint --help; PromQL that begins"
            " with - is written behind --: prometheus-llm-proxy lint -- -up",
        ),
        ((), {}, "Missing argument 'PROMQL': see prometheus-llm-proxy lint --help"),
        (
            ("up", "-o", "xml"),
            {},
            "Invalid value for '-o' / '--output': 'xml' is not one of 'text', 'json': see"
            " prometheus-llm-proxy lint --help",
        ),
        (
            (" ",),
            {},
            "there is no PromQL to check: give it as the argument, or on the standard input for -",
        ),
        (
            ("-",),
            {},
            "there is no PromQL to check: give it as the argument, or on the standard input for -",
        ),
    ],
)
def test_what_cannot_be_checked_is_told_in_one_sentence(
    arguments: tuple[str, ...], env: dict[str, str], told: str, tmp_path: Path
) -> None:
    found = lint(*arguments, env={**AWAY, "CATALOGUE_DIR": str(tmp_path), **env})
    assert (found.exit_code, found.output) == (2, f"Error: {told}\n")


def test_promql_that_begins_with_a_minus_is_written_behind_two(
    straight: dict[str, str | None],
) -> None:
    assert lint("--", "-up", env=straight).exit_code == 0


def test_wrong_settings_are_told(straight: dict[str, str | None]) -> None:
    found = lint("up", env={**straight, "LINT_RULES": "nonsense=off"})
    assert found.exit_code == 2
    assert (
        "the settings are wrong: LINT_RULES names nonsense, which is no lint rule" in found.output
    )


PROXY: dict[str, str | None] = {"LLM_PROXY_URL": "http://proxy/", "LLM_PROXY_TOKEN": "secret"}


@responses.activate
def test_a_running_proxy_is_asked_with_the_token() -> None:
    told = {"promql": "up", "findings": [], "cost": None}
    asked = responses.post("http://proxy/api/v1/llm/lint", json=told)
    found = lint("up", env=PROXY)
    assert (found.exit_code, found.output) == (0, "nothing wrong\n")
    assert asked.calls[0].request.headers["Authorization"] == "Bearer secret"
    assert orjson.loads(asked.calls[0].request.body or b"") == {"promql": "up"}


@responses.activate
def test_what_a_proxy_refuses_is_told() -> None:
    responses.post("http://proxy/api/v1/llm/lint", json={"error": "a token is needed"}, status=401)
    found = lint("up", env=PROXY)
    assert (found.exit_code, found.output) == (2, "Error: a token is needed\n")


def test_a_token_that_cannot_be_sent_is_told() -> None:
    found = lint("up", env={**PROXY, "LLM_PROXY_TOKEN": "€"})
    told = "LLM_PROXY_TOKEN must be printable ASCII on one line"
    assert (found.exit_code, found.output) == (2, f"Error: {told}\n")


@responses.activate
@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("body", ["404 page not found\n", "[]", '{"status": "success"}'])
def test_what_is_no_proxy_is_told(body: str, status: int) -> None:
    responses.post("http://proxy/api/v1/llm/lint", body=body, status=status)
    found = lint("up", env=PROXY)
    told = f"no prometheus-llm-proxy answers there (status {status}): check LLM_PROXY_URL"
    assert (found.exit_code, found.output) == (2, f"Error: {told}\n")

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
    return CliRunner().invoke(main, ["lint", *arguments], env=env, input=stdin)


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


def test_a_prometheus_that_is_away_is_told(tmp_path: Path) -> None:
    env = {"PROMETHEUS_URL": "http://127.0.0.1:1", "CATALOGUE_DIR": str(tmp_path)}
    found = lint("up", env=env)
    assert found.exit_code == 2
    assert "LLM_PROXY_URL to a running proxy" in found.output


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


@responses.activate
def test_a_proxy_that_is_away_is_told() -> None:
    found = lint("up", env=PROXY)
    assert found.exit_code == 2
    assert found.output.startswith("Error: the proxy at http://proxy/ does not answer")

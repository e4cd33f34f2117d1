"""The whole service in front of a real small model: whatever it writes, never a 500."""

import re
from collections.abc import Iterator

import pytest
import requests

from scripts.processes import Server
from tests import servers
from tests.functional.asking import instant, selector
from tests.small_model import running_model

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn, pytest.mark.model]

QUESTION = "cpu seconds used by the prometheus process"


@pytest.fixture(scope="module")
def model_url() -> Iterator[str]:
    with running_model() as url:
        yield url


@pytest.mark.parametrize("path", ["/v1/responses", "/v1/chat/completions"])
def test_a_poor_model_is_answered_with_values_or_a_reason(
    path: str, model_url: str, prometheus_3: Server, http: requests.Session
) -> None:
    env = {
        "PROMETHEUS_URL": prometheus_3.url,
        "LLM_ENDPOINT": model_url + path,
        "OPENAI_MODEL": "smollm2",
        "LLM_MAX_OUTPUT_TOKENS": "48",
        # A busy machine writes a word or two a second.
        "LLM_TIMEOUT": "100",
        "REQUEST_DEADLINE": "110",
    }
    with servers.gunicorn_proxy(env, workers=1) as proxy:
        answer = instant(http, proxy, selector(QUESTION), timeout=120)
        metrics = http.get(f"{proxy.url}/metrics", timeout=10).text
    assert answer.status_code in (200, 422), answer.text
    body = answer.json()
    assert body["infos"][-1].startswith("PromQL: ") if answer.ok else body["error"]
    tokens = re.findall(r'llm_proxy_model_tokens_total\{direction="prompt".*\} (\S+)', metrics)
    assert [float(count) > 0 for count in tokens] == [True]

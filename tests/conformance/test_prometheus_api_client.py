"""The Python client that most scripts use finds the same through the proxy and without it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from prometheus_api_client import PrometheusApiClientException, PrometheusConnect

from scripts.processes import Server

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

_END = datetime.fromtimestamp(1_700_011_800, UTC)
_START = _END - timedelta(minutes=30)
_AT = {"time": "1700011800"}
_WINDOW = {"start": "1700010000", "end": "1700011800"}

Call = Callable[[PrometheusConnect], Any]

CALLS: dict[str, Call] = {
    "all_metrics": lambda client: sorted(client.all_metrics(params=_WINDOW)),
    "get_label_names": lambda client: client.get_label_names(params=_WINDOW),
    "get_label_values": lambda client: client.get_label_values("path", params=_WINDOW),
    "get_current_metric_value": lambda client: client.get_current_metric_value(
        "http_requests_total", {"job": "api", "code": "200"}, params=_AT
    ),
    "get_metric_range_data": lambda client: client.get_metric_range_data(
        "memory_bytes", start_time=_START, end_time=_END, chunk_size=timedelta(minutes=7)
    ),
    "get_series": lambda client: client.get_series(_START, _END, params={"match[]": "same"}),
    "get_metric_metadata": lambda client: client.get_metric_metadata("orders"),
    "custom_query": lambda client: client.custom_query("sum by (job) (up)", params=_AT),
    "custom_query of odd labels": lambda client: client.custom_query("odd_labels", params=_AT),
    "custom_query_range": lambda client: client.custom_query_range(
        "rate(http_requests_total[5m])", _START, _END, "60"
    ),
    "custom_query that is wrong": lambda client: client.custom_query("sum(", params=_AT),
    "custom_query_range of too many points": lambda client: client.custom_query_range(
        "up", _START, _END, "0.001"
    ),
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_call_finds_the_same(call: Call, method: str, proxy: Server, alive: Server) -> None:
    proxied, direct = (found(call, method, server) for server in (proxy, alive))
    assert proxied == direct


def test_the_client_takes_the_proxy_for_a_prometheus(proxy: Server) -> None:
    assert connected(proxy, "GET").check_prometheus_connection()


def found(call: Call, method: str, server: Server) -> Any:
    """Return what the call returns, or what it says went wrong."""
    try:
        return call(connected(server, method))
    except PrometheusApiClientException as error:
        return str(error)


def connected(server: Server, method: str) -> PrometheusConnect:
    session = requests.Session()
    session.trust_env = False
    return PrometheusConnect(url=server.url, method=method, session=session)

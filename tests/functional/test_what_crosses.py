"""Which headers and secrets cross the proxy, in which direction, and what never leaves it."""

import base64
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.processes import Server, StartError
from tests import servers
from tests.fakes import answer
from tests.functional.arrivals import Arrival
from tests.functional.asking import UPTIME, selector
from tests.functional.fake_upstream import Behaviour, Closing, FakeUpstream, always, fake_upstream
from tests.functional.relay import Relay, relay
from tests.functional.scripted_model import scripted_model
from tests.functional.wire import Answer, asked, get, post

pytestmark = [pytest.mark.prometheus, pytest.mark.gunicorn]

QUERY = "/api/v1/query"
SECRET = "s3cret-of-the-proxy"
BASIC = base64.b64encode(f"prom:{SECRET}".encode()).decode()
HEADERS = f'{{"X-Api-Key":"{SECRET}"}}'
THEIRS = "s3cret-of-a-client"
CREDENTIALS = ("Authorization", "Cookie", "Proxy-Authorization", "X-Grafana-Id", "X-Id-Token")
GRAFANAS = (
    "X-Grafana-User",
    "X-Grafana-Org-Id",
    "X-Grafana-From-Expr",
    "X-Datasource-Uid",
    "X-Dashboard-Uid",
    "X-Dashboard-Title",
    "X-Panel-Id",
    "X-Panel-Plugin-Id",
    "X-Rule-Uid",
    "X-Rule-Name",
    "FromAlert",
)
FOR_ONE_HOP = (
    "Keep-Alive: timeout=5",
    "TE: trailers",
    "Trailer: X-Late",
    "Upgrade: h2c",
    "Proxy-Connection: keep-alive",
    "X-Hop: this-hop-only",
)


def plain(*headers: str) -> list[bytes]:
    """Return a request of each way through the proxy that needs no translation."""
    return [
        get(QUERY, *headers, query="1", time="4"),
        post(QUERY, b"query=1&time=4", *headers),
        post("/api/v1/series", b"match[]=up", *headers),
        post("/api/v1/label/job/values", b"start=0", *headers),
        get("/api/v1/rules", *headers),
    ]


def question(*headers: str, text: str = UPTIME) -> bytes:
    return get(QUERY, *headers, query=selector(text))


@dataclass(frozen=True)
class Between:
    """The service, and what its real upstream was sent."""

    proxy: Server
    watched: Relay

    def ask(self, *requests: bytes) -> list[Answer]:
        return [asked(self.proxy, request) for request in requests]


@pytest.fixture(scope="module")
def watched(prometheus_3: Server) -> Iterator[Relay]:
    with relay(prometheus_3) as between:
        yield between


@pytest.fixture(scope="module")
def unset(watched: Relay) -> Iterator[Between]:
    """The service as it is without settings of the kind."""
    env = {"PROMETHEUS_URL": watched.url, "LLM_PROVIDER": "builtin"}
    with servers.gunicorn_proxy(env, workers=1) as proxy:
        yield Between(proxy, watched)


@pytest.mark.parametrize("name", [*CREDENTIALS, *GRAFANAS])
def test_what_is_about_the_client_stays_here(name: str, unset: Between) -> None:
    unset.watched.forget()
    header = f"{name}: {THEIRS}"
    answers = unset.ask(*plain(header), question(header))
    assert [answer.status for answer in answers] == [200] * len(answers)
    arrived = unset.watched.received
    assert len(arrived) >= len(answers)
    assert not [arrival.line for arrival in arrived if name.lower() in arrival.named()]
    assert not [arrival.line for arrival in arrived if THEIRS in str(arrival.headers)]
    assert THEIRS not in unset.proxy.log.read_text()


def test_what_is_about_the_request_goes_on(unset: Between) -> None:
    unset.watched.forget()
    headers = (
        "X-Request-Id: 7",
        "Idempotency-Key: 8",
        "Accept-Encoding: deflate",
        "User-Agent: me",
    )
    unset.ask(*plain(*headers))
    for arrival in unset.watched.received:
        assert set(headers) <= {f"{name}: {value}" for name, value in arrival.headers}
        assert arrival.named()["host"] == unset.watched.url.removeprefix("http://")


def test_headers_for_one_hop_are_not_sent_on(unset: Between) -> None:
    unset.watched.forget()
    named = "Connection: keep-alive, X-Hop, x-other,, upgrade"
    unset.ask(*plain(named, *FOR_ONE_HOP, "X-Other: this-hop-only"))
    dropped = {header.partition(":")[0].lower() for header in (named, *FOR_ONE_HOP)} | {"x-other"}
    for arrival in unset.watched.everything:
        assert not dropped & set(arrival.named())


def test_headers_for_one_hop_do_not_come_back() -> None:
    body = b'{"status":"success","data":[]}'
    given = answer(
        body,
        *FOR_ONE_HOP,
        "Connection: keep-alive, X-Hop",
        "Set-Cookie: a",
        "Set-Cookie: b",
        "X-On: 1",
    )
    with _in_front_of(always(given), {"PROMETHEUS_HEADERS": HEADERS}) as (proxy, upstream):
        got = asked(proxy, get(QUERY, query="1"))
    assert upstream.received[0].named()["x-api-key"] == SECRET
    assert got.body == body
    assert got.headers.pop("date")
    assert got.headers == {
        "server": "gunicorn",
        "connection": "keep-alive",
        "content-length": str(len(body)),
        "set-cookie": "a\nb",
        "x-on": "1",
    }


@pytest.fixture(scope="module")
def forwarding(watched: Relay) -> Iterator[Between]:
    """The service with tenants, credentials of its own, and leave to pass clients' on."""
    env = {
        "PROMETHEUS_URL": watched.url,
        "LLM_PROVIDER": "builtin",
        "PROMETHEUS_USERNAME": "prom",
        "PROMETHEUS_PASSWORD": SECRET,
        "FORWARD_AUTHORIZATION": "true",
        "TENANT_HEADER": "X-Scope-OrgID",
    }
    with servers.gunicorn_proxy(env, workers=1) as proxy:
        yield Between(proxy, watched)


def test_a_clients_authorization_goes_on_in_place_of_ours_where_it_may(
    forwarding: Between,
) -> None:
    forwarding.watched.forget()
    forwarding.ask(*plain(f"Authorization: Bearer {THEIRS}"), *plain())
    sent = [arrival.named()["authorization"] for arrival in forwarding.watched.received]
    assert sorted(sent) == sorted([f"Bearer {THEIRS}", f"Basic {BASIC}"] * len(plain()))


def test_one_tenant_goes_with_all_that_is_asked_for_it(forwarding: Between) -> None:
    forwarding.watched.forget()
    answers = forwarding.ask(*plain("X-Scope-OrgID: a|b"), question("X-Scope-OrgID: a|b"))
    assert [answer.status for answer in answers] == [200] * len(answers)
    arrived = forwarding.watched.everything
    assert len(arrived) > len(answers)
    assert {arrival.named().get("x-scope-orgid") for arrival in arrived} == {"a|b"}


@pytest.mark.parametrize(
    "tenants",
    [
        ("X-Scope-OrgID: a", "X-Scope-OrgID: b"),
        ("X-Scope-OrgID: a", "x-scope-orgid: a"),
        ("X-Scope-OrgID: a,b",),
        ("X-Scope-OrgID: a, ",),
    ],
    ids=" ".join,
)
def test_several_tenants_are_refused(tenants: tuple[str, ...], forwarding: Between) -> None:
    forwarding.watched.forget()
    answers = forwarding.ask(*plain(*tenants), question(*tenants))
    assert {answer.error for answer in answers} == {(400, "bad_data")}
    assert forwarding.watched.received == []


def test_an_underscore_does_not_name_a_tenant(forwarding: Between) -> None:
    forwarding.watched.forget()
    forwarding.ask(*plain("X_Scope_OrgID: b", "X-Scope-OrgID: a"))
    assert {arrival.named()["x-scope-orgid"] for arrival in forwarding.watched.received} == {"a"}


def test_a_tenant_is_not_lost_on_the_way(forwarding: Between) -> None:
    """What somebody in front has set cannot be taken off again with `Connection`."""
    forwarding.watched.forget()
    forwarding.ask(*plain("X-Scope-OrgID: a", "Connection: keep-alive, X-Scope-OrgID"))
    arrived = forwarding.watched.received
    assert not [arrival.line for arrival in arrived if "x-scope-orgid" not in arrival.named()]


@dataclass(frozen=True)
class Identity:
    """Settings by name; those of `files` are written into files. `sent` is what arrives."""

    env: Mapping[str, str]
    sent: tuple[str, str]
    files: Mapping[str, str]
    userinfo: str = ""


IDENTITIES = {
    "in the URL": Identity({}, ("authorization", f"Basic {BASIC}"), {}, f"prom:{SECRET}@"),
    "password in a file": Identity(
        {"PROMETHEUS_USERNAME": "prom"},
        ("authorization", f"Basic {BASIC}"),
        {"PROMETHEUS_PASSWORD": f"{SECRET}\n"},
    ),
    "token in a file": Identity(
        {}, ("authorization", f"Bearer {SECRET}"), {"PROMETHEUS_BEARER_TOKEN": f"{SECRET}\n"}
    ),
    "headers in a file": Identity({}, ("x-api-key", SECRET), {"PROMETHEUS_HEADERS": HEADERS}),
}


@pytest.mark.parametrize("how", IDENTITIES)
def test_the_proxys_own_credentials_go_with_every_request_and_nowhere_else(
    how: str, prometheus_3: Server, tmp_path: Path
) -> None:
    identity = IDENTITIES[how]
    with (
        relay(prometheus_3) as watched,
        servers.gunicorn_proxy(_env(identity, watched.url, tmp_path), workers=1) as proxy,
    ):
        requests = [
            *plain("X-Api-Key: theirs", "Authorization: theirs"),
            question(),
            question(text="no such thing as this at all"),
            get(QUERY, query="up{"),
            *(get(path, "Host: localhost") for path in ("/metrics", "/-/ready", "/-/quit")),
            get("/api/v1/get_all_queries").replace(b"Host: proxy", b"Host: localhost"),
            get("/").replace(b"Host: proxy", b"Host: localhost"),
        ]
        told = [asked(proxy, request) for request in requests]
        log = proxy.log.read_text()
    arrived = watched.everything
    assert len([arrival for arrival in arrived if arrival.is_look_up]) > 2
    name, value = identity.sent
    assert {arrival.named()[name] for arrival in arrived} == {value}
    assert not _leaks(log, *told)


def test_an_upstream_that_tells_what_it_was_sent_brings_no_secret_into_the_log() -> None:
    with _in_front_of(_echo, {"PROMETHEUS_BEARER_TOKEN": SECRET}) as (proxy, upstream):
        for request in (*plain(), question(), get(QUERY, query="garbage")):
            asked(proxy, request)
        log = proxy.log.read_text()
    assert len(upstream.received) > len(plain())
    assert {a.named()["authorization"] for a in upstream.received} == {f"Bearer {SECRET}"}
    assert not _leaks(log)


def test_an_upstream_that_is_down_brings_no_secret_anywhere() -> None:
    env = {"PROMETHEUS_URL": f"http://prom:{SECRET}@127.0.0.1:1", "LLM_PROVIDER": "builtin"}
    with servers.gunicorn_proxy(env, workers=1) as proxy:
        mark = len(proxy.log.read_text())
        down = asked(proxy, plain()[0])
        said = proxy.log.read_text()[mark:]
        told = [asked(proxy, request) for request in (*plain(), question(), get("/-/ready"))]
        log = proxy.log.read_text()
    assert down.error == (503, "unavailable")
    assert (said.count("\n"), "Traceback" in log) == (1, False)
    assert "Connection refused" in said
    assert not _leaks(log, *told)


@pytest.mark.parametrize("character", "/#?[")
def test_a_password_that_was_not_escaped_is_not_told_either(character: str) -> None:
    env = {"PROMETHEUS_URL": f"http://prom:{SECRET}{character}x@127.0.0.1:9090"}
    started = servers.gunicorn_proxy(env, workers=1)
    with pytest.raises(StartError, match="PROMETHEUS_URL must") as refused, started:
        pass
    assert not _leaks(str(refused.value))


def test_model_and_prometheus_are_each_sent_their_own_secret_alone(
    prometheus_3: Server,
) -> None:
    """Even where clients' credentials may go to Prometheus, a model gets neither those nor ours."""
    key = "s3cret-of-the-model"
    about_them = [f"{name}: {THEIRS}" for name in (*CREDENTIALS, *GRAFANAS)]
    said = '{"promql": "up", "explanation": "", "assumptions": [], "refusal": null}'
    with scripted_model(said) as model, relay(prometheus_3) as watched:
        env = {
            "PROMETHEUS_URL": watched.url,
            "PROMETHEUS_HEADERS": HEADERS,
            "FORWARD_AUTHORIZATION": "true",
            "LLM_ENDPOINT": f"{model.url}/v1/responses",
            "OPENAI_API_KEY": key,
        }
        with servers.gunicorn_proxy(env, workers=1) as proxy:
            told = asked(proxy, question(*about_them, text="which targets are up"))
            log = proxy.log.read_text()
    assert told.status == 200
    assert [headers["authorization"] for headers in model.headers] == [f"Bearer {key}"]
    to_model = f"{model.headers} {model.asked}"
    assert not [secret for secret in (THEIRS, SECRET) if secret in to_model]
    arrived = watched.everything
    assert {arrival.named()["x-api-key"] for arrival in arrived} == {SECRET}
    assert not [arrival.line for arrival in arrived if key in str(arrival)]
    assert any(arrival.named().get("authorization") == THEIRS for arrival in arrived)
    secrets = re.compile(f"{key}|{SECRET}|{THEIRS}")
    assert not secrets.search(f"{log} {told.headers} {told.body!r}")


@contextmanager
def _in_front_of(
    behave: Behaviour, env: Mapping[str, str]
) -> Iterator[tuple[Server, FakeUpstream]]:
    with fake_upstream(behave) as upstream:
        known = {"PROMETHEUS_URL": upstream.url, "LLM_PROVIDER": "builtin"}
        with servers.gunicorn_proxy({**known, **env}, workers=1) as proxy:
            yield proxy, upstream


def _env(identity: Identity, url: str, folder: Path) -> dict[str, str]:
    files = {}
    for name, text in identity.files.items():
        (folder / name).write_text(text)
        files[f"{name}_FILE"] = str(folder / name)
    located = url.replace("http://", f"http://{identity.userinfo}")
    return {"PROMETHEUS_URL": located, "LLM_PROVIDER": "builtin", **identity.env, **files}


def _echo(_: FakeUpstream, arrival: Arrival, sock: socket.socket) -> None:
    said = str(arrival.headers).replace('"', "'")
    refusal = answer(
        f'{{"status":"error","errorType":"internal","error":"{said}"}}'.encode(),
        f"X-Echo: {said}",
        "Content-Type: application/json",
        status="500 Oh",
    )
    garbage = arrival.named()["authorization"].encode() + b"\r\n\r\n"
    sock.sendall(garbage if "garbage" in arrival.target else refusal)
    raise Closing


def _leaks(log: str, *answers: Answer) -> list[str]:
    """Return what holds a secret, of the log's lines and of answers."""
    told = [*log.splitlines(), *(f"{answer.headers} {answer.body!r}" for answer in answers)]
    return [text for text in told if re.search(f"{SECRET}|{BASIC}", text)]

"""Runs the service over a real Prometheus, asks it questions as Grafana does, and stays up.

`DEMO_ONCE=1` ends after the answers: exit code 0, or 1 when one of them is empty or failed.
"""

import fcntl
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from app.settings import Settings
from app.wiring import choose_translator
from scripts import servers
from scripts.binaries import Found, MissingError, provide
from scripts.grafana import Answer, AskError, Grafana, selector
from scripts.processes import Server, StartError, free_port
from scripts.table import table

FOLDER = Path(".demo")
QUESTIONS = (
    "show Prometheus server uptime",
    "average cpu usage per mode over the last 5 minutes",
    "how much memory is available on each node in percent",
)
PREFERRED_PORT = 8000  # the README's curl lines work as they stand
SCRAPE_INTERVAL_SECONDS = 2

_MODEL_SETTINGS = (
    "LLM_PROVIDER",
    "LLM_ENDPOINT",
    "LLM_TEMPERATURE",
    "LLM_MAX_OUTPUT_TOKENS",
    "OPENAI_API_KEY",
    "OPENAI_API_KEY_FILE",
    "OPENAI_MODEL",
)


@dataclass(frozen=True, slots=True)
class Running:
    """The servers of the demo."""

    prometheus: Server
    node_exporter: Server
    proxy: Server

    @property
    def url(self) -> str:
        """Return the proxy's address as people type it."""
        return self.proxy.url.replace("127.0.0.1", "localhost")


def main() -> int:
    """Run the demo; return its exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        with _alone(), _started() as running:
            answered = _ask_all(running)
            if os.environ.get("DEMO_ONCE") == "1":
                return 0 if answered else 1
            _stay(running)
    except KeyboardInterrupt:
        _say("", "Stopped.")
        return 0
    except (MissingError, StartError, BlockingIOError, ValueError) as error:
        print(f"demo: {error}", file=sys.stderr)
    return 1


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    # A second Ctrl-C must not leave servers behind.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


@contextmanager
def _alone() -> Iterator[None]:
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / ".running").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BlockingIOError("another demo is running in this folder: end it first") from error
        yield


@contextmanager
def _started() -> Iterator[Running]:
    """Run all servers over fresh data, and wait until there is something to ask about."""
    prometheus, exporter = provide(["prometheus", "node-exporter"], FOLDER)
    data = (FOLDER / "run").resolve()
    shutil.rmtree(data, ignore_errors=True)
    with (
        servers.node_exporter(exporter.path, data) as node,
        servers.prometheus(
            prometheus.path,
            {"node": node.address},
            data,
            interval=f"{SCRAPE_INTERVAL_SECONDS}s",
        ) as upstream,
        servers.proxy(_proxy_env(upstream), data, port=free_port(PREFERRED_PORT)) as proxy,
    ):
        running = Running(upstream, node, proxy)
        _introduce(running, [prometheus, exporter])
        servers.wait_for_samples(upstream, targets=2, samples=5)
        yield running


def _proxy_env(upstream: Server) -> dict[str, str]:
    model = {name: os.environ[name] for name in _MODEL_SETTINGS if name in os.environ}
    return {"PROMETHEUS_URL": upstream.url, **model}


def _introduce(running: Running, found: Sequence[Found]) -> None:
    prometheus, exporter = found
    _say(
        _strong("Questions in plain language, answered by a real Prometheus"),
        "",
        f"  Prometheus     {running.prometheus.url}  version {prometheus.version}, scraping "
        f"itself and node-exporter every {SCRAPE_INTERVAL_SECONDS} s",
        f"  node-exporter  {running.node_exporter.url}  version {exporter.version}",
        f"  proxy          {running.url}  gunicorn, 2 workers",
        f"  model          {_translator()}",
        f"  logs and data  {running.proxy.log.parent}",
        "",
        "Waiting for the first samples … (rates over minutes start low: all data is seconds old)",
    )


def _translator() -> str:
    return choose_translator(Settings()).reason


def _ask_all(running: Running) -> bool:
    """Ask every question and approve the first answer; say whether all of it worked."""
    grafana = Grafana(running.url)
    answers = list(_answers(grafana))
    approved = bool(answers) and _approved(grafana, answers[0])
    if approved and len(answers) == len(QUESTIONS):
        return True
    _say("", _strong("Not everything worked."), running.proxy.log_tail(15))
    return False


def _answers(grafana: Grafana) -> Iterator[Answer]:
    for question in QUESTIONS:
        try:
            yield _ask(grafana, question)
        except AskError as error:
            _say(f"  failed: {error}")


def _approved(grafana: Grafana, answer: Answer) -> bool:
    try:
        _approve(grafana, answer)
    except AskError as error:
        _say(f"  failed: {error}")
        return False
    return True


def _ask(grafana: Grafana, question: str) -> Answer:
    """Ask now and over the last minutes, and print what came; raises `AskError` when empty."""
    _say("", _strong(question), f"  {selector(question)}")
    now, ranged = grafana.instant(question), grafana.range(question)
    _say(
        f"  → {_strong(now.promql)}",
        f"    {now.state} | from {now.source} | hash {now.hash} | {now.milliseconds:.0f} ms",
    )
    if not now.series or not ranged.series:
        raise AskError("the answer is empty")
    _say("", *(f"    {line}" for line in table(now.series, ranged.series)))
    return now


def _approve(grafana: Grafana, answer: Answer) -> None:
    """Approve a question as the README does, and ask again; raises `AskError`."""
    body = json.dumps({"hash": answer.hash, "status": True}, separators=(",", ":"))
    address = grafana.url.removeprefix("http://")
    _say("", _strong("A person approves the first one, once:"))
    _say(f"  $ curl -XPOST {address}/api/v1/validate_query -d '{body}'")
    _say(f"  {grafana.approve(body)}")
    # A decision made in one worker holds in all of them within a second.
    time.sleep(1)
    _say("", _strong("Asked again, it comes from the store, and no model is called:"))
    again = _ask(grafana, answer.question)
    if again.source != "store" or not again.state.startswith("approved"):
        raise AskError(f"expected an approved answer from the store, not {again.state}")


def _stay(running: Running) -> None:
    """Stay up until Ctrl-C; raises `StartError` when a server ends by itself."""
    _say(
        "",
        _strong("It stays up. Ctrl-C ends it."),
        f"  page                 {running.url}/",
        f"  Grafana data source  {running.url}  (type Prometheus)",
        f"  metrics              {running.url}/metrics",
        f"  Prometheus itself    {running.prometheus.url}",
    )
    while True:
        for server in (running.prometheus, running.node_exporter, running.proxy):
            if server.process.poll() is not None:
                raise StartError(f"{server.name} ended\n{server.log_tail()}")
        time.sleep(0.5)


def _say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)


def _strong(text: str) -> str:
    plain = not sys.stdout.isatty() or "NO_COLOR" in os.environ
    return text if plain else f"\033[1m{text}\033[0m"


if __name__ == "__main__":
    sys.exit(main())

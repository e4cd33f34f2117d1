"""gunicorn's settings; its own flags (`-b`, `-w`, `--threads`) win over this file."""

import os
import pathlib
import shutil
import sys
import tempfile

# Workers add up their metrics in files; prometheus_client looks for the folder when it is imported.
_PREFIX = "prometheus-llm-proxy-metrics-"
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix=_PREFIX)


def _remove_metrics():
    """Remove the metrics of this run, unless the operator chose where they lie."""
    folder = os.environ["PROMETHEUS_MULTIPROC_DIR"]
    if pathlib.Path(folder).name.startswith(_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


from app.approvals.migrate import upgrade  # noqa: E402
from app.errors import ProxyError  # noqa: E402
from app.logs import configure  # noqa: E402
from app.serving.loop import points_at  # noqa: E402
from app.settings import Settings  # noqa: E402
from app.wiring import choose_translator  # noqa: E402

try:
    _settings = Settings()
    choose_translator(_settings)
except ValueError as error:
    _remove_metrics()
    sys.exit(f"prometheus-llm-proxy cannot start: {error}")

bind = "127.0.0.1:8000"
# gunicorn's own thread worker, without its waiting for slow clients.
worker_class = "app.serving.worker.Worker"
# A worker for each core; two at least, so that one answers while the other is replaced.
workers = 2
# Requests under way at once in a worker. Prometheus evaluates 20 queries at a time; more threads
# than twice that are for large answers and slow clients. docs/operations.md has more on it.
threads = 16
# Seconds without a sign of life of a worker's main loop, which never waits for a request. Longer
# than the longest request, so that even then nothing is killed that could still answer.
timeout = 150
# Seconds that a stopping worker gives its requests; the orchestrator's patience must be longer.
graceful_timeout = 30
# Seconds that an idle connection is kept: longer than a proxy in front keeps it (nginx 60), since
# whoever closes first may meet a request under way.
keepalive = 75
# No socket of gunicorn's own: whoever runs the service restarts and stops it.
control_socket_disable = True
# The worker bounds both, URLs at 128 KiB and all headers at 64 KiB, and answers in JSON.
limit_request_line = 0
limit_request_field_size = 65_536
# The page's few files go out as everything else does, within the same bounds.
sendfile = False
# No header of a client sets the path under which we are mounted.
forwarder_headers = ""


def on_starting(server):
    """Bring the store up to date once, before any worker exists."""
    configure(_settings.log_level, _settings.secrets())
    try:
        upgrade(_settings.database_url.get_secret_value())
    except ProxyError as error:
        server.log.warning("the store is not ready, workers will try again: %s", error)


def when_ready(server):
    """Refuse an upstream that is this very server: each request would take all threads."""
    url = _settings.identity().bare_url()
    if points_at(url, [listener.getsockname() for listener in server.LISTENERS]):
        server.log.error("PROMETHEUS_URL=%s is this proxy itself: name the Prometheus", url)
        server.halt(reason="PROMETHEUS_URL is this proxy itself", exit_status=2)


def on_reload(server):
    """Keep the form of the log lines; gunicorn set up its own again."""
    configure(_settings.log_level, _settings.secrets())


def post_worker_init(worker):
    """Begin what goes on behind the requests, now that this process serves them."""
    worker.wsgi.extensions["prometheus-llm-proxy"].start()


def worker_exit(server, worker):
    """Let translations under way finish, and keep what was counted."""
    wsgi = getattr(worker, "wsgi", None)
    if wsgi is not None:
        wsgi.extensions["prometheus-llm-proxy"].close()


def child_exit(server, worker):
    """Fold the metrics of a worker that ended into those that stay."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415

    mark_process_dead(worker.pid)


def on_exit(server):
    """Leave nothing behind."""
    _remove_metrics()

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
# Two processes use two cores; threads wait for Prometheus and for models most of the time.
workers = 2
threads = 16
# Longer than the longest wait inside a request (a Prometheus query may take two minutes).
timeout = 150
graceful_timeout = 30
keepalive = 75
# No socket of gunicorn's own: whoever runs the service restarts and stops it.
control_socket_disable = True
# The worker bounds both, URLs at 128 KiB and all headers at 64 KiB, and answers in JSON.
limit_request_line = 0
limit_request_field_size = 65_536
# No header of a client sets the path under which we are mounted.
forwarder_headers = ""


def on_starting(server):
    """Bring the store up to date once, before any worker exists."""
    configure(_settings.log_level)
    try:
        upgrade(_settings.database_url.get_secret_value())
    except ProxyError as error:
        server.log.warning("the store is not ready, workers will try again: %s", error)


def on_reload(server):
    """Keep the form of the log lines; gunicorn set up its own again."""
    configure(_settings.log_level)


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

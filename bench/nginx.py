"""nginx as a reverse proxy: what a proxy costs that does nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.processes import LOOPBACK, Program, Server, free_port, running

# As many workers as the proxy has; all else that matters to speed is nginx' default.
# `user` is for root alone: workers would become somebody who cannot write into the folder.
_CONFIGURATION = """\
daemon off;
user root;
worker_processes 2;
pid "{folder}/nginx.pid";
error_log stderr;
events {{
    worker_connections 1024;
}}
http {{
    access_log off;
    client_body_temp_path "{folder}/client-body";
    proxy_temp_path "{folder}/proxy";
    fastcgi_temp_path "{folder}/fastcgi";
    uwsgi_temp_path "{folder}/uwsgi";
    scgi_temp_path "{folder}/scgi";
    upstream prometheus {{
        server {upstream};
        keepalive 256;
    }}
    server {{
        listen {address};
        location / {{
            proxy_pass http://prometheus;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
        }}
    }}
}}
"""


@contextmanager
def nginx(binary: str, upstream: Server, folder: Path) -> Iterator[Server]:
    """Run nginx before `upstream`; what it writes lies in `folder`."""
    port = free_port()
    configuration = folder.resolve() / "nginx.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            folder=folder.resolve(), upstream=upstream.address, address=f"{LOOPBACK}:{port}"
        )
    )
    command = (binary, "-p", str(folder.resolve()), "-c", str(configuration))
    with running(Program("nginx", command, port, "/-/ready"), folder) as server:
        yield server

"""A certificate for this machine, and the private authority that signed it."""

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests import servers

_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


@dataclass(frozen=True)
class Certificates:
    """`authority` is the authority's own; `server` is for 127.0.0.1 and no other name."""

    authority: Path
    server: Path
    key: Path

    def of_server(self) -> ssl.SSLContext:
        """Return how a server shows its certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server, self.key)
        return context


def certificates(folder: Path) -> Certificates:
    """Make them; without openssl the test is skipped, or fails where `CI` is true."""
    if shutil.which("openssl") is None:
        servers.missing("openssl is not installed")
    made = Certificates(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    ca_key = folder / "ca.key"
    _openssl(
        *("req", "-x509", *_KEY, "-keyout", ca_key, "-out", made.authority, "-days", "2"),
        *("-subj", "/CN=an authority of our own"),
        *("-addext", "keyUsage=critical,keyCertSign"),
    )
    _openssl(
        *("req", "-x509", *_KEY, "-keyout", made.key, "-out", made.server, "-days", "2"),
        *("-CA", made.authority, "-CAkey", ca_key, "-subj", "/CN=prometheus"),
        *("-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE"),
    )
    return made


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)

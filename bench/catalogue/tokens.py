"""Counts tokens as a real model does: the small one that the tests ask."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.request import ProxyHandler, Request, build_opener

import orjson
import pytest

Count = Callable[[str], int]

_SECONDS = 30


class NoModelError(Exception):
    """The model's server is not there; `str()` says what it needs."""


@contextmanager
def counting() -> Iterator[Count]:
    """Run the model's server, and yield what counts the tokens of a text.

    Raises `NoModelError` where its packages are missing.
    """
    # By name: its engine has no types.
    running_model = importlib.import_module("tests.small_model").running_model
    server = running_model()
    try:
        url = server.__enter__()
    except (pytest.skip.Exception, pytest.fail.Exception) as error:
        raise NoModelError(str(error)) from error
    try:
        yield lambda text: _count(url, text)
    finally:
        server.__exit__(None, None, None)


def _count(url: str, text: str) -> int:
    request = Request(  # noqa: S310 - a server of our own
        f"{url}/tokenize",
        orjson.dumps({"content": text}),
        {"Content-Type": "application/json"},
    )
    with build_opener(ProxyHandler({})).open(request, timeout=_SECONDS) as answer:
        return len(orjson.loads(answer.read())["tokens"])

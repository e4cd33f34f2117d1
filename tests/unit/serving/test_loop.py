"""An upstream that is the server itself would be asked for ever."""

import pytest

from app.serving.loop import points_at

HERE = ("127.0.0.1", 8000)


@pytest.mark.parametrize(
    ("url", "listening", "loop"),
    [
        ("http://127.0.0.1:8000", [HERE], True),
        ("http://localhost:8000/prefix", [HERE], True),
        ("http://localhost:8000", [("0.0.0.0", 8000)], True),
        ("http://[::1]:8000", [("::", 8000, 0, 0)], True),
        ("http://127.0.0.1", [("127.0.0.1", 80)], True),
        ("https://127.0.0.1", [("127.0.0.1", 443)], True),
        ("http://127.0.0.1:9090", [HERE], False),
        ("http://192.0.2.1:8000", [("0.0.0.0", 8000)], False),
        ("http://127.0.0.2:8000", [HERE], False),
        ("http://no-such-host.invalid:8000", [("0.0.0.0", 8000)], False),
        ("http://localhost:8000", ["/run/proxy.sock"], False),
    ],
)
def test_a_loop_is_seen(url: str, listening: list[object], loop: bool) -> None:
    assert points_at(url, listening) is loop

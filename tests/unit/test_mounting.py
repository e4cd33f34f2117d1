"""Under ROOT_PATH every route is what it is without it; outside there is nothing."""

from typing import Any

import pytest

from app.mounting import Mounted


def seen(target: str, root_path: str = "/a/b") -> dict[str, Any]:
    """Return what the application sees, or the status of what it does not see."""
    environs: list[dict[str, Any]] = []
    told: list[str] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        environs.append(environ)
        return []

    mounted = Mounted(application, root_path)
    environ = {"RAW_URI": target, "PATH_INFO": "/decoded", "QUERY_STRING": "x=1"}
    mounted(environ, lambda status, headers: told.append(status))
    return environs[0] if environs else {"status": told[0]}


@pytest.mark.parametrize(
    ("target", "below", "path"),
    [
        ("/a/b/api/v1/query?x=1", "/api/v1/query?x=1", "/api/v1/query"),
        ("/a/b/label/a%2Fb/values", "/label/a%2Fb/values", "/label/a/b/values"),
        ("/a/b/%C3%BC", "/%C3%BC", "/\xc3\xbc"),
        ("/a/b", "/", "/"),
        ("/a/b?x=1", "/?x=1", "/"),
        ("/a/b/", "/", "/"),
        ("http://host/a/b/x?y", "/x?y", "/x"),
        ("/a/b/../-/reload", "/../-/reload", "/../-/reload"),
    ],
)
def test_the_root_path_is_taken_off_as_it_was_sent(target: str, below: str, path: str) -> None:
    environ = seen(target)
    assert (environ["RAW_URI"], environ["PATH_INFO"]) == (below, path)
    assert (environ["SCRIPT_NAME"], environ["QUERY_STRING"]) == ("/a/b", "x=1")


@pytest.mark.parametrize("target", ["/", "/a", "/a/bc", "/a%2Fb/x", "/A/b/x", "/x/a/b", "*"])
def test_outside_there_is_nothing(target: str) -> None:
    assert seen(target) == {"status": "404 Not Found"}

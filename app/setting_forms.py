"""The forms in which settings are written: URLs, headers, tokens, files with secrets."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from app.prometheus.headers import is_ours

_URL = re.compile(r"[!-\"$->@-~]+")  # printable, and neither # nor ?
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def of_form(pattern: str, told: str) -> AfterValidator:
    """Return what takes text that matches as a whole, and else says that it must be `told`."""

    def matching(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise ValueError(f"must be {told}")
        return value

    return AfterValidator(matching)


def http_url(url: str) -> str:
    """Return a URL that HTTP can be spoken to; raises `ValueError` without telling it."""
    if not url.strip().lower().startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return url


def is_host_and_path(url: str) -> bool:
    """Say whether a URL names a host that can be, and no more than a port and a path."""
    try:
        parts = urlsplit(url)
        named = bool((parts.hostname or "").encode("idna")) and parts.port != 0
    except ValueError:
        return False
    return named and _URL.fullmatch(url) is not None


def secret_in(name: str, path: Path) -> str:
    """Return the secret of that name out of its file; raises `ValueError` without telling it."""
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{name}_FILE names {path}, which cannot be read") from error
    if not secret:
        raise ValueError(f"{name}_FILE names {path}, which is empty")
    return secret


def named_token(entry: str) -> tuple[str, str]:
    """Return name and token of `name:token`."""
    name, colon, token = entry.partition(":")
    if not (colon and name.strip() and token.strip()):
        raise ValueError("must be written as name:token,name:token")
    return name.strip(), token.strip()


def is_header(pair: tuple[object, object]) -> bool:
    """Say whether name and value are those of a header that an operator may set."""
    name, value = pair
    return (
        isinstance(name, str)
        and isinstance(value, str)
        and _HEADER_NAME.fullmatch(name) is not None
        and not is_ours(name)
        and is_plain(value)
    )


def is_plain(value: str) -> bool:
    """Say whether a header may hold this text, whatever the server."""
    return value.isprintable() and value.isascii()


def revealed(secret: SecretStr | None) -> str | None:
    """Return what a secret holds, None where it is not set."""
    return None if secret is None else secret.get_secret_value()

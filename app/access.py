"""Who may review: by token, or from this machine where no token is configured."""

import hmac
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import ForbiddenError, UnauthorizedError

LOCAL_REVIEWER = "local"

_LOCAL_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?")
# A request that carries one of these was passed on by somebody for somebody else.
_PASSED_ON = (
    "forwarded",
    "x-forwarded",
    "x-original-forwarded-for",
    "x-real-ip",
    "x-client-ip",
    "true-client-ip",
    "cf-connecting-ip",
    "via",
    "x-grafana-",
    "x-datasource-",
    "x-dashboard-",
    "fromalert",
)
_OWN_SITE = frozenset({"same-origin", "none"})
_HOW = "set ADMIN_TOKENS=name:token on the proxy and send Authorization: Bearer <token>"


@dataclass(frozen=True)
class Access:
    """Decides about requests for the review API; `tokens` is reviewer's name → token."""

    tokens: Mapping[str, str]

    def reviewer(self, peer: str, headers: Mapping[str, str]) -> str:
        """Return the name of the reviewer who sent the request; header names in lower case.

        Raises `UnauthorizedError` for a missing or wrong token, `ForbiddenError` where no token
        is configured and the request may come from elsewhere.
        """
        if self.tokens:
            return self._by_token(headers.get("authorization", ""))
        self._refuse_unless_local(peer, headers)
        return LOCAL_REVIEWER

    def _by_token(self, authorization: str) -> str:
        scheme, _, sent = authorization.partition(" ")
        if scheme.lower() == "bearer":
            # Every token is compared, so that the time taken tells nothing.
            names = [
                name
                for name, token in self.tokens.items()
                if hmac.compare_digest(token.encode(), sent.strip().encode())
            ]
            if names:
                return names[0]
        raise UnauthorizedError(
            "reviewing needs a token: send Authorization: Bearer <token>",
            headers={"WWW-Authenticate": 'Bearer realm="prometheus-llm-proxy"'},
        )

    def _refuse_unless_local(self, peer: str, headers: Mapping[str, str]) -> None:
        if not _is_loopback(peer):
            raise ForbiddenError(f"reviewing from another machine needs a token: {_HOW}")
        if any(name.startswith(_PASSED_ON) for name in headers):
            raise ForbiddenError(f"reviewing through a proxy or Grafana needs a token: {_HOW}")
        host, origin = headers.get("host", ""), headers.get("origin")
        elsewhere = (
            not _LOCAL_HOST.fullmatch(host.lower())
            or (origin is not None and origin.partition("://")[2] != host)
            or headers.get("sec-fetch-site", "none") not in _OWN_SITE
        )
        if elsewhere:
            raise ForbiddenError(f"reviewing from another site or host name needs a token: {_HOW}")


def _is_loopback(peer: str) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback

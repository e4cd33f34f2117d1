"""Lets reviewers in, and tells the views who they are."""

from flask import g, request

from app.errors import BadRequestError
from app.wiring import services


def require_reviewer() -> None:
    """Note who sent the request; raises where nobody may review from there."""
    headers = {name.lower(): value for name, value in request.headers}
    g.reviewer = services().access.reviewer(request.remote_addr or "", headers)


def reviewer() -> str:
    """Return the name of the reviewer who sent the current request."""
    return str(g.reviewer)


def tenant() -> str:
    """Return the tenant of the current request, "" where there is one only.

    Raises `BadRequestError` where the request names several: each server would take another.
    """
    header = services().settings.tenant_header
    named = request.headers.get(header, "") if header else ""
    if "," in named:  # the server joins repeated headers so
        raise BadRequestError(f"send one tenant in {header}")
    return named

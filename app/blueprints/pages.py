"""The web page: what was asked, and what became of it."""

from flask import Blueprint, Response, make_response, render_template

from app.blueprints.guard import require_reviewer, tenant
from app.wiring import services

blueprint = Blueprint("pages", __name__)
blueprint.before_request(require_reviewer)

_SHOWN = 200
_POLICY = "default-src 'none'; style-src 'self'; form-action 'none'; frame-ancestors 'none'"


@blueprint.get("/")
def index() -> Response:
    """Show the newest questions with their PromQL and state."""
    wired = services()
    page = make_response(
        render_template(
            "index.html",
            records=wired.store.list_records(tenant(), limit=_SHOWN),
            shown=_SHOWN,
            metric=wired.settings.nl_metric,
            translator=wired.pipeline.provider.name,
        )
    )
    page.headers["Content-Security-Policy"] = _POLICY
    page.headers["X-Content-Type-Options"] = "nosniff"
    page.headers["Referrer-Policy"] = "no-referrer"
    return page

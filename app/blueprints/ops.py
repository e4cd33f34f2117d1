"""Health, readiness and metrics, for operators and orchestrators."""

import time

import orjson
from flask import Blueprint, Response

from app.errors import ProxyError
from app.metrics import CatalogueState
from app.wiring import services

blueprint = Blueprint("ops", __name__)


@blueprint.get("/-/healthy")
def healthy() -> Response:
    """Say that this process answers."""
    return Response("OK", content_type="text/plain; charset=utf-8")


@blueprint.get("/-/ready")
def ready() -> Response:
    """Say that plain queries can be forwarded; the rest stands in the body, not in the status."""
    wired = services()
    age = wired.catalogues.age_seconds()
    state = {
        "ready": True,
        "store": _store_state(),
        "catalogue": wired.catalogues.trouble() or ("not read yet" if age is None else "ok"),
        "catalogue_age_seconds": None if age is None else round(age),
        "translator": wired.pipeline.provider.name,
        "time": round(time.time()),
    }
    return Response(orjson.dumps(state), content_type="application/json")


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the service's own metrics in the text format."""
    catalogues = services().catalogues
    families = sum(about.families for about in catalogues.abouts())
    state = CatalogueState(catalogues.age_seconds(), families)
    exposition = services().metrics.exposition(state)
    return Response(exposition, content_type="text/plain; version=0.0.4; charset=utf-8")


def _store_state() -> str:
    try:
        services().store.ping()
    except ProxyError as error:
        return str(error)
    return "ok"

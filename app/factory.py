"""The WSGI application: blueprints, and how errors are rendered."""

from http import HTTPStatus

import structlog
from flask import Flask, Request, Response, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import MapAdapter

from app.blueprints import admin, ops, pages, passthrough, teaching, translation
from app.errors import MethodNotAllowedError, ProxyError
from app.mounting import Mounted
from app.prometheus.routes import raw_target
from app.settings import Settings
from app.wiring import EXTENSION, services, wire

_log = structlog.get_logger()


class Application(Flask):
    """Flask, without the matching of hosts: no route of ours depends on one."""

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what matches the request's path; Flask's own first reads its host, slowly."""
        if request is None:
            return super().create_url_adapter(request)
        environ = request.environ
        return self.url_map.bind(
            "localhost",
            script_name=environ.get("SCRIPT_NAME") or "/",
            url_scheme=environ["wsgi.url_scheme"],
            default_method=environ["REQUEST_METHOD"],
            path_info=request.path,
        )


def create_app(settings: Settings | None = None) -> Flask:
    """Return the WSGI application; raises `SettingsError` for settings that are wrong."""
    settings = settings or Settings()
    app = Application(__name__)
    app.extensions[EXTENSION] = wire(settings)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    # A path is matched as it was sent: werkzeug would redirect `//` and trailing slashes.
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = True
    app.url_map.redirect_defaults = False
    for blueprint in (admin, translation, teaching, ops, pages, passthrough):
        app.register_blueprint(blueprint.blueprint)
    app.register_error_handler(ProxyError, _render)
    app.register_error_handler(HTTPException, _render_http)
    app.register_error_handler(Exception, _render_unexpected)
    app.after_request(_count)
    if settings.root_path:
        app.wsgi_app = Mounted(app.wsgi_app, settings.root_path)  # type: ignore[method-assign]
    return app


def _count(response: Response) -> Response:
    services().metrics.request(request.endpoint or "none", response.status_code)
    return response


def _render(error: ProxyError) -> Response:
    if error.status >= 500:
        _log.warning("request failed", route=request.endpoint, reason=str(error))
    return _response(error)


def _response(error: ProxyError) -> Response:
    response = jsonify(error.body())
    response.status = _line(error.status)
    response.headers.update(error.headers)
    return response


def _render_http(error: HTTPException) -> Response:
    """Answer werkzeug's own refusals in the envelope that clients read."""
    if isinstance(error, MethodNotAllowed):
        return _render(MethodNotAllowedError(tuple(sorted(error.valid_methods or ()))))
    if error.code == 404:
        return _render(services().routes.refusal(raw_target(request.environ)[0]))
    response = jsonify(status="error", errorType="bad_data", error=error.description)
    response.status = _line(error.code or 400)
    return response


def _line(status: int) -> str:
    """Return a status with its reason as servers write it; werkzeug would put it in capitals."""
    known = status in list(HTTPStatus)
    return f"{status} {HTTPStatus(status).phrase}" if known else f"{status} Client Closed Request"


def _render_unexpected(error: Exception) -> Response:
    # The last resort: a defect of ours is logged with its trace and told without it.
    _log.error("unexpected error", exc_info=error)
    return _response(ProxyError("the proxy failed on this request: its log says why"))

"""Fieldstation's application: the only module that names every area.

`python app.py` runs everything on this machine: embedded Redis, migrations, web, workers, scheduler.
"""

import json
import sys
import time
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from flask import Flask, Response, g, jsonify, render_template, request
from flask_cors import CORS
from flask_openapi3 import Info, OpenAPI
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.middleware.proxy_fix import ProxyFix

from core import ratelimit, scheduler, sockets
from core.access import public
from core.api import Problem, init_json
from core.authentication import init_authentication
from core.clock import new_id
from core.config import ROOT, Environment, Settings, SettingsError, load_settings
from core.db import engine_settings, init_db
from core.documents import complete_document
from core.error_reports import init_error_reports
from core.errors import not_found, register_error_handlers, validation_problem
from core.idempotency import init_idempotency, sweep_idempotency
from core.logs import configure_logging
from core.packed_files import init_packed_files
from core.request_input import init_request_input
from core.security import init_security
from core.shell import Shell

PACKAGES = (
    "core.jobs",
    "core.uploads",
    "core.backup",
    "blueprints.accounts",
    "blueprints.projects",
    "blueprints.species",
    "blueprints.recordings",
    "blueprints.images",
    "blueprints.timeseries",
    "blueprints.forecasting",
    "blueprints.mirror",
    "blueprints.calls",
    "blueprints.similarity",
    "blueprints.annotation",
    "blueprints.dex",
    "blueprints.telemetry",
    "blueprints.exchange",
    "blueprints.timeline",
    "blueprints.sharing",
    "blueprints.sample",
    "blueprints.atlas",
    "blueprints.finder",
    "blueprints.home",
    "blueprints.ops",
)
"""Everything with tables, routes or jobs, lowest row first."""

VERSION = "0.1.0"

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
"""Methods an address of the API may take."""

UNKNOWN = "unknown"
"""The route of addresses that no other route knows."""

EXPOSED_HEADERS = [
    "ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Upload-Offset", "Upload-Length",
    "Upload-Expires", "Upload-Metadata", "Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size",
    "Tus-Checksum-Algorithm", "Idempotency-Replayed", "X-Request-ID", "X-Tile-Final", "X-Waveform-Final",
    "Content-Disposition",
]  # fmt: skip
"""What scripts of allowed origins may read of an answer besides its body."""


def create_app(settings: Settings | None = None, *, role: str = "web") -> Flask:
    """Build the application for one process role: web, worker, scheduler or cli."""
    settings = settings or load_settings()
    if settings.fieldstation_env is not Environment.TEST:
        configure_logging(settings)
    app = OpenAPI(
        "fieldstation",
        info=Info(title="Fieldstation", version=VERSION),
        security_schemes={"bearer": {"type": "http", "scheme": "bearer"}},
        validation_error_callback=validation_problem,
        doc_ui=False,
        root_path=str(ROOT),
        static_folder="static",
        template_folder="templates",
    )
    init_error_reports(settings, version=VERSION, role=role)
    _configure(app, settings, role)
    init_db(app)
    init_json(app)
    _load_packages(app, role)
    scheduler.every(3600, "idempotency.sweep", sweep_idempotency)
    if role == "web":
        _serve(app, settings)
    return app


def _configure(app: Flask, settings: Settings, role: str) -> None:
    app.config.from_mapping(
        SETTINGS=settings,
        ROLE=role,
        SECRET_KEY=settings.secret_key,
        ASYNC_MODE=settings.socketio_async_mode if role == "web" else "threading",
        JWT_SECRET_KEY=settings.jwt_secret_key,
        TESTING=settings.fieldstation_env is Environment.TEST,
        **engine_settings(settings, role=role),
    )
    for folder in (settings.data_dir, settings.chunk_dir, settings.cache_dir, settings.work_dir):
        folder.mkdir(parents=True, exist_ok=True)


def _load_packages(app: OpenAPI, role: str) -> None:
    """Let each package wire itself; web processes get its routes, workers its job functions."""
    for name in PACKAGES:
        import_module(name).init_app(app)
    for name in PACKAGES:
        part = {"web": "routes", "worker": "jobs"}.get(role)
        if part and find_spec(f"{name}.{part}"):
            module = import_module(f"{name}.{part}")
            if role == "web":
                app.register_api(module.api)


def _serve(app: OpenAPI, settings: Settings) -> None:
    """Everything only a web process needs, in the order requests pass through it."""
    register_error_handlers(app)
    _number_requests(app)
    init_security(app)
    init_request_input(app)
    init_authentication(app)
    init_idempotency(app)
    app.after_request(ratelimit.show_budget)
    CORS(
        app,
        resources={r"/api/*": {"origins": settings.cors_origin_list}},
        expose_headers=EXPOSED_HEADERS,
        supports_credentials=True,
    )
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    sockets.init_live(app, settings)
    _add_documents(app)
    _add_page(app)
    init_packed_files(app)


def _number_requests(app: Flask) -> None:
    @app.before_request
    def _begin() -> None:
        # Without a yield, busy keep-alive connections starve the others on the event loop.
        time.sleep(0)
        g.request_id = str(new_id())
        g.started_at = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        return response


def _add_documents(app: OpenAPI) -> None:
    app.components_schemas["Problem"] = Problem.model_json_schema()  # type: ignore[assignment]

    @app.route("/api/openapi.json")
    def _openapi() -> Response:
        return jsonify(complete_document(app))

    @app.route("/api/docs")
    def _docs() -> str:
        return render_template("api_docs.html", csp_nonce=g.csp_nonce)


def _methods_taken(app: Flask) -> list[str]:
    """Methods with which the present address is another route than the one for unknown addresses."""
    adapter = app.create_url_adapter(request)
    found = []
    for method in METHODS:
        with suppress(HTTPException):
            if adapter is not None and adapter.match(method=method)[0] != UNKNOWN:
                found += ["GET", "HEAD"] if method == "GET" else [method]
    return [*found, "OPTIONS"] if found else []


def _add_page(app: Flask) -> None:
    @app.route("/api/<path:path>", methods=METHODS, endpoint=UNKNOWN, provide_automatic_options=False)
    @public
    def _unknown(path: str) -> Response:
        """An address nobody knows, or one that takes other methods than this."""
        taken = _methods_taken(app)
        if taken:
            raise MethodNotAllowed(valid_methods=taken)
        raise not_found(f"address as /api/{path}")

    @app.after_request
    def _name_methods(response: Response) -> Response:
        """Leave out of `Allow` what only the route for unknown addresses takes."""
        if "Allow" in response.headers and request.path.startswith("/api/"):
            response.headers["Allow"] = ", ".join(_methods_taken(app))
        return response

    shell = Shell(Path(app.root_path, "static"), Path(app.root_path, "templates", "index.html"))

    @app.route("/")
    @app.route("/<path:path>")
    def _page(path: str = "") -> str:
        """The single page for every address that is not the API's; its router reads the rest."""
        if path.startswith(("static/", "socket.io")) or "." in path.rsplit("/", 1)[-1]:
            raise not_found("page")
        return render_template(
            "index.html",
            csp_nonce=g.csp_nonce,
            shell_version=shell.current().version,
            first_modules=shell.first_modules(),
        )

    _add_worker(app, shell)


def _add_worker(app: Flask, shell: Shell) -> None:
    """What makes the page installable and keeps it on a device: the manifest and the service worker."""

    @app.route("/manifest.webmanifest")
    def _manifest() -> Response:
        return _own_file(app, "manifest.webmanifest", "application/manifest+json")

    @app.route("/service-worker.js")
    def _worker() -> Response:
        """The worker behind the list of files it keeps: another list is another worker to a browser."""
        elsewhere = sorted({rule.rule.split("/")[1] for rule in app.url_map.iter_rules() if rule.endpoint != "_page"})
        known = json.dumps({**shell.current()._asdict(), "elsewhere": elsewhere})
        response = _own_file(app, "js/service_worker.js", "text/javascript")
        response.set_data(f"self.SHELL = {known};\n{response.get_data(as_text=True)}")
        return response


def _own_file(app: Flask, name: str, kind: str) -> Response:
    """A static file under an address of its own, asked for anew each time."""
    response = Response(Path(app.root_path, "static", name).read_text("utf-8"), content_type=kind)
    response.headers["Cache-Control"] = "no-cache"
    return response


def main() -> int:
    """Bring the database up to date, then run the whole station until Ctrl-C."""
    # Only this starting process migrates and supervises; web processes and workers are spared the imports.
    from flask_migrate import upgrade  # noqa: PLC0415

    # (as above)
    from blueprints.accounts.service import first_run_link  # noqa: PLC0415
    from core.supervisor import Station, StationError  # noqa: PLC0415

    try:
        settings = load_settings()
        with create_app(settings, role="cli").app_context():
            upgrade()
            link = first_run_link(settings)
        print(f"Fieldstation {VERSION} at {settings.base_url} (Ctrl-C stops it)", flush=True)
        if link:
            print(f"First run: open {link} to create the administrator", flush=True)
        return Station(settings).run()
    except (SettingsError, StationError) as exc:
        print(f"Fieldstation cannot start: {exc}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())

"""Doors for machines, outside the API: health, readiness, metrics."""

from typing import Any

from flask import Response, current_app, g, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from blueprints.ops import exposition, service
from blueprints.ops.schemas import HealthBody, ReadyBody
from core.access import principal, public, require_operator
from core.api import PROBLEM_RESPONSES, operation_name
from core.documents import file_of

probes = APIBlueprint(
    "probes",
    __name__,
    abp_tags=[Tag(name="ops", description="The station's state")],
    abp_responses=PROBLEM_RESPONSES,
    operation_id_callback=operation_name,
)

LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
"""Addresses of this machine; gunicorn on a unix socket gives an empty one."""


@probes.get("/health", responses={200: HealthBody})
@public
def get_health() -> dict[str, Any]:
    """Whether the process is alive; touches nothing else."""
    return {"status": "alive"}


@probes.get("/ready", responses={200: ReadyBody, 503: ReadyBody})
@public
def get_ready() -> Response:
    """Whether requests can be served: 503 names the parts that cannot."""
    failing = [part.name for part in service.look_at_parts() if not part.ok]
    response = jsonify({"ready": not failing, "failing": failing})
    response.status_code = 503 if failing else 200
    return response


@probes.get("/metrics", responses={200: file_of("text/plain", description="Prometheus text")})
@public
def get_metrics() -> Response:
    """Prometheus metrics, for this machine and for administrators of the station."""
    if not _is_from_here():
        if g.get("auth_error") is not None:
            raise g.auth_error
        require_operator(principal())
    return Response(exposition.render(), content_type=exposition.CONTENT_TYPE)


def _is_from_here() -> bool:
    """A proxy on this machine that is not counted in TRUSTED_PROXIES must not make strangers look local."""
    is_forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    if is_forwarded and not current_app.config["SETTINGS"].trusted_proxies:
        return False
    return request.remote_addr in LOOPBACK

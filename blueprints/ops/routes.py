"""The station's status, for people who are signed in."""

from typing import Any, cast

from flask import Response, current_app
from flask_openapi3.openapi import OpenAPI

from blueprints.ops import backups, service, tallies
from blueprints.ops.fault_schemas import FaultsBody
from blueprints.ops.schemas import BackupPath, BackupsBody, StatusBody
from core import metrics
from core.access import principal, require_operator
from core.api import accepted, area
from core.db import db
from core.disk import count_files
from core.jobs.schemas import JobOut
from core.jobs.shapes import shape_job
from core.redis import RedisError
from core.smtp import waiting_folder

api = area("ops", __name__, "The station's state")


@api.get("/status", responses={200: StatusBody})
def get_status() -> dict[str, Any]:
    """Every part with its response time, workers, queues and disks; administrators see names and causes."""
    is_operator = principal().is_operator
    parts = service.look_at_parts()
    return {
        "ok": all(part.ok for part in parts),
        "version": cast(OpenAPI, current_app).api_doc["info"]["version"],
        "parts": [part._asdict() | ({} if is_operator else {"detail": None}) for part in parts],
        "workers": [
            worker._asdict() | ({} if is_operator else {"name": None}) for worker in service.list_workers()
        ],
        "queues": [queue._asdict() for queue in service.queue_lengths()],
        "disks": [
            {"name": name, "used_percent": space.used_percent, **space._asdict()}
            for name, space in service.disks().items()
        ],
        "active_people": _n_active(),
        "sockets": service.n_sockets(),
    }


@api.get("/backups", responses={200: BackupsBody})
def list_backups() -> dict[str, Any]:
    """Complete backups, newest first, and when the next is due; for administrators of the station."""
    require_operator(principal())
    found = backups.list_backups()
    outlook = backups.outlook(found[0] if found else None)
    return {"results": [facts._asdict() for facts in found], **outlook._asdict()}


@api.post("/backups", responses={202: JobOut})
def create_backup() -> Response:
    """Ask for a backup now; the job says how far it is."""
    who = principal()
    require_operator(who)
    job = backups.request_backup(who.user_id)
    db.session.commit()
    return accepted(shape_job(job, db.session()), f"/api/v1/jobs/{job.id}")


@api.post("/backups/<name>/check", responses={202: JobOut})
def check_backup(path: BackupPath) -> Response:
    """Read a whole backup and compare every checksum, in a job; for administrators of the station."""
    who = principal()
    require_operator(who)
    job = backups.request_check(path.name, who.user_id)
    db.session.commit()
    return accepted(shape_job(job, db.session()), f"/api/v1/jobs/{job.id}")


def _n_active() -> int:
    try:
        return metrics.n_active_people()
    except RedisError:
        return 0


@api.get("/status/faults", responses={200: FaultsBody})
def get_faults() -> dict[str, Any]:
    """What went wrong in the last day, and what waits for a person; for administrators of the station."""
    require_operator(principal())
    settings = current_app.config["SETTINGS"]
    return {
        "failures": [failure._asdict() for failure in tallies.failures()],
        "memory_dumps": [path.name for path in sorted(settings.dump_dir.glob("*.json"), reverse=True)],
        "mail_waiting": count_files(waiting_folder(settings)),
        "is_mail_set_up": bool(settings.smtp_host),
        "operator_email": settings.operator_email or None,
        "reports_faults": bool(settings.sentry_dsn),
    }

"""Files made of a version: asked for, then fetched."""

from typing import Any

from flask import Response, jsonify

from blueprints.timeseries import policy
from blueprints.timeseries.routes import files
from blueprints.timeseries.routes.area import api
from blueprints.timeseries.schemas.files import PLOTS, FileAnswer, FileChoice
from blueprints.timeseries.service import files as service
from blueprints.timeseries.service.versions import table_of
from core.access import principal
from core.api import IdPath, accepted
from core.db import db
from core.documents import file_of
from core.jobs.shapes import shape_job


@api.post("/dataset-versions/<uuid:id>/file", responses={200: FileAnswer, 202: FileAnswer})
def make_file(path: IdPath, body: FileChoice) -> Response:
    """Ask for a file of a version: a table as CSV, JSON or Excel, or a picture; 202 names the job that makes it"""
    who = principal()
    row, dataset = policy.version(who, path.id)
    job = service.request(row, dataset, body, who.user_id)
    if job is None:
        return jsonify({"is_ready": True, "job": None})
    db.session.commit()
    answer: dict[str, Any] = {"is_ready": False, "job": shape_job(job, db.session())}
    return accepted(answer, f"/api/v1/jobs/{job.id}")


@api.get("/dataset-versions/<uuid:id>/file", responses={200: file_of(*service.MEDIA_TYPES.values())})
def get_file(path: IdPath, query: FileChoice) -> Response:
    """A file of a version, once it is made; Parquet is always there"""
    row, dataset = policy.version(principal(), path.id)
    if query.kind == "parquet":
        made = service.place_of(row, dataset, query)
        return files.send_stored(table_of(row), made.name, made.media_type)
    made = service.found(row, dataset, query)
    return files.send_path(made.path, made.name, made.media_type, is_shown=query.kind in PLOTS)

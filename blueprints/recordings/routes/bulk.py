"""Actions on many recordings, the table of their metadata, and links that work for a while."""

from typing import Any

from flask import Response
from pydantic import BaseModel, Field

from blueprints.recordings.routes import files
from blueprints.recordings.routes.area import api
from blueprints.recordings.schemas.answers import BulkJobOut, TableLinkOut
from blueprints.recordings.schemas.recordings import BulkAction, RecordingFilter
from blueprints.recordings.service.bulk import request_bulk
from blueprints.recordings.service.listing import select_recordings
from core.access import principal, public
from core.api import accepted
from core.db import db
from core.documents import file_of
from core.jobs.shapes import shape_job

STORED_ELSEWHERE = {"description": "The file lies in an object storage: `Location` gives it"}


class LinkPath(BaseModel):
    """The secret of a link."""

    secret: str = Field(min_length=20, max_length=100)


@api.post("/recordings/bulk", responses={200: TableLinkOut, 202: BulkJobOut})
def post_bulk(body: BulkAction) -> Response | dict[str, Any]:
    """Do one action to many recordings, named by `ids` or by `filter`.

    segment (method, preset, params, channel), classify (classifier_id), move (project_id, site_id, species_id)
    and delete answer 202 with a job; export answers with the address of a CSV file, good for five minutes.
    """
    who = principal()
    if body.action == "export":
        return files.link_to_table(who, body)
    job, n = request_bulk(who, body)
    db.session.commit()
    shown = shape_job(job, db.session())
    return accepted({"job": shown, "job_id": job.id, "n": n}, f"/api/v1/jobs/{job.id}")


@api.get("/recordings/export", responses={200: file_of("text/csv")})
def export_recordings(query: RecordingFilter) -> Response:
    """A table of metadata as CSV, of the recordings a filter names."""
    return files.send_table(select_recordings(principal(), query))


@api.get("/recordings/links/<secret>", responses={200: file_of("audio/*", "text/csv"), 302: STORED_ELSEWHERE})
@public
def follow_link(path: LinkPath) -> Response:
    """The file a link stands for."""
    return files.follow(path.secret)

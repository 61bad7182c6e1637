"""One series against another."""

from typing import Any

from flask import Response

from blueprints.timeseries.routes import files
from blueprints.timeseries.routes.area import api
from blueprints.timeseries.schemas.clouds import CloudBody, CloudOut
from blueprints.timeseries.schemas.files import CloudPictureBody, FileAnswer
from blueprints.timeseries.service import clouds as service
from blueprints.timeseries.service.files import MEDIA_TYPES
from core.access import principal
from core.api import accepted, bulk, streamed
from core.db import db
from core.documents import file_of
from core.jobs.shapes import shape_job

PICTURES = ("image/png", "image/svg+xml", "application/pdf")
CSV = "text/csv; charset=utf-8"


@api.post("/series-clouds", responses={200: CloudOut})
@bulk
def compute_cloud(body: CloudBody) -> dict[str, Any]:
    """Pair two series by time, fit one on the other, and list what lies farther from the curve than allowed

    Nothing is changed: removing points and filling gaps are steps (`cloud-outside`, `cloud-fill`) of a version.
    """
    return service.cloud_of(principal(), body)


@api.post("/series-clouds/points", responses={200: file_of("text/csv")})
@bulk
def save_points(body: CloudBody) -> Response:
    """Every pair of a cloud as CSV"""
    return streamed([service.table_of_points(principal(), body)], media_type=CSV, file_name="cloud-points.csv")


@api.post("/series-clouds/picture", responses={200: file_of(*PICTURES), 202: FileAnswer})
@bulk
def draw_cloud(body: CloudPictureBody) -> Response:
    """A cloud as a picture; 202 names the job that draws it, and asking again then gives the picture"""
    path, job = service.picture_of(principal(), body)
    if job is None:
        return files.send_path(path, f"cloud.{body.image}", MEDIA_TYPES[body.image])
    db.session.commit()
    answer: dict[str, Any] = {"is_ready": False, "job": shape_job(job, db.session())}
    return accepted(answer, f"/api/v1/jobs/{job.id}")


@api.post("/series-clouds/coefficients", responses={200: file_of("text/csv")})
@bulk
def save_coefficients(body: CloudBody) -> Response:
    """The numbers of the fitted curve as CSV"""
    text = service.table_of_coefficients(principal(), body)
    return streamed([text], media_type=CSV, file_name="cloud-coefficients.csv")

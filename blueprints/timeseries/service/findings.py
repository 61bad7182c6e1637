"""The account of a version: what was read, kept, dropped, changed."""

from typing import Any

from sqlalchemy import select

from blueprints.timeseries.models import DatasetFinding, DatasetVersion
from blueprints.timeseries.service.shapes import NOTHING_FOUND, shape_finding, tallies_of
from core.db import db
from core.errors import AppError


def account_of(row: DatasetVersion) -> dict[str, Any]:
    """Findings in the order of the steps that made them, with the sums."""
    found = db.session.scalars(
        select(DatasetFinding).where(DatasetFinding.version_id == row.id).order_by(DatasetFinding.id)
    )
    tally = tallies_of([row.id]).get(row.id, NOTHING_FOUND)
    return {
        "n_read": row.n_read,
        "n_rows": row.n_rows,
        "n_dropped": tally["n_dropped"],
        "n_changed": tally["n_changed"],
        "has_file": row.findings_sha256 is not None,
        "results": [shape_finding(one) for one in found],
    }


def places_of(row: DatasetVersion) -> str:
    """Hash of the file of every place. Raises AppError 404 when nothing was found."""
    if row.findings_sha256 is None:
        raise AppError(404, "nothing-found", "Nothing was dropped or changed in this version.")
    return row.findings_sha256

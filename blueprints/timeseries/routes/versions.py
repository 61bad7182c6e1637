"""Versions: read, drawn, previewed, accounted for, removed."""

from typing import Any

from flask import Response

from blueprints.timeseries import policy
from blueprints.timeseries.routes import files
from blueprints.timeseries.routes.area import api
from blueprints.timeseries.schemas.answers import (
    DatasetVersionOut,
    MarksOut,
    SeriesFindingsOut,
    SeriesRowsOut,
    SeriesWindowOut,
    StepPreviewOut,
)
from blueprints.timeseries.schemas.datasets import MarksQuery, RowsQuery, StepPreviewBody, WindowQuery
from blueprints.timeseries.service import findings, marks, previews, registry, versions, windows
from blueprints.timeseries.service.shapes import shape_version, tallies_of
from core.access import Role, principal
from core.api import IdPath, bulk, no_content
from core.db import db
from core.documents import NOTHING, file_of


@api.get("/dataset-versions/<uuid:id>", responses={200: DatasetVersionOut})
def get_version(path: IdPath) -> dict[str, Any]:
    """One version: what it holds, how it was made, and from what"""
    row, dataset = policy.version(principal(), path.id)
    return shape_version(row, dataset, tallies_of([row.id]))


@api.delete("/dataset-versions/<uuid:id>", responses={204: NOTHING})
def delete_version(path: IdPath) -> Response:
    """Delete a version that is not shown and that nothing was made from"""
    row, dataset = policy.version(principal(), path.id, Role.EDITOR)
    versions.remove(row, dataset)
    db.session.commit()
    return no_content()


@api.get("/dataset-versions/<uuid:id>/findings", responses={200: SeriesFindingsOut})
def get_findings(path: IdPath) -> dict[str, Any]:
    """What was found, dropped and changed, with up to 100 examples each"""
    row, _dataset = policy.version(principal(), path.id)
    return findings.account_of(row)


@api.get("/dataset-versions/<uuid:id>/findings/file", responses={200: file_of("text/csv")})
def get_findings_file(path: IdPath) -> Response:
    """Every row that was dropped and every value that was changed, as CSV"""
    row, dataset = policy.version(principal(), path.id)
    return files.send_stored(findings.places_of(row), f"{dataset.name}-v{row.number}-findings.csv", "text/csv")


@api.get("/dataset-versions/<uuid:id>/window", responses={200: SeriesWindowOut})
@bulk
def get_window(path: IdPath, query: WindowQuery) -> dict[str, Any]:
    """A part of a version for a chart: few points, exact extremes at their true times, null where the line breaks"""
    row, dataset = policy.version(principal(), path.id)
    return windows.window_of(
        row, dataset, start=query.start, stop=query.stop, points=query.points, columns=query.columns
    )


@api.get("/dataset-versions/<uuid:id>/marks", responses={200: MarksOut})
@bulk
def get_marks(path: IdPath, query: MarksQuery) -> dict[str, Any]:
    """Values of a column that the version's steps changed or dropped, for its chart"""
    row, _dataset = policy.version(principal(), path.id)
    return marks.marks_of(row, start=query.start, stop=query.stop, column=query.column)


@api.get("/dataset-versions/<uuid:id>/rows", responses={200: SeriesRowsOut})
@bulk
def get_rows(path: IdPath, query: RowsQuery) -> dict[str, Any]:
    """Rows of a version as they are; a missing value is null, a kept text is a text"""
    row, _dataset = policy.version(principal(), path.id)
    return previews.rows_of(row, query.start, query.limit)


@api.post("/dataset-versions/<uuid:id>/preview", responses={200: StepPreviewOut})
@bulk
def preview_steps(path: IdPath, body: StepPreviewBody) -> dict[str, Any]:
    """Try a step on a part of a version: the values before and after, what would change, and why"""
    row, dataset = policy.version(principal(), path.id)
    steps = registry.checked_steps(body.steps)
    return previews.preview_of(row, dataset, steps, start=body.start, stop=body.stop, column=body.column)

"""A project's archive, made."""

import re

from blueprints.exchange.models import Export
from blueprints.exchange.schemas.jobs import EXPORT_PROJECT, ExportParams
from blueprints.exchange.service.exports import keep_file
from blueprints.exchange.service.writing import write_project
from core.clock import now
from core.db import db
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink


@EXPORT_PROJECT.runs
def export_project(ctx: JobContext, params: ExportParams) -> list[ResultLink]:
    """Write, store, hand over."""
    row = db.session.get(Export, params.export_id)
    if row is None or row.project_id is None:
        return []
    project_id, with_sound = row.project_id, bool(row.options.get("with_sound", True))
    path = ctx.workdir / "project.zip"
    name = write_project(ctx, project_id, path, with_sound=with_sound)
    ctx.report(0, 0, "Storing")
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "project"
    file_name = f"{stem}-{now():%Y%m%d}.fieldstation.zip"
    keep_file(ctx, params.export_id, path, file_name=file_name, media_type="application/zip")
    return [ResultLink("export", file_name, f"/projects/{project_id}")]

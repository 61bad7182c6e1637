"""Files on their way in: looked at, then read into a version."""

from uuid import UUID

from sqlalchemy import select

from blueprints.timeseries.jobs.tables import Found, hand_over, load_table, load_version, stored
from blueprints.timeseries.models import Dataset, DatasetImport, DatasetVersion, ImportState
from blueprints.timeseries.schemas.imports import ImportRunBody
from blueprints.timeseries.schemas.jobs import DETECT, IMPORT, SeriesImportParams
from blueprints.timeseries.service import imports, recipes
from blueprints.timeseries.service.news import announce_import
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from processing.timeseries.read import Detection, ReadPlan, ReadResult, detect, merge, read, redetect

USABLE_SHARE = 0.5
"""Share of the looked-at rows that must be readable before a file is imported without asking."""


def _load(import_id: UUID) -> DatasetImport:
    found = db.session.get(DatasetImport, import_id, populate_existing=True)
    if found is None or found.blob_sha256 is None:
        raise AppError(404, "import-gone", "The file was given up before this job could work on it.")
    return found


@DETECT.runs
def look(ctx: JobContext, params: SeriesImportParams) -> list[ResultLink]:
    """Find out how the file is to be read, or what a corrected plan makes of it."""
    row = _load(params.import_id)
    sha256, name, zone, plan = row.blob_sha256 or "", row.file_name, row.time_zone, row.plan
    ctx.commit()
    ctx.report(0, 0, "Looking into the file")
    with stored(sha256) as path:
        found = redetect(path, ReadPlan.from_dict(plan)) if plan else detect(path, name=name, zone=zone)
    row = _load(params.import_id)
    row.detection, row.state = found.as_dict(), ImportState.DETECTED
    if row.is_direct and not row.plan and is_clear(found):
        row.plan = found.plan.as_dict()
        imports.begin(row, imports.new_dataset(row, ImportRunBody.model_validate({}), row.site_id))
    announce_import(row)
    return [ResultLink("import", row.file_name, f"/datasets/import?id={row.id}")]


def is_clear(found: Detection) -> bool:
    """Whether nothing in a file is in doubt."""
    return not found.questions and bool(found.plan.value_columns) and found.usable_share >= USABLE_SHARE


@IMPORT.runs
def take_in(ctx: JobContext, params: SeriesImportParams) -> list[ResultLink]:
    """Read the file by its plan into the version that waits for it."""
    row = _load(params.import_id)
    version = _waiting_version(ctx.job_id)
    version_id, sha256, plan = version.id, row.blob_sha256 or "", ReadPlan.from_dict(row.plan)
    parent = db.session.get(DatasetVersion, version.parent_id) if version.parent_id else None
    continued = parent.blob_sha256 if parent else None
    ctx.commit()
    with stored(sha256) as path:
        result = read(path, plan, on_progress=lambda done, total: ctx.report(done, total, "Reading", unit="B"))
    if continued is not None:
        ctx.report(0, 0, "Putting together")
        before = load_table(continued)
        result = merge([ReadResult(before, before.n_rows), result], duplicates=plan.duplicates)
    findings = [Found(-1, finding) for finding in result.findings]
    links = hand_over(ctx, version_id, result.table, findings, n_read=result.n_rows)
    row = _load(params.import_id)
    row.state = ImportState.DONE
    announce_import(row)
    _run_recipe(version_id)
    return links


def _waiting_version(job_id: UUID) -> DatasetVersion:
    found = db.session.scalar(select(DatasetVersion).where(DatasetVersion.job_id == job_id))
    if found is None:
        raise AppError(404, "version-gone", "The dataset was deleted before the file could be read into it.")
    return found


def _run_recipe(version_id: UUID) -> None:
    """What the project does with every dataset that arrives."""
    version, dataset = load_version(version_id)
    recipe = recipes.of_project(dataset.project_id)
    if recipe is not None and version.parent_id is None:
        recipes.apply_one(recipe, db.session.get_one(Dataset, dataset.id), version.created_by)

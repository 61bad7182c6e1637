"""Steps applied to a version: the result is another."""

from blueprints.timeseries.jobs.tables import Found, hand_over, load_table, load_version
from blueprints.timeseries.models import DatasetVersion
from blueprints.timeseries.schemas.jobs import APPLY, VersionParams
from blueprints.timeseries.service.registry import specs_of
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from processing.timeseries.steps import run_recipe


@APPLY.runs
def apply(ctx: JobContext, params: VersionParams) -> list[ResultLink]:
    """Carry out the steps of a waiting version on its parent's table."""
    version, _dataset = load_version(params.version_id)
    parent = db.session.get(DatasetVersion, version.parent_id) if version.parent_id else None
    if parent is None or parent.blob_sha256 is None:
        raise AppError(404, "version-gone", "The version to start from was deleted.")
    sha256, specs = parent.blob_sha256, specs_of(version.steps)
    ctx.commit()
    ctx.report(0, len(specs), "Reading")
    table = load_table(sha256)
    done = run_recipe(table, specs, on_progress=lambda n, total, title: ctx.report(n, total, title, unit="steps"))
    findings = [Found(n, finding) for n, result in enumerate(done.results) for finding in result.findings]
    return hand_over(ctx, params.version_id, done.table, findings, n_read=table.n_rows)

"""The windows of a session's plan, made and counted."""

from uuid import UUID

from blueprints.forecasting.jobs.material import read_tables, study
from blueprints.forecasting.models import ForecastPreparation, ForecastSession, WorkState
from blueprints.forecasting.schemas.jobs import PREPARE, PrepareParams
from blueprints.forecasting.service import plans
from blueprints.forecasting.service.news import announce
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from ml.forecasting.windows import prepare


@PREPARE.runs
def prepare_windows(ctx: JobContext, params: PrepareParams) -> list[ResultLink]:
    """Bring the inputs onto their grid, find the windows, tell what they are; nothing but the account is kept."""
    row = load_session(params.session_id)
    body = plans.plan_of(row)
    inputs = [source.as_dict() for source in plans.sources_of(row.group_id, body)]
    spec = study(body, inputs, plans.zone_of(row))
    ctx.commit()
    ctx.report(0, 4, "Reading")
    tables = read_tables(inputs)
    windows = prepare(tables, spec, lambda done, total, _phase: ctx.report(1 + 3 * done / total, 4, "Making windows"))
    report = windows.as_dict()
    row = load_session(params.session_id)
    made = db.session.get_one(ForecastPreparation, row.id, populate_existing=True)
    if made.plan_hash == params.plan_hash:
        made.state, made.report = WorkState.READY, report
        made.problem_code = made.problem_detail = None
        announce(row)
    return [ResultLink("forecast-session", row.name, f"/forecasts/{row.id}?tab=windows")]


def load_session(session_id: UUID) -> ForecastSession:
    """The session as it is now. Raises AppError 404 when it was deleted meanwhile."""
    found = db.session.get(ForecastSession, session_id, populate_existing=True)
    if found is None:
        raise AppError(404, "session-gone", "The session was deleted before this job could work on it.")
    return found

"""Runs: started, filled in by their job, read, removed."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from blueprints.forecasting.models import (
    ForecastEvaluation,
    ForecastModel,
    ForecastRun,
    ForecastSession,
    WorkState,
)
from blueprints.forecasting.schemas.jobs import TRAIN, RunParams
from blueprints.forecasting.service import catalogue, plans
from blueprints.forecasting.service.news import announce
from core import signals
from core.clock import new_id
from core.db import db
from core.errors import AppError, conflict
from core.jobs.queue import submit


def start(row: ForecastSession, user_id: UUID | None) -> ForecastRun:
    """A run of the present plan on the inputs' present versions, and its job. Raises AppError 409 `input-gone`."""
    body = plans.plan_of(row)
    sources, zone = plans.sources_of(row.group_id, body), plans.zone_of(row)
    row.n_runs += 1
    run = ForecastRun(
        id=new_id(),
        session_id=row.id,
        number=row.n_runs,
        plan=row.plan,
        inputs=[source.as_dict() for source in sources],
        zone=zone,
        plan_hash=plans.hash_of(body, sources, zone),
        created_by=user_id,
    )
    db.session.add(run)
    db.session.flush()
    for position, order in enumerate(body.models):
        db.session.add(_model(run, position, order.model_dump(mode="json")))
    job = submit(
        TRAIN,
        RunParams(run_id=run.id),
        title=f"Train {row.name}, run {run.number}",
        owner_id=user_id,
        group_id=row.group_id,
        project_id=row.project_id,
    )
    run.job_id = job.id
    db.session.flush()
    announce(row)
    return run


def _model(run: ForecastRun, position: int, order: dict[str, Any]) -> ForecastModel:
    return ForecastModel(
        id=new_id(),
        run_id=run.id,
        session_id=run.session_id,
        position=position,
        method=order["kind"],
        title=catalogue.title_of(order["kind"], order["strategy"])[:120],
        order=order,
        params=order["parameters"],
    )


def models_of(run_ids: Sequence[UUID]) -> dict[UUID, list[ForecastModel]]:
    """The models of runs, in their order, in one query."""
    found: dict[UUID, list[ForecastModel]] = {run_id: [] for run_id in run_ids}
    rows = select(ForecastModel).where(ForecastModel.run_id.in_(run_ids)).order_by(ForecastModel.position)
    for model in db.session.scalars(rows):
        found[model.run_id].append(model)
    return found


def chosen_of(session_ids: Iterable[UUID]) -> dict[UUID, UUID | None]:
    """The chosen model of each of these sessions, in one query."""
    rows = select(ForecastSession.id, ForecastSession.chosen_model_id).where(ForecastSession.id.in_(list(session_ids)))
    return {row.id: row.chosen_model_id for row in db.session.execute(rows)}


def runs_of(row: ForecastSession) -> list[ForecastRun]:
    """The runs of a session, the newest first."""
    rows = select(ForecastRun).where(ForecastRun.session_id == row.id).order_by(ForecastRun.number.desc())
    return list(db.session.scalars(rows))


def remove(run: ForecastRun, row: ForecastSession) -> None:
    """Delete a run with its models and what they forecast. Raises AppError 409 `model-in-use`."""
    models = models_of([run.id])[run.id]
    if any(model.id == row.chosen_model_id for model in models):
        raise conflict("model-in-use", "A model of this run forecasts for the session. Choose another one first.")
    for model in models:
        signals.removed.send(run, what="model", id=model.id)
    db.session.delete(run)
    db.session.flush()
    announce(row)


def evaluation_of(model: ForecastModel) -> dict[str, Any]:
    """The whole evaluation. Raises AppError 409 when the model is not ready."""
    found = db.session.get(ForecastEvaluation, model.id)
    if model.state != WorkState.READY or found is None:
        raise conflict("model-not-ready", "This model is not trained yet, or could not be trained.")
    return dict(found.document)


def comparison_of(run: ForecastRun) -> dict[str, Any]:
    """The models of a run against each other. Raises AppError 409 while it is being trained."""
    if run.comparison is None:
        raise conflict("run-not-ready", "This run is not trained yet, or could not be trained.")
    return run.comparison


def note_failure(run: ForecastRun, code: str | None, detail: str | None) -> None:
    """The job of a run ended badly: the run tells why, with the models that were not reached."""
    run.state, run.problem_code, run.problem_detail = WorkState.FAILED, code, detail
    for model in models_of([run.id])[run.id]:
        if model.state in (WorkState.WAITING, WorkState.TRAINING):
            model.state, model.problem_code, model.problem_detail = WorkState.FAILED, code, detail


def load(run_id: UUID) -> tuple[ForecastRun, ForecastSession]:
    """A run as it is now, for its job. Raises AppError 404 when it was deleted meanwhile."""
    run = db.session.get(ForecastRun, run_id, populate_existing=True)
    if run is None:
        raise AppError(404, "run-gone", "The run was deleted before this job could train it.")
    return run, db.session.get_one(ForecastSession, run.session_id)

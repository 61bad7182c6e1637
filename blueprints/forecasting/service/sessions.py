"""Sessions: made, changed, given a model to forecast with, removed."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from blueprints.forecasting.models import (
    DriftWatch,
    ForecastModel,
    ForecastPreparation,
    ForecastSchedule,
    ForecastSession,
    WorkState,
)
from blueprints.forecasting.schemas.jobs import PREPARE, PrepareParams
from blueprints.forecasting.schemas.sessions import SessionBody, SessionPatch
from blueprints.forecasting.service import plans
from blueprints.forecasting.service.news import announce
from blueprints.projects.models import Project
from blueprints.timeseries.service.datasets import check_site
from core import signals
from core.clock import new_id
from core.db import db
from core.errors import conflict, invalid
from core.jobs.queue import submit


def create(project: Project, body: SessionBody, user_id: UUID) -> ForecastSession:
    """A session with a checked plan. Raises AppError 422."""
    check_site(project.id, body.site_id)
    row = ForecastSession(
        id=new_id(),
        group_id=project.group_id,
        project_id=project.id,
        site_id=body.site_id,
        name=body.name,
        description=body.description,
        plan=plans.checked(project.group_id, body.plan),
        n_runs=0,
        created_by=user_id,
    )
    db.session.add(row)
    db.session.flush()
    announce(row)
    return row


def change(row: ForecastSession, patch: SessionPatch) -> None:
    """Rename, describe, move to a site, plan anew; runs keep the plan they were started with."""
    given = patch.model_fields_set
    if "site_id" in given:
        check_site(row.project_id, patch.site_id)
        row.site_id = patch.site_id
    if patch.name is not None:
        row.name = patch.name
    if patch.description is not None:
        row.description = patch.description
    if patch.plan is not None:
        row.plan = plans.checked(row.group_id, patch.plan)
    row.version += 1
    announce(row)


def choose(row: ForecastSession, model_id: UUID) -> None:
    """Name the model that forecasts for the session. Raises AppError 422 for another's, 409 when it is not ready."""
    model = db.session.get(ForecastModel, model_id)
    if model is None or model.session_id != row.id:
        raise invalid("/model_id", "there is no such model of this session", "not-found")
    require_ready(model)
    row.chosen_model_id = model.id
    row.version += 1
    announce(row)


def require_ready(model: ForecastModel) -> str:
    """Hash of the model's file. Raises AppError 409 when it is not trained."""
    if model.state != WorkState.READY or model.blob_sha256 is None:
        raise conflict("model-not-ready", "This model is not trained yet, or could not be trained.")
    return model.blob_sha256


def chosen(row: ForecastSession) -> ForecastModel:
    """The model that forecasts for the session. Raises AppError 409 when there is none."""
    model = db.session.get(ForecastModel, row.chosen_model_id) if row.chosen_model_id else None
    if model is None:
        raise conflict("no-model", "No model of this session is ready. Train one first.")
    return model


def remove(row: ForecastSession) -> None:
    """Delete a session with its runs, models and forecasts."""
    announce(row, is_deleted=True)
    signals.removed.send(row, what="session", id=row.id)
    db.session.delete(row)
    db.session.flush()


def prepare(row: ForecastSession, user_id: UUID) -> ForecastPreparation:
    """Ask for the windows of the present plan; those that are up to date are answered as they are."""
    body = plans.plan_of(row)
    wanted = plans.hash_of(body, plans.sources_of(row.group_id, body), plans.zone_of(row))
    found = db.session.get(ForecastPreparation, row.id)
    if found is not None and found.plan_hash == wanted and found.state in (WorkState.WAITING, WorkState.READY):
        return found
    if found is None:
        found = ForecastPreparation(session_id=row.id)
        db.session.add(found)
    found.plan_hash, found.state, found.report = wanted, WorkState.WAITING, None
    found.problem_code = found.problem_detail = None
    job = submit(
        PREPARE,
        PrepareParams(session_id=row.id, plan_hash=wanted),
        title=f"Make windows of {row.name}",
        owner_id=user_id,
        group_id=row.group_id,
        project_id=row.project_id,
    )
    found.job_id = job.id
    db.session.flush()
    announce(row)
    return found


def companions(ids: list[UUID]) -> dict[type[Any], dict[UUID, Any]]:
    """Preparations, schedules and watches of sessions, in a query each."""
    kinds: list[type[Any]] = [ForecastPreparation, ForecastSchedule, DriftWatch]
    return {
        kind: {one.session_id: one for one in db.session.scalars(select(kind).where(kind.session_id.in_(ids)))}
        for kind in kinds
    }

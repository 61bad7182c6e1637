"""Sessions: planned, changed, prepared, scheduled, watched, removed."""

from typing import Any

from flask import Response

from blueprints.forecasting import policy
from blueprints.forecasting.models import ForecastPreparation, ForecastSession
from blueprints.forecasting.routes.area import api
from blueprints.forecasting.schemas.answers import PreparationOut, SessionOut, SessionPage
from blueprints.forecasting.schemas.sessions import (
    ChosenBody,
    ScheduleBody,
    SessionBody,
    SessionPatch,
    SessionQuery,
    WatchBody,
)
from blueprints.forecasting.service import schedules, watches
from blueprints.forecasting.service import sessions as service
from blueprints.forecasting.service.shapes import shape_preparation, shape_session, shape_sessions
from blueprints.projects.policy import get_project
from core.access import Role, principal
from core.api import IdPath, accepted, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING
from core.errors import AppError
from core.paging import Ordering, moment, paginate

ORDERINGS = {
    "created_at": Ordering(ForecastSession.created_at, moment),
    "updated_at": Ordering(ForecastSession.updated_at, moment),
    "name": Ordering(ForecastSession.name),
}


@api.get("/forecast-sessions", responses={200: SessionPage})
def list_sessions(query: SessionQuery) -> dict[str, Any]:
    """Forecast sessions of one's groups, the newest first, each with its chosen model, schedule and watch"""
    rows = policy.visible_sessions(principal())
    for column, value in (
        (ForecastSession.group_id, query.group_id),
        (ForecastSession.project_id, query.project_id),
        (ForecastSession.site_id, query.site_id),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if query.search:
        rows = rows.where(ForecastSession.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=ForecastSession.id, orderings=ORDERINGS, default="-created_at")
    shown = {row["id"]: row for row in shape_sessions(page.rows)}
    return page.shape(lambda row: shown[row.id])


@api.post("/forecast-sessions", responses={201: SessionOut})
def create_session(body: SessionBody) -> Response:
    """Plan a study: which series, which features, which split, which models; nothing is computed yet"""
    who = principal()
    project = get_project(who, body.project_id, Role.EDITOR)
    row = service.create(project, body, who.user_id)
    db.session.commit()
    return created(shape_session(row), f"/api/v1/forecast-sessions/{row.id}", etag=version_tag(row.version))


@api.get("/forecast-sessions/<uuid:id>", responses={200: SessionOut})
def get_session(path: IdPath) -> Response:
    """One session with its plan"""
    row = policy.session(principal(), path.id)
    return with_version(shape_session(row), row.version)


@api.patch("/forecast-sessions/<uuid:id>", responses={200: SessionOut})
def change_session(path: IdPath, body: SessionPatch) -> Response:
    """Change a session or its plan; runs keep the plan they were started with"""
    row = policy.session(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    service.change(row, body)
    db.session.commit()
    return with_version(shape_session(row), row.version)


@api.delete("/forecast-sessions/<uuid:id>", responses={204: NOTHING})
def delete_session(path: IdPath) -> Response:
    """Delete a session with its runs, models and forecasts"""
    row = policy.session(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    service.remove(row)
    db.session.commit()
    return no_content()


@api.post("/forecast-sessions/<uuid:id>/preparation", responses={202: PreparationOut})
def prepare_session(path: IdPath) -> Response:
    """Make the windows of the present plan: how many, how many dropped and why, how each variable spreads"""
    who = principal()
    row = policy.session(who, path.id, Role.EDITOR)
    made = service.prepare(row, who.user_id)
    db.session.commit()
    return accepted(shape_preparation(made, row), f"/api/v1/forecast-sessions/{row.id}/preparation")


@api.get("/forecast-sessions/<uuid:id>/preparation", responses={200: PreparationOut})
def get_preparation(path: IdPath) -> dict[str, Any]:
    """The windows of a session; `is_current` tells whether plan and tables are still those they were made from"""
    row = policy.session(principal(), path.id)
    made = db.session.get(ForecastPreparation, row.id)
    if made is None:
        raise AppError(404, "not-built", "These windows are not made yet. POST to the same address first.")
    return shape_preparation(made, row)


@api.put("/forecast-sessions/<uuid:id>/chosen", responses={200: SessionOut})
def choose_model(path: IdPath, body: ChosenBody) -> Response:
    """Choose the model that forecasts for a session"""
    row = policy.session(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    service.choose(row, body.model_id)
    db.session.commit()
    return with_version(shape_session(row), row.version)


@api.put("/forecast-sessions/<uuid:id>/schedule", responses={200: SessionOut})
def set_schedule(path: IdPath, body: ScheduleBody) -> Response:
    """Let a session forecast by itself, from its inputs' current versions, or stop that"""
    who = principal()
    row = policy.session(who, path.id, Role.EDITOR)
    schedules.put(row, body, who.user_id)
    db.session.commit()
    return with_version(shape_session(row), row.version)


@api.put("/forecast-sessions/<uuid:id>/watch", responses={200: SessionOut})
def set_watch(path: IdPath, body: WatchBody) -> Response:
    """Say what counts as drift; whoever says so is told when it begins"""
    who = principal()
    row = policy.session(who, path.id, Role.EDITOR)
    watches.put(row, body, who.user_id)
    db.session.commit()
    return with_version(shape_session(row), row.version)

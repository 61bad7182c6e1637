"""Forecasts: asked for, listed, drawn as lines, saved, removed."""

from typing import Any

from flask import Response

from blueprints.forecasting import policy
from blueprints.forecasting.models import Forecast, ForecastOrigin
from blueprints.forecasting.routes import files
from blueprints.forecasting.routes.area import api
from blueprints.forecasting.schemas.answers import ForecastLinesOut, ForecastOut, ForecastPage
from blueprints.forecasting.schemas.predictions import ForecastQuery, LinesQuery
from blueprints.forecasting.service import exports, schedules
from blueprints.forecasting.service import forecasts as service
from blueprints.forecasting.service.shapes import shape_forecast, shape_line
from core.access import Role, principal
from core.api import IdPath, accepted, bulk, no_content
from core.db import db
from core.documents import NOTHING, file_of
from core.jobs.schemas import JobOut
from core.jobs.shapes import shape_job
from core.paging import Ordering, moment, paginate

ORDERINGS = {
    "created_at": Ordering(Forecast.created_at, moment),
    "start_at": Ordering(Forecast.start_at, moment),
}


@api.get("/forecast-sessions/<uuid:id>/forecasts", responses={200: ForecastPage})
def list_forecasts(path: IdPath, query: ForecastQuery) -> dict[str, Any]:
    """Forecasts of a session that were kept, the newest first, each with what became of it"""
    row = policy.session(principal(), path.id)
    page = paginate(service.of_session(row), query, key=Forecast.id, orderings=ORDERINGS, default="-start_at")
    return page.shape(shape_forecast)


@api.post("/forecast-sessions/<uuid:id>/forecasts", responses={202: JobOut})
def request_forecast(path: IdPath) -> Response:
    """Forecast now with the chosen model, look back at earlier forecasts, and judge whether they drift"""
    who = principal()
    row = policy.session(who, path.id, Role.EDITOR)
    job = schedules.ask(row, ForecastOrigin.PERSON, who.user_id)
    db.session.commit()
    return accepted(shape_job(job, db.session()), f"/api/v1/jobs/{job.id}")


@api.get("/forecast-sessions/<uuid:id>/lines", responses={200: ForecastLinesOut})
@bulk
def get_lines(path: IdPath, query: LinesQuery) -> dict[str, Any]:
    """What a session expects within a stretch of time, a line a target; where forecasts overlap the newest counts"""
    row = policy.session(principal(), path.id)
    return {"results": [shape_line(line) for line in service.lines_of(row, query.start, query.stop)]}


@api.get("/forecasts/<uuid:id>", responses={200: ForecastOut})
def get_forecast(path: IdPath) -> dict[str, Any]:
    """One forecast"""
    return shape_forecast(policy.forecast(principal(), path.id)[0])


@api.delete("/forecasts/<uuid:id>", responses={204: NOTHING})
def delete_forecast(path: IdPath) -> Response:
    """Delete a forecast"""
    db.session.delete(policy.forecast(principal(), path.id, Role.EDITOR)[0])
    db.session.commit()
    return no_content()


@api.get("/forecasts/<uuid:id>/file", responses={200: file_of("text/csv")})
def get_forecast_file(path: IdPath) -> Response:
    """A forecast as CSV: time, then value and interval of each target"""
    row, owner = policy.forecast(principal(), path.id)
    return files.send(exports.of_forecast(row, owner))

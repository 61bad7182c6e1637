"""Models: read, judged, asked, saved."""

from typing import Any

from flask import Response

from blueprints.forecasting import policy
from blueprints.forecasting.models import ForecastModel, ForecastOrigin
from blueprints.forecasting.routes import files
from blueprints.forecasting.routes.area import api
from blueprints.forecasting.schemas.answers import (
    ForecastEvaluationOut,
    ForecastModelOut,
    ForecastModelPage,
    ForecastOut,
)
from blueprints.forecasting.schemas.predictions import ModelFileQuery, ModelQuery, PredictionBody
from blueprints.forecasting.service import exports, forecasts, predictions
from blueprints.forecasting.service import runs as service
from blueprints.forecasting.service.shapes import shape_forecast, shape_model
from core.access import Role, principal
from core.api import IdPath, bulk
from core.db import db
from core.documents import file_of
from core.paging import Ordering, moment, paginate

ORDERINGS = {"created_at": Ordering(ForecastModel.created_at, moment), "title": Ordering(ForecastModel.title)}


@api.get("/forecast-models", responses={200: ForecastModelPage})
def list_models(query: ModelQuery) -> dict[str, Any]:
    """Models of one's groups, the newest first"""
    rows = policy.visible_models(principal())
    if query.session_id is not None:
        rows = rows.where(ForecastModel.session_id == query.session_id)
    if query.state is not None:
        rows = rows.where(ForecastModel.state == query.state)
    if query.search:
        rows = rows.where(ForecastModel.title.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=ForecastModel.id, orderings=ORDERINGS, default="-created_at")
    chosen = service.chosen_of({model.session_id for model in page.rows})
    return page.shape(lambda model: shape_model(model, chosen.get(model.session_id)))


@api.get("/forecast-models/<uuid:id>", responses={200: ForecastModelOut})
def get_model(path: IdPath) -> dict[str, Any]:
    """One model with its headline figures"""
    model, row = policy.model(principal(), path.id)
    return shape_model(model, row.chosen_model_id)


@api.get("/forecast-models/<uuid:id>/evaluation", responses={200: ForecastEvaluationOut})
def get_evaluation(path: IdPath) -> dict[str, Any]:
    """What a model is worth: errors in total, by series, step and aggregation, skill, coverage, importance"""
    model, row = policy.model(principal(), path.id)
    return {"model": shape_model(model, row.chosen_model_id), "evaluation": service.evaluation_of(model)}


@api.post("/forecast-models/<uuid:id>/predictions", responses={200: ForecastOut})
@bulk
def predict(path: IdPath, body: PredictionBody) -> dict[str, Any]:
    """Forecast with a model: from its datasets as they are now, up to any moment in them, or from posted values

    The answer equals what the model said of the same window when it was judged, to the last bit.
    """
    who = principal()
    model, row = policy.model(who, path.id, Role.EDITOR if body.keep else Role.VIEWER)
    told = predictions.predict(model, row, body)
    if not body.keep:
        return predictions.unkept(model, told)
    kept = forecasts.file(
        row, model, told.forecast, origin=ForecastOrigin.PERSON, inputs=told.inputs, created_by=who.user_id
    )
    db.session.commit()
    return shape_forecast(kept)


@api.get("/forecast-models/<uuid:id>/file", responses={200: file_of(*exports.MEDIA_TYPES)})
def get_model_file(path: IdPath, query: ModelFileQuery) -> Response:
    """A model as a file: itself, its scalers, its forecasts of the test part as arrays, its tables of errors"""
    model, row = policy.model(principal(), path.id)
    return files.send(exports.of_model(model, row, query.kind))

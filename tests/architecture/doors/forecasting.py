"""Who may use the routes of forecasting."""

from typing import Any

from tests.architecture.access import Door, Needs, World, one, unique
from tests.factories.forecasting import plan_for


def _session(w: World) -> Any:
    return w.make.forecast_session(w.project)


def _run(w: World) -> Any:
    return w.make.forecast_run(w.project)


def _model(w: World) -> Any:
    return w.make.forecast_model(w.project)


def _forecast(w: World) -> Any:
    return w.make.forecast(w.project)


def _of_model(w: World) -> dict[str, Any]:
    """The path of a session with a trained model."""
    return {"id": _model(w).session_id}


def _own_model(w: World) -> dict[str, Any]:
    """A model of the session in the path, which is made before the body is."""
    from blueprints.forecasting.models import ForecastModel
    from core.db import db

    newest = db.session.query(ForecastModel).order_by(ForecastModel.created_at.desc()).first()
    return {"model_id": str(newest.id if newest else _model(w).id)}


def _of_forecast(w: World) -> dict[str, Any]:
    """The path of a session with a kept forecast."""
    return {"id": _forecast(w).session_id}


DOORS = {
    "forecasting.list_methods": Door(Needs.SIGN_IN),
    "forecasting.list_holiday_places": Door(Needs.SIGN_IN),
    "forecasting.list_sessions": Door(Needs.VIEWER, shows=lambda w: str(_session(w).id)),
    "forecasting.create_session": Door(
        Needs.EDITOR,
        body=lambda w: {
            "project_id": str(w.project.id), "name": unique("Study"), "plan": plan_for(w.make.dataset(w.project)),
        },
    ),
    "forecasting.get_session": Door(Needs.VIEWER, path=one(_session)),
    "forecasting.change_session": Door(Needs.EDITOR, path=one(_session), body=lambda w: {"name": "Other"}),
    "forecasting.delete_session": Door(Needs.EDITOR, path=one(_session)),
    "forecasting.prepare_session": Door(Needs.EDITOR, path=one(_session)),
    "forecasting.get_preparation": Door(Needs.VIEWER, path=one(lambda w: w.make.forecast_preparation(w.project))),
    "forecasting.choose_model": Door(Needs.EDITOR, path=_of_model, body=_own_model),
    "forecasting.set_schedule": Door(Needs.EDITOR, path=_of_model, body=lambda w: {"every_s": 3600}),
    "forecasting.set_watch": Door(Needs.EDITOR, path=one(_session), body=lambda w: {"max_ratio": 2}),
    "forecasting.list_runs": Door(Needs.VIEWER, path=one(_session)),
    "forecasting.start_run": Door(Needs.EDITOR, path=one(_session)),
    "forecasting.get_run": Door(Needs.VIEWER, path=one(_run)),
    "forecasting.delete_run": Door(Needs.EDITOR, path=one(_run)),
    "forecasting.compare_models": Door(Needs.VIEWER, path=one(_run)),
    "forecasting.list_models": Door(Needs.VIEWER, shows=lambda w: str(_model(w).id)),
    "forecasting.get_model": Door(Needs.VIEWER, path=one(_model)),
    "forecasting.get_evaluation": Door(Needs.VIEWER, path=one(_model)),
    "forecasting.predict": Door(Needs.VIEWER, path=one(_model), body=lambda w: {"keep": False}, also=(422,)),
    "forecasting.get_model_file": Door(Needs.VIEWER, path=one(_model), query=lambda w: {"kind": "metrics"}),
    "forecasting.list_forecasts": Door(Needs.VIEWER, path=_of_forecast),
    "forecasting.request_forecast": Door(Needs.EDITOR, path=_of_model),
    "forecasting.get_lines": Door(
        Needs.VIEWER, path=_of_forecast, query=lambda w: {"from": "2026-01-01", "to": "2026-02-01"}
    ),
    "forecasting.get_forecast": Door(Needs.VIEWER, path=one(_forecast)),
    "forecasting.delete_forecast": Door(Needs.EDITOR, path=one(_forecast)),
    "forecasting.get_forecast_file": Door(Needs.VIEWER, path=one(_forecast)),
}

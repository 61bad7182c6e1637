"""Builders of forecast sessions, runs, models and forecasts; a trained model is made by the job, not here."""

from datetime import timedelta
from typing import Any

from blueprints.forecasting.models import (
    Forecast,
    ForecastEvaluation,
    ForecastModel,
    ForecastOrigin,
    ForecastPreparation,
    ForecastRun,
    ForecastSession,
    WorkState,
)
from blueprints.projects.models import Project
from core.clock import new_id, now
from core.db import db
from tests.factories import Factory
from tests.factories.calls import store_blob

EVALUATION = {
    "scalers": {}, "total": {"mae": 1.0}, "baselines": {}, "per_series": [], "per_step": [], "aggregations": [],
    "importance": [],
}  # fmt: skip


def plan_for(dataset: Any, **fields: Any) -> dict[str, Any]:
    """A small plan: an hour ahead of the dataset's first column, from its last two."""
    plan: dict[str, Any] = {
        "inputs": [{"dataset_id": str(dataset.id), "column": "warm", "role": "target"}],
        "step_s": 60,
        "look_back": {"amount": 4},
        "horizon": {"amount": 2},
        "models": [{"kind": "ridge"}],
    }
    return plan | fields


def build_forecast_session(make: Factory, project: Project | None = None, **fields: Any) -> ForecastSession:
    """A session about a real dataset."""
    from blueprints.forecasting.schemas.plan import PlanBody

    project = project or make.project()
    plan = PlanBody.model_validate(plan_for(make.dataset(project))).model_dump(mode="json")
    values = {"group_id": project.group_id, "project_id": project.id, "name": f"Study {make.number()}", "plan": plan}
    return make.save(ForecastSession(id=new_id(), **(values | fields)))


def build_forecast_preparation(make: Factory, project: Project | None = None) -> ForecastSession:
    """A session whose windows were counted."""
    row = build_forecast_session(make, project)
    db.session.add(
        ForecastPreparation(session_id=row.id, plan_hash="0" * 64, state=WorkState.READY, report={"windows": {}})
    )
    return make.save(row)


def build_forecast_run(make: Factory, project: Project | None = None, **fields: Any) -> ForecastRun:
    from blueprints.forecasting.service import plans

    row = build_forecast_session(make, project, n_runs=1)
    sources = plans.sources_of(row.group_id, plans.plan_of(row))
    values = {
        "session_id": row.id, "number": 1, "plan": row.plan, "plan_hash": "0" * 64, "state": WorkState.READY,
        "inputs": [source.as_dict() for source in sources], "comparison": {"models": []}, "report": {"windows": {}},
    }  # fmt: skip
    return make.save(ForecastRun(id=new_id(), **(values | fields)))


def build_forecast_model(make: Factory, project: Project | None = None, **fields: Any) -> ForecastModel:
    """A model that counts as trained; its file holds no model."""
    run = build_forecast_run(make, project)
    values = {
        "run_id": run.id, "session_id": run.session_id, "position": 0, "method": "ridge", "title": "Ridge regression",
        "state": WorkState.READY, "scores": {"mae": 1.0}, "blob_sha256": store_blob(b"no model", "text/plain"),
    }  # fmt: skip
    model = ForecastModel(id=new_id(), **(values | fields))
    db.session.add(model)
    db.session.flush()
    db.session.add(ForecastEvaluation(model_id=model.id, document=EVALUATION))
    db.session.get_one(ForecastSession, run.session_id).chosen_model_id = model.id
    return make.save(model)


def build_forecast(make: Factory, project: Project | None = None, **fields: Any) -> Forecast:
    """A kept forecast of three steps of a minute."""
    model = build_forecast_model(make, project)
    values = {
        "session_id": model.session_id, "model_id": model.id, "origin": ForecastOrigin.PERSON,
        "start_at": now() - timedelta(minutes=1), "step_s": 60.0, "n_steps": 3, "level": 0.9,
        "series": [{"name": "warm", "unit": "°C", "value": [1.0, 2.0, 3.0], "low": [0.0, 1.0, 2.0],
                    "high": [2.0, 3.0, 4.0]}],
    }  # fmt: skip
    return make.save(Forecast(id=new_id(), **(values | fields)))

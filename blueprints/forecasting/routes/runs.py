"""Runs: started, read, compared, removed."""

from typing import Any

from flask import Response

from blueprints.forecasting import policy
from blueprints.forecasting.routes.area import api
from blueprints.forecasting.schemas.answers import ForecastRunOut, ForecastRunsOut, ModelComparisonOut
from blueprints.forecasting.service import runs as service
from blueprints.forecasting.service.shapes import shape_run
from core.access import Role, principal
from core.api import IdPath, accepted, no_content
from core.db import db
from core.documents import NOTHING


@api.get("/forecast-sessions/<uuid:id>/runs", responses={200: ForecastRunsOut})
def list_runs(path: IdPath) -> dict[str, Any]:
    """The runs of a session with their models and headline figures, the newest first"""
    row = policy.session(principal(), path.id)
    found = service.runs_of(row)
    models = service.models_of([run.id for run in found])
    return {"results": [shape_run(run, models[run.id], row.chosen_model_id, with_report=False) for run in found]}


@api.post("/forecast-sessions/<uuid:id>/runs", responses={202: ForecastRunOut})
def start_run(path: IdPath) -> Response:
    """Train the models of the present plan on the inputs' present versions; the job says how far it is

    Models that cannot be fitted are told as failed, the others go on. Killed, a run goes on where it was.
    """
    who = principal()
    row = policy.session(who, path.id, Role.EDITOR)
    run = service.start(row, who.user_id)
    db.session.commit()
    models = service.models_of([run.id])[run.id]
    return accepted(shape_run(run, models, row.chosen_model_id), f"/api/v1/forecast-runs/{run.id}")


@api.get("/forecast-runs/<uuid:id>", responses={200: ForecastRunOut})
def get_run(path: IdPath) -> dict[str, Any]:
    """One run: what it learned from, and its models"""
    run, row = policy.run(principal(), path.id)
    return shape_run(run, service.models_of([run.id])[run.id], row.chosen_model_id)


@api.delete("/forecast-runs/<uuid:id>", responses={204: NOTHING})
def delete_run(path: IdPath) -> Response:
    """Delete a run with its models and what they forecast"""
    run, row = policy.run(principal(), path.id, Role.EDITOR)
    service.remove(run, row)
    db.session.commit()
    return no_content()


@api.get("/forecast-runs/<uuid:id>/comparison", responses={200: ModelComparisonOut})
def compare_models(path: IdPath) -> dict[str, Any]:
    """The models of a run against each other and the baselines, with Diebold-Mariano tests"""
    run, _row = policy.run(principal(), path.id)
    return {"run_id": run.id, "comparison": service.comparison_of(run)}

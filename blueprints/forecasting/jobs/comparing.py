"""The models of a run against each other and the baselines, on the same windows."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import select

from blueprints.forecasting.models import ForecastEvaluation, ForecastModel, ForecastTrial
from blueprints.forecasting.schemas.plan import PlanBody
from core.db import db
from ml.forecasting.comparison import diebold_mariano
from processing.arrays import FloatArray

BASELINES = {
    "naive": "Last value", "seasonal-naive": "Seasonal naive", "day-profile": "Mean profile", "mean": "Mean",
}  # fmt: skip


def best(models: Sequence[ForecastModel]) -> ForecastModel:
    """The model with the least error on the validation part; the test part must not choose."""
    known = [model for model in models if model.scores.get("validation_mse") is not None]
    return min(known, key=lambda model: model.scores["validation_mse"]) if known else models[0]


def compare(models: Sequence[ForecastModel], plan: PlanBody) -> dict[str, Any]:
    """Figures of every model and baseline, and for each pair whether the difference is more than chance."""
    losses = {str(model.id): _losses(model, "model") for model in models}
    losses |= {name: _losses(models[0], name) for name in BASELINES}
    document = db.session.get_one(ForecastEvaluation, models[0].id).document
    horizon = document["horizon"]
    entries = [_entry(str(model.id), model.title, model.scores) for model in models]
    entries += [_entry(name, title, document["baselines"][name]) for name, title in BASELINES.items()]
    entries.sort(key=lambda one: one["mse"] if one["mse"] is not None else float("inf"))
    names = [one["id"] for one in entries]
    tests = [
        {"first": first, "second": second} | diebold_mariano(losses[first], losses[second], horizon).as_dict()
        for n, first in enumerate(names)
        for second in names[n + 1 :]
    ]
    return {
        "entries": entries, "tests": tests, "chosen": str(best(models).id), "level": plan.level, "horizon": horizon,
        "n_windows": document["n_windows"],
    }  # fmt: skip


def _entry(name: str, title: str, scores: dict[str, Any]) -> dict[str, Any]:
    figures = ("mae", "mse", "rmse", "nrmse", "mape", "smape", "wape", "mase", "skill", "coverage", "validation_mse")
    return {"id": name, "title": title, "is_baseline": name in BASELINES} | {one: scores.get(one) for one in figures}


def _losses(model: ForecastModel, name: str) -> FloatArray:
    of_model = select(ForecastTrial.content).where(ForecastTrial.model_id == model.id)
    kept = of_model.where(ForecastTrial.key == f"losses {name}")
    return np.frombuffer(db.session.scalars(kept).one(), dtype=np.float64)

"""A run: windows once, then every model fitted, judged and stored, so that a killed run goes on where it was."""

from typing import NamedTuple
from uuid import UUID

import numpy as np

from blueprints.forecasting.jobs import comparing
from blueprints.forecasting.jobs.checkpoint import TrialCheckpoint, forget
from blueprints.forecasting.jobs.judging import Judged, judge
from blueprints.forecasting.jobs.material import keep, read_tables, study
from blueprints.forecasting.jobs.phases import Phases
from blueprints.forecasting.models import ForecastEvaluation, ForecastModel, WorkState
from blueprints.forecasting.schemas.jobs import TRAIN, RunParams
from blueprints.forecasting.schemas.plan import PlanBody
from blueprints.forecasting.service import runs
from blueprints.forecasting.service.exports import ARRAYS, MODEL
from blueprints.forecasting.service.news import announce
from core.clock import now
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from ml.forecasting.store import dump
from ml.forecasting.windows import Windows, prepare
from processing.errors import ProcessingError

CODE_VERSION = "forecasting-1"
"""Raised when the same plan would give other figures."""


class Ordered(NamedTuple):
    """A model of the run that is to be made, by its place."""

    model_id: UUID
    number: int
    title: str


@TRAIN.runs
def train(ctx: JobContext, params: RunParams) -> list[ResultLink]:
    """Fit, judge and store every model that is not there yet; then set them against each other."""
    run, _row = runs.load(params.run_id)
    plan, inputs, zone = PlanBody.model_validate(run.plan), run.inputs, run.zone
    ordered = _begin(params.run_id)
    ctx.commit()
    spec = study(plan, inputs, zone)
    n_folds = plan.split.n_folds if plan.split.kind == "rolling" else 1
    phases = Phases(ctx, spec.models, [one.title for one in ordered], n_folds)
    windows = prepare(read_tables(inputs), spec, phases.windows())
    runs.load(params.run_id)[0].report = windows.as_dict()
    ctx.commit()
    for one in ordered:
        _make(ctx, one, windows, phases)
    return _end(params.run_id)


def _begin(run_id: UUID) -> list[Ordered]:
    """The models in order; those an earlier attempt has not finished wait again."""
    run, row = runs.load(run_id)
    run.state, run.problem_code, run.problem_detail = WorkState.TRAINING, None, None
    models = runs.models_of([run_id])[run_id]
    for model in models:
        if model.state != WorkState.READY:
            model.state, model.problem_code, model.problem_detail = WorkState.WAITING, None, None
    announce(row)
    return [Ordered(model.id, number, model.title) for number, model in enumerate(models)]


def _load(model_id: UUID) -> ForecastModel:
    model = db.session.get(ForecastModel, model_id, populate_existing=True)
    if model is None:
        raise AppError(404, "run-gone", "The run was deleted before this job could train it.")
    return model


def _make(ctx: JobContext, one: Ordered, windows: Windows, phases: Phases) -> None:
    """One model, from its fit to its row. What cannot be fitted is told as failed, and the run goes on."""
    model = _load(one.model_id)
    if model.state == WorkState.READY:
        db.session.rollback()
        return
    model.state = WorkState.TRAINING
    announce(runs.load(model.run_id)[1])
    ctx.commit()
    try:
        judged = judge(windows, one.number, phases, TrialCheckpoint(ctx, one.model_id))
    except (ProcessingError, np.linalg.LinAlgError) as exc:
        code = exc.code if isinstance(exc, ProcessingError) else "cannot-fit"
        ctx.log(f"{one.title} failed: {exc}")
        failed = _load(one.model_id)
        failed.state, failed.problem_code, failed.problem_detail = WorkState.FAILED, code, str(exc)
        ctx.commit()
        return
    _store(ctx, one, judged, phases)


def _store(ctx: JobContext, one: Ordered, judged: Judged, phases: Phases) -> None:
    """Files first, then row and evaluation in one transaction."""
    report = phases.saving(one.number)
    report(0, 2, "saving")
    path = ctx.workdir / "model"
    path.write_bytes(dump(judged.trained))
    sha256, size = keep(ctx, path, MODEL)
    path = ctx.workdir / "arrays.npz"
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **judged.arrays)
    arrays_sha256, _size = keep(ctx, path, ARRAYS)
    report(1, 2, "saving")
    checkpoint = TrialCheckpoint(ctx, one.model_id)
    for name, losses in judged.losses.items():
        checkpoint.put(f"losses {name}", losses.tobytes())
    model = _load(one.model_id)
    model.state, model.problem_code, model.problem_detail = WorkState.READY, None, None
    model.blob_sha256, model.size_bytes, model.arrays_sha256 = sha256, size, arrays_sha256
    model.params, model.search, model.scores = judged.params, judged.search, judged.scores
    model.fit_s = judged.trained.seconds
    found = db.session.get(ForecastEvaluation, one.model_id)
    if found is None:
        db.session.add(ForecastEvaluation(model_id=one.model_id, document=judged.document))
    else:
        found.document = judged.document
    announce(runs.load(model.run_id)[1])
    ctx.commit()
    report(2, 2, "saving")


def _end(run_id: UUID) -> list[ResultLink]:
    """The comparison and the run's end. Without a single model the run has failed, for the first one's reason."""
    run, row = runs.load(run_id)
    models = runs.models_of([run_id])[run_id]
    ready = [model for model in models if model.state == WorkState.READY]
    if not ready:
        first = models[0]
        raise AppError(422, first.problem_code or "cannot-fit", first.problem_detail or "No model could be fitted.")
    run.comparison = comparing.compare(ready, PlanBody.model_validate(run.plan))
    run.state, run.finished_at, run.code_version = WorkState.READY, now(), CODE_VERSION
    forget([model.id for model in models])
    if row.chosen_model_id is None or db.session.get(ForecastModel, row.chosen_model_id) is None:
        row.chosen_model_id = comparing.best(ready).id
        row.version += 1
    announce(row)
    return [ResultLink("forecast-session", f"{row.name}, run {run.number}", f"/forecasts/{row.id}?tab=models")]

"""One model fitted on every fold of a study and judged on windows it has not seen."""

import json
import math
from typing import Any, NamedTuple

import numpy as np

from blueprints.forecasting.jobs.phases import Phases
from ml.forecasting.evaluation import Evaluation, evaluate
from ml.forecasting.importance import importance
from ml.forecasting.inputs import blocks
from ml.forecasting.progress import Checkpoint, Report, share_of
from ml.forecasting.spec import Role
from ml.forecasting.trained import Trained
from ml.forecasting.training import fit
from ml.forecasting.windows import Windows
from processing.arrays import FloatArray

MOST_VALUES = 4_000_000
"""Forecast values that are kept of the test part; of more, evenly spaced windows are."""

WINDOWS_AT_ONCE = 256


class Judged(NamedTuple):
    """A model with all that is told of it. arrays : by name, for its file. losses : of model and baselines."""

    trained: Trained
    params: dict[str, Any]
    search: dict[str, Any] | None
    scores: dict[str, Any]
    document: dict[str, Any]
    arrays: dict[str, Any]
    losses: dict[str, FloatArray]


def judge(windows: Windows, number: int, phases: Phases, checkpoint: Checkpoint) -> Judged:
    """Fit and judge a model of the study on each fold; the last one's fit is the one that is kept.

    Raises ProcessingError when it cannot be fitted or judged.
    """
    last = len(windows.folds) - 1
    before = [_earlier(windows, number, fold, phases, checkpoint) for fold in range(last)]
    order = windows.spec.models[number]
    trained = fit(windows, order, fold=last, report=phases.fit(number, last), checkpoint=checkpoint)
    report = phases.evaluation(number, last)
    found = evaluate(trained, windows, fold=last, report=share_of(report, 0, 3))
    folds = [*before, _told_fold(found)]
    document = {
        **found.as_dict(),
        "horizon": found.horizon,
        "folds": folds if last else [],
        "validation": _validation(trained, windows, share_of(report, 1, 3)),
        "importance": _importance(trained, windows, share_of(report, 2, 3)),
        "scalers": _scalers(trained),
        "columns": list(trained.columns),
        "versions": trained.versions,
    }
    arrays = _arrays(trained, windows)
    document["arrays"] = {"n_windows": len(arrays["at_us"]), "of": found.n_windows}
    losses = {"model": found.losses} | found.baseline_losses
    document = finite(document)
    return Judged(
        trained, dict(trained.model.parameters), _search(trained), _scores(document), document, arrays, losses
    )


def finite(value: Any) -> Any:
    """JSON with null for what is no number; databases refuse it otherwise."""
    if isinstance(value, dict):
        return {name: finite(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _earlier(windows: Windows, number: int, fold: int, phases: Phases, checkpoint: Checkpoint) -> dict[str, Any]:
    """The figures of an earlier fold of a back-test, kept once they are there."""
    kept = checkpoint.get(f"fold {fold}")
    if kept is None:
        order = windows.spec.models[number]
        trained = fit(windows, order, fold=fold, report=phases.fit(number, fold), checkpoint=checkpoint)
        found = evaluate(trained, windows, fold=fold, report=phases.evaluation(number, fold))
        kept = json.dumps(_told_fold(found)).encode()
        checkpoint.put(f"fold {fold}", kept)
    told: dict[str, Any] = json.loads(kept)
    return told


def _told_fold(found: Evaluation) -> dict[str, Any]:
    told = found.as_dict()
    return {name: told[name] for name in ("n_windows", "total", "baselines", "skill")}


def _validation(trained: Trained, windows: Windows, report: Report) -> dict[str, Any] | None:
    """The figures of the validation part, by which models are chosen; the test part only judges."""
    if not len(windows.folds[-1].validation):
        return None
    return evaluate(trained, windows, part="validation", report=report).total.as_dict()


def _importance(trained: Trained, windows: Windows, report: Report) -> list[dict[str, Any]]:
    """What the model relies on; nothing can be said of a single window."""
    if len(windows.folds[-1].test) < 2:
        return []
    return [one.as_dict() for one in importance(trained, windows, report=report)]


def _scalers(trained: Trained) -> list[dict[str, Any]]:
    return [
        {"series": one.column, "role": str(one.role), "scaling": one.scaling, "centre": centre, "scale": scale}
        for one, centre, scale in zip(
            trained.spec.series, trained.scaler.centre.tolist(), trained.scaler.scale.tolist(), strict=True
        )
    ]


def _search(trained: Trained) -> dict[str, Any] | None:
    if not trained.candidates:
        return None
    trials: list[dict[str, Any]] = [
        {"number": n + 1, "parameters": one.parameters, "score": one.score, "seconds": one.seconds}
        for n, one in enumerate(trained.candidates)
    ]
    return {"trials": trials, "best": min(trials, key=lambda one: float(one["score"]))["number"]}


def _scores(document: dict[str, Any]) -> dict[str, Any]:
    """Headline figures: errors, skill against the best baseline, coverage."""
    skill = {name: value for name, value in document["skill"].items() if value is not None}
    hardest = min(skill, key=lambda name: skill[name]) if skill else None
    coverage = document["coverage"][0] if document["coverage"] else None
    return {
        **document["total"],
        "n_windows": document["n_windows"],
        "skill": skill[hardest] if hardest else None,
        "against": hardest,
        "coverage": coverage["reached"] if coverage else None,
        "level": round(coverage["promised"], 6) if coverage else None,
        "validation_mse": document["validation"]["mse"] if document["validation"] else None,
    }


def _arrays(trained: Trained, windows: Windows) -> dict[str, Any]:
    """Truth, forecasts and bounds of the test windows, float64 as they were judged."""
    spec, origins = trained.spec, windows.folds[-1].test
    n_most = max(1, MOST_VALUES // (len(trained.targets) * spec.n_ahead))
    if len(origins) > n_most:
        origins = origins[np.linspace(0, len(origins) - 1, n_most).round().astype(np.int64)]
    rows = [n for n, one in enumerate(spec.series) if one.role == Role.TARGET]
    truth, value, low, high = [], [], [], []
    for block in blocks(origins, WINDOWS_AT_ONCE):
        found = trained.forecasts(windows.frame, block)
        ahead = block[:, None] + 1 + np.arange(spec.n_ahead)
        truth.append(np.swapaxes(windows.frame.values[rows][:, ahead], 0, 1))
        value.append(found.values)
        low.append(found.quantiles[..., 0])
        high.append(found.quantiles[..., -1])
    return {
        "at_us": windows.frame.grid.times[origins],
        "targets": np.array(trained.targets),
        "truth": np.concatenate(truth),
        "forecast": np.concatenate(value),
        "low": np.concatenate(low),
        "high": np.concatenate(high),
    }

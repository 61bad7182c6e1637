"""Fitting: scaler on the training part, search and intervals on the validation part."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from importlib.metadata import version

import numpy as np

from ml.forecasting.inputs import groups_of, other_names
from ml.forecasting.intervals import calibration_of
from ml.forecasting.material import Material
from ml.forecasting.models import catalogue
from ml.forecasting.models.registry import Method
from ml.forecasting.progress import Checkpoint, MemoryCheckpoint, Report, share_of, silent
from ml.forecasting.scaling import Scaler, fitted_scaler
from ml.forecasting.search import candidates_of, digest_of, tried
from ml.forecasting.spec import ModelSpec
from ml.forecasting.strategies import Forecaster, fitted_by
from ml.forecasting.trained import Candidate, Trained, TrainedGroup
from ml.forecasting.windows import Windows

LIBRARIES = ("numpy", "scipy", "scikit-learn", "pandas", "holidays")
"""Libraries whose version a forecast may depend on."""


def fit(
    windows: Windows, model: ModelSpec, *, fold: int = -1, report: Report = silent,
    checkpoint: Checkpoint | None = None,
) -> Trained:  # fmt: skip
    """Fit a model to the training part of a fold and calibrate its intervals on the validation part.

    report : phase "fit". checkpoint : where a search keeps its finished candidates; without one, or after none
        was kept, the search is made anew, with the same result as long as its time suffices.
    Raises ModelError: "unknown-model", "no-such-strategy", "too-many-steps", "needs-library",
    "no-validation" (a search without windows to choose by); ProcessingError: "unknown-parameter", "bad-parameter".
    """
    began = time.perf_counter()
    method = catalogue.method_of(model.kind)
    scaler = scaler_of(windows, fold)
    materials = materials_of(windows, scaler, fold)
    chosen, candidates = _searched(method, model, materials, report, checkpoint or MemoryCheckpoint())
    n_before = len(candidates)
    forecasters = _fitted(method, chosen, materials, share_of(report, n_before, n_before + 1))
    groups = [TrainedGroup(m.group, one, calibration_of(m, one)) for m, one in zip(materials, forecasters, strict=True)]
    return Trained(
        windows.spec, chosen, scaler, other_names(windows.spec), tuple(groups), candidates,
        time.perf_counter() - began, {name: version(name) for name in LIBRARIES},
    )  # fmt: skip


def scaler_of(windows: Windows, fold: int) -> Scaler:
    """Fitted on the grid points of the training part, and on no other."""
    train = windows.folds[fold].train_part
    is_training = np.zeros(windows.frame.grid.n_points, dtype=np.bool_)
    is_training[train.start : train.stop] = True
    return fitted_scaler(windows.spec, windows.frame.values, is_training)


def materials_of(windows: Windows, scaler: Scaler, fold: int) -> list[Material]:
    """The windows of each group of targets."""
    scaled = scaler.scaled(windows.frame.values)
    found = windows.folds[fold]
    return [
        Material(
            windows.spec, group, scaled, windows.frame.calendar, found.train, found.validation, seed=windows.spec.seed
        )
        for group in groups_of(windows.spec)
    ]


def _fitted(method: Method, model: ModelSpec, materials: list[Material], report: Report) -> list[Forecaster]:
    params = catalogue.parameters_of(method, model.parameters)
    return [
        fitted_by(model.strategy, method, replace(material, report=share_of(report, n, len(materials))), params)
        for n, material in enumerate(materials)
    ]


def _searched(
    method: Method, model: ModelSpec, materials: list[Material], report: Report, checkpoint: Checkpoint
) -> tuple[ModelSpec, tuple[Candidate, ...]]:
    """The model with the parameters of the least validation error, and everything that was tried."""
    wanted = candidates_of(model, materials[0].spec.seed)
    if not wanted:
        catalogue.parameters_of(method, model.parameters)
        return model, ()
    digest = digest_of(model, materials)
    found: list[Candidate] = []
    for n, parameters in enumerate(wanted):
        if found and sum(one.seconds for one in found) > model.budget_s:
            break
        one = replace(model, parameters=parameters, search={})
        part = share_of(report, n, len(wanted) + 1)
        fitting = partial(_fitted, method, one, materials, part)
        found.append(tried(f"candidate-{digest}-{n}", parameters, materials, checkpoint, fitting))
        part(1, 1, "fit")
    best = min(found, key=lambda one: one.score)
    return replace(model, parameters=best.parameters), tuple(found)

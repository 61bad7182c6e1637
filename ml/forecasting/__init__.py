"""Forecasting: studies, windows, models, judging and prediction.

`spec_of` reads a study, `prepare` makes its windows, `fit` a `Trained` forecaster, `evaluate` judges it,
`predict` forecasts from tables, `dump` and `load` keep it.
"""

from ml.forecasting.comparison import DieboldMariano, diebold_mariano
from ml.forecasting.evaluation import Evaluation, evaluate
from ml.forecasting.importance import Importance, importance
from ml.forecasting.models.catalogue import METHODS
from ml.forecasting.progress import Checkpoint, FolderCheckpoint, MemoryCheckpoint, Report
from ml.forecasting.spec import ModelSpec, SeriesSpec, SessionSpec, Span, SplitSpec, model_of, spec_of
from ml.forecasting.store import dump, load
from ml.forecasting.trained import Forecast, Trained, predict
from ml.forecasting.training import fit
from ml.forecasting.windows import Windows, prepare

__all__ = [
    "METHODS",
    "Checkpoint",
    "DieboldMariano",
    "Evaluation",
    "FolderCheckpoint",
    "Forecast",
    "Importance",
    "MemoryCheckpoint",
    "ModelSpec",
    "Report",
    "SeriesSpec",
    "SessionSpec",
    "Span",
    "SplitSpec",
    "Trained",
    "Windows",
    "diebold_mariano",
    "dump",
    "evaluate",
    "fit",
    "importance",
    "load",
    "model_of",
    "predict",
    "prepare",
    "spec_of",
]

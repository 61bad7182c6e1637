"""Progress of a run that tells the truth: every phase has its share of the whole, and is told by its name."""

from collections.abc import Sequence

from core.jobs.context import JobContext
from ml.forecasting.progress import Report
from ml.forecasting.spec import ModelSpec

WINDOWS, EVALUATION, SAVING = 3.0, 8.0, 1.0
"""Shares of making windows once, and of judging and storing a model, in the same unit as COSTS."""

COSTS = {
    "naive": 0.1, "seasonal-naive": 0.1, "day-profile": 0.1, "mean": 0.2, "ridge": 4.0, "linear-blend": 12.0,
    "elastic-net": 10.0, "default": 30.0, "knn": 6.0,
}  # fmt: skip
"""What one fit costs beside the others, as measured on a year of hours."""

OTHER_COST = 60.0

NAMES = {"windows": "Making windows", "fit": "Fitting", "evaluation": "Judging", "saving": "Storing"}


class Phases:
    """The phases of a run in order, each with its weight; what is done already counts as done."""

    def __init__(self, ctx: JobContext, models: Sequence[ModelSpec], titles: Sequence[str], n_folds: int) -> None:
        self._ctx, self._titles = ctx, titles
        self._fits, self._n_folds = [_fit_cost(model) for model in models], n_folds
        self._total = WINDOWS + sum(self._whole(number) for number in range(len(models)))

    def windows(self) -> Report:
        return self._within(0.0, WINDOWS, "")

    def fit(self, number: int, fold: int) -> Report:
        """Of the fit of a model on a fold."""
        return self._within(self._begin(number, fold), self._fits[number], self._whose(number))

    def evaluation(self, number: int, fold: int) -> Report:
        start = self._begin(number, fold) + self._fits[number]
        return self._within(start, EVALUATION, self._whose(number))

    def saving(self, number: int) -> Report:
        return self._within(self._begin(number, self._n_folds), SAVING, self._whose(number))

    def _whole(self, number: int) -> float:
        return self._n_folds * (self._fits[number] + EVALUATION) + SAVING

    def _begin(self, number: int, fold: int) -> float:
        before = sum(self._whole(other) for other in range(number))
        return WINDOWS + before + fold * (self._fits[number] + EVALUATION)

    def _whose(self, number: int) -> str:
        which = f" ({number + 1} of {len(self._titles)})" if len(self._titles) > 1 else ""
        return f" {self._titles[number]}{which}"

    def _within(self, start: float, weight: float, whose: str) -> Report:
        def report(done: int, total: int, phase: str) -> None:
            share = done / total if total else 1.0
            self._ctx.report((start + weight * share) / self._total, 1.0, f"{NAMES[phase]}{whose}")

        return report


def _fit_cost(model: ModelSpec) -> float:
    n_fits = 1 + (model.n_candidates if model.search else 0)
    return COSTS.get(model.kind, OTHER_COST) * n_fits

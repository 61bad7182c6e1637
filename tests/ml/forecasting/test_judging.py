"""Measures, comparison, intervals, importance, search and files."""

from dataclasses import replace

import numpy as np
import pytest

from ml.forecasting import (
    FolderCheckpoint,
    MemoryCheckpoint,
    ModelSpec,
    SeriesSpec,
    Span,
    Trained,
    Windows,
    diebold_mariano,
    dump,
    evaluate,
    fit,
    importance,
    load,
    prepare,
)
from ml.forecasting.intervals import calibrated
from ml.forecasting.metrics import Sums, averaged, seasonal_mae, widths_of
from ml.forecasting.spec import Role
from ml.forecasting.store import IDENTIFICATION
from processing.errors import ModelError
from processing.timeseries.table import Column
from tests.ml.forecasting.world import load_and_weather, plain

TABLE = load_and_weather()


@pytest.fixture(scope="module")
def windows() -> Windows:
    return prepare({"site": TABLE}, plain())


@pytest.fixture(scope="module")
def trained(windows: Windows) -> Trained:
    return fit(windows, ModelSpec("linear-blend"))


def test_measures_are_what_their_formulas_say() -> None:
    truth = np.array([[[0.0, 2.0, -4.0]], [[1.0, 1.0, 1.0]]])
    made = np.array([[[1.0, 1.0, -2.0]], [[1.0, 3.0, 0.0]]])
    sums = Sums.empty(np.zeros(1), 3)
    sums.add(truth[:1], made[:1])
    sums.add(truth[1:], made[1:])
    found = sums.measures(0, span=10.0, naive_mae=2.0)
    off = np.abs(made - truth).ravel()
    assert found.mae == pytest.approx(np.mean(off))
    assert found.mse == pytest.approx(np.mean(off**2))
    assert found.nrmse == pytest.approx(np.sqrt(np.mean(off**2)) / 10)
    assert found.mase == pytest.approx(np.mean(off) / 2)
    assert found.wape == pytest.approx(np.sum(off) / np.sum(np.abs(truth)))
    assert found.mape == pytest.approx(np.mean([0.5, 0.5, 0, 2, 1]))
    assert found.smape == pytest.approx(np.mean([2, 2 / 3, 2 / 3, 0, 1, 2]))
    assert found.bias == pytest.approx(np.mean(made - truth))


def test_the_scale_of_mase_is_the_seasonal_naive_of_the_training_part() -> None:
    assert seasonal_mae(np.array([1.0, 5.0, 2.0, 7.0, np.nan]), 2) == pytest.approx(1.5)


def test_there_are_twelve_aggregation_levels_and_the_last_is_the_whole_horizon() -> None:
    assert widths_of(24) == tuple(range(2, 25, 2))
    assert len(widths_of(5)) == 12
    assert averaged(np.arange(7.0), 3).tolist() == [1, 4]


def test_diebold_mariano_for_one_step_is_the_t_test_of_the_differences() -> None:
    from scipy import stats

    rng = np.random.default_rng(0)
    first, second = rng.normal(size=60) ** 2, rng.normal(size=60) ** 2 + 0.3
    found = diebold_mariano(first, second, 1)
    reference = stats.ttest_1samp(first - second, 0)
    assert found.statistic == pytest.approx(reference.statistic)
    assert found.p == pytest.approx(reference.pvalue)


def test_diebold_mariano_finds_no_difference_between_equals_and_says_so() -> None:
    same = np.ones(50)
    assert np.isnan(diebold_mariano(same, same, 5).p)
    rng = np.random.default_rng(1)
    rough = [diebold_mariano(*np.abs(rng.normal(size=(2, 100))), 6).p < 0.05 for _ in range(200)]
    assert np.mean(rough) < 0.15


def test_an_evaluation_is_the_mean_of_all_test_windows(windows: Windows, trained: Trained) -> None:
    found = evaluate(trained, windows)
    origins = windows.folds[-1].test
    made = trained.forecasts(windows.frame, origins).values
    truth = np.stack([windows.frame.values[:, o + 1 : o + 7] for o in origins])
    scaled = (made - truth) / trained.scaler.scale[:, None]
    assert found.total.mse == pytest.approx(np.mean(scaled**2))
    assert found.total.mae == pytest.approx(np.mean(np.abs(scaled)))
    assert found.losses == pytest.approx(np.mean(scaled**2, axis=(1, 2)))
    assert found.steps["load"]["mae"] == pytest.approx(np.mean(np.abs(made - truth)[:, 0], axis=0).tolist())
    last = windows.frame.values[:, origins].T[:, :, None] - truth
    naive = np.mean((last / trained.scaler.scale[:, None]) ** 2)
    assert found.baselines["naive"].mse == pytest.approx(naive)
    assert found.skill["naive"] == pytest.approx(1 - found.total.mse / naive)
    assert found.against("naive").p < 0.01


def test_an_evaluation_can_be_told_as_json(windows: Windows, trained: Trained) -> None:
    import json

    told = json.loads(json.dumps(evaluate(trained, windows).as_dict(), allow_nan=False))
    assert len(told["levels"]) == 12
    assert len(told["examples"]) == 8


def test_conformal_quantiles_cover_what_they_promise_on_errors_like_those_they_saw() -> None:
    rng = np.random.default_rng(0)
    offsets = calibrated(rng.normal(size=(2000, 1, 4)), (0.05, 0.95)).offsets
    new = rng.normal(size=(20_000, 1, 4))
    within = np.mean((new >= offsets[..., 0]) & (new <= offsets[..., 1]))
    assert within == pytest.approx(0.9, abs=0.01)


def test_intervals_follow_the_restlessness_of_the_window(windows: Windows, trained: Trained) -> None:
    calm = windows.frame.values.copy()
    calm[:, 400:448] = np.mean(calm[:, 400:448], axis=1, keepdims=True)
    quiet = trained.forecasts(replace(windows.frame, values=calm), np.array([447])).quantiles
    lively = trained.forecasts(windows.frame, np.array([447])).quantiles
    assert np.ptp(quiet, axis=3).max() < 0.2 * np.ptp(lively, axis=3).min()


def test_no_interval_is_told_where_nothing_was_held_out() -> None:
    assert np.isnan(calibrated(np.zeros((3, 1, 2)), (0.05, 0.95)).offsets).all()


def test_the_series_that_drives_the_target_is_the_most_important() -> None:
    rng = np.random.default_rng(0)
    table = TABLE.with_column(Column("noise", rng.normal(size=700)))
    ahead = Column("load", np.concatenate([[0.0], np.cumsum(rng.normal(size=699))]))
    table = table.with_column(ahead).with_column(Column("driver", ahead.values + 0.01 * rng.normal(size=700)))
    series = (
        SeriesSpec("site", "load"), SeriesSpec("site", "driver", Role.FUTURE), SeriesSpec("site", "noise", Role.PAST),
    )  # fmt: skip
    windows = prepare({"site": table}, plain(series=series, look_back=Span(12)))
    found = importance(fit(windows, ModelSpec("ridge")), windows)
    assert found[0].input in ("driver", "load")
    assert found[-1].input == "noise"
    assert found[-1].share < 0.1 * found[0].share


SEARCH = ModelSpec("ridge", search={"penalty": (0.001, 0.1, 10.0, 1000.0), "level": ("mean", "none")}, n_candidates=5)


class _KilledError(Exception):
    pass


def test_a_search_that_is_killed_goes_on_and_ends_with_the_same_result(windows: Windows, tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    whole = fit(windows, SEARCH, checkpoint=MemoryCheckpoint())
    folder = tmp_path_factory.mktemp("search")

    def killed(done: int, total: int, phase: str) -> None:
        if done > total // 2:
            raise _KilledError

    with pytest.raises(_KilledError):
        fit(windows, SEARCH, report=killed, checkpoint=FolderCheckpoint(folder))
    n_kept = len(list(folder.iterdir()))
    resumed = fit(windows, SEARCH, checkpoint=FolderCheckpoint(folder))
    assert 0 < n_kept < 5
    assert [one.score for one in resumed.candidates] == [one.score for one in whole.candidates]
    assert resumed.model == whole.model
    assert np.array_equal(
        resumed.forecasts(windows.frame, np.array([500])).values, whole.forecasts(windows.frame, np.array([500])).values
    )


def test_a_search_takes_the_parameters_of_least_validation_error(windows: Windows) -> None:
    found = fit(windows, SEARCH)
    best = min(found.candidates, key=lambda one: one.score)
    assert found.model.parameters == best.parameters
    assert len(found.candidates) == 5


def test_progress_rises_to_its_total_and_no_further(windows: Windows) -> None:
    told: list[tuple[int, int]] = []
    fit(
        windows,
        ModelSpec("mlp", {"n_rounds": 30, "n_rows": 100}),
        report=lambda done, total, _: told.append((done, total)),
    )
    shares = [done / total for done, total in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_changed_byte_and_a_foreign_file_are_refused(trained: Trained) -> None:
    content = dump(trained)
    for data, code in (
        (content[:-1] + b"x", "damaged"),
        (b"something else", "not-a-forecaster"),
        (content.replace(b'"format": 1', b'"format": 9'), "other-format"),
        (IDENTIFICATION + b"[1]\n", "other-format"),
    ):
        with pytest.raises(ModelError) as caught:
            load(data)
        assert caught.value.code == code


def test_arrays_that_do_not_fit_the_study_are_refused(trained: Trained) -> None:
    group = trained.groups[0]
    model = group.forecaster.models[0]
    short = replace(model, weights=model.weights[:, :-1])  # type: ignore[type-var, attr-defined]
    wrong = replace(trained, groups=(group._replace(forecaster=group.forecaster._replace(models=(short,))),))
    with pytest.raises(ModelError) as caught:
        load(dump(wrong))
    assert caught.value.code == "damaged"

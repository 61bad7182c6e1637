"""Every model of the registry on a small series: learns, is kept without a change, and forecasts as it was judged."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ml.forecasting import METHODS, ModelSpec, Windows, dump, evaluate, fit, load, predict, prepare
from ml.forecasting.inputs import groups_of
from ml.forecasting.material import Material
from ml.forecasting.models.affine import Member, solved
from ml.forecasting.models.layers import ARCHITECTURES, Network
from ml.forecasting.models.moments import moments_of
from processing.errors import ModelError
from tests.ml.forecasting.world import HOUR, START, load_and_weather, plain, rich, scrambled

TABLE = load_and_weather()
TABLES = {"site": TABLE}

SMALL: dict[str, dict[str, Any]] = {
    "elastic-net": {"n_rows": 200, "penalty": 0.05},
    "random-forest": {"n_trees": 3, "n_rows": 200},
    "extra-trees": {"n_trees": 3, "n_rows": 200},
    "boosting": {"n_rounds": 2, "n_rows": 200},
    "svr": {"n_rows": 60},
    "knn": {"n_rows": 200},
    "mlp": {"n_rounds": 2, "n_units": 4, "n_rows": 200},
    "ensemble": {"extra_trees": False},
}
"""Parameters that make a model quick."""

READY = [name for name, one in METHODS.items() if not one.needs]


@pytest.fixture(scope="module")
def windows() -> Windows:
    return prepare(TABLES, rich())


@pytest.mark.parametrize("kind", READY)
def test_a_model_kept_and_loaded_forecasts_what_was_judged_bit_for_bit(windows: Windows, kind: str) -> None:
    trained = fit(windows, ModelSpec(kind, SMALL.get(kind, {})))
    judged = trained.forecasts(windows.frame, windows.folds[-1].test)
    kept = load(dump(trained))
    for number in (0, 37, len(judged.values) - 1):
        at = int(windows.frame.grid.times[windows.folds[-1].test[number]])
        found = predict(kept, TABLES, at)
        assert np.array_equal(found.values, judged.values[number], equal_nan=True)
        assert np.array_equal(found.quantiles, judged.quantiles[number], equal_nan=True)


@pytest.mark.parametrize("kind", ["ridge", "knn"])
@pytest.mark.parametrize("strategy", ["direct", "recursive"])
def test_strategies_forecast_every_step_and_beat_the_last_value(windows: Windows, kind: str, strategy: Any) -> None:
    trained = fit(windows, ModelSpec(kind, SMALL.get(kind, {}), strategy))
    assert evaluate(trained, windows).skill["naive"] > 0.2
    at = int(windows.frame.grid.times[windows.folds[-1].test[5]])
    single = predict(load(dump(trained)), TABLES, at)
    assert np.array_equal(
        single.values, trained.forecasts(windows.frame, windows.folds[-1].test).values[5], equal_nan=True
    )


def test_a_recursive_forecast_looks_at_nothing_after_the_origin(windows: Windows) -> None:
    trained = fit(windows, ModelSpec("ridge", strategy="recursive"))
    row = int(windows.folds[-1].test[10])
    changed = scrambled(TABLE, row + 1).column("load")
    at = int(windows.frame.grid.times[row])
    hidden = TABLE.with_column(changed).with_column(replace(scrambled(TABLE, row + 1).column("other")))
    assert np.array_equal(
        predict(trained, TABLES, at).values, predict(trained, {"site": hidden}, at).values, equal_nan=True
    )


@pytest.mark.parametrize("kind", ["default", "ridge", "mlp"])
def test_scrambling_the_test_part_changes_no_fitted_parameter_scaler_or_choice(kind: str) -> None:
    spec = rich()
    search = {"ridge": {"penalty": (0.01, 10.0)}}.get(kind, {})
    model = ModelSpec(kind, SMALL.get(kind, {}), search=search)
    start = prepare(TABLES, spec).folds[-1].test_part.start
    made = []
    for table in (TABLE, scrambled(TABLE, start)):
        trained = fit(prepare({"site": table}, spec), model)
        made.append(replace(trained, seconds=0.0, candidates=tuple(c._replace(seconds=0) for c in trained.candidates)))
    assert dump(made[0]) == dump(made[1])


def test_trees_see_no_absolute_level(windows: Windows) -> None:
    spec = plain()
    calm = prepare(TABLES, spec)
    trained = fit(calm, ModelSpec("extra-trees", SMALL["extra-trees"]))
    at = int(calm.frame.grid.times[500])
    lifted = TABLE
    for name in ("load", "other"):
        column = TABLE.column(name)
        lifted = lifted.with_column(replace(column, values=column.values + 1024.0))
    before, after = predict(trained, TABLES, at).values, predict(trained, {"site": lifted}, at).values
    assert after - before == pytest.approx(1024.0, abs=1e-2)


def test_sums_by_recursion_are_those_of_the_windows_themselves() -> None:
    windows = prepare(TABLES, plain())
    scaled = windows.frame.values / 10
    origins = np.concatenate([windows.folds[0].train[:50], windows.folds[0].train[80:120]])
    material = Material(plain(), groups_of(plain())[0], scaled, windows.frame.calendar, origins, origins[:0])
    found = moments_of(material)
    example = material.examples(origins)
    z = np.concatenate([example.inputs.own[:, 1], example.outputs[:, 1]], axis=1)
    assert found.second[1] == pytest.approx(z.T @ z)
    assert found.first[1] == pytest.approx(np.sum(z, axis=0))


def test_a_linear_model_from_sums_is_least_squares_on_the_windows() -> None:
    windows = prepare(TABLES, plain())
    train = windows.folds[0].train
    material = Material(plain(), groups_of(plain())[0], windows.frame.values, windows.frame.calendar, train, train[:0])
    found = solved(moments_of(material), Member("last", 48, 0.0))
    inputs, outputs = material.examples(train)
    x = np.concatenate([(inputs.own - inputs.own[:, :, -1:])[:, t, :-1] for t in (0, 1)])
    y = np.concatenate([(outputs - inputs.own[:, :, -1:])[:, t] for t in (0, 1)])
    weights = np.linalg.lstsq(x - x.mean(0), y - y.mean(0), rcond=None)[0]
    expected = np.concatenate([weights, 1 - weights.sum(0, keepdims=True)])
    assert found.weights[0] == pytest.approx(expected, abs=1e-5)


def test_a_level_that_moves_away_does_not_mislead_the_blend() -> None:
    drift = TABLE.column("load").values + 0.2 * np.arange(700)
    table = TABLE.with_column(replace(TABLE.column("load"), values=drift))
    windows = prepare({"site": table}, plain())
    found = evaluate(fit(windows, ModelSpec("linear-blend")), windows)
    assert found.skill["mean"] > 0.9
    assert found.skill["naive"] > 0.5


def test_the_default_beats_every_baseline_on_a_daily_rhythm() -> None:
    windows = prepare(TABLES, plain())
    found = evaluate(fit(windows, ModelSpec()), windows)
    assert min(found.skill.values()) > 0.1


def test_the_same_seed_gives_the_same_model_and_another_seed_another() -> None:
    windows = prepare(TABLES, plain())
    model = ModelSpec("random-forest", SMALL["random-forest"])
    one, two = (fit(windows, model).forecasts(windows.frame, np.array([500])).values for _ in range(2))
    other = fit(replace(windows, spec=replace(windows.spec, seed=1)), model)
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other.forecasts(windows.frame, np.array([500])).values)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_deep_network_forecasts_with_numpy_what_pytorch_computes(architecture: str) -> None:
    torch = pytest.importorskip("torch", reason="the deep extra (requirements-deep.txt) is not installed")
    from ml.forecasting.models.deep import DeepParams, _Deep
    from ml.forecasting.models.layers import FORWARD
    from ml.forecasting.models.rounds import Lessons

    rng = np.random.default_rng(0)
    lessons = Lessons(*(rng.normal(size=(20, k)).astype(np.float32) for k in (24, 3, 5)))
    net = _Deep(architecture, DeepParams(n_units=4), 0, lessons)
    net.learn(lessons, np.arange(20))
    made = FORWARD[architecture](net.weights(), lessons.windows, lessons.other, 5)
    assert made == pytest.approx(net.answers(lessons), abs=1e-4)
    assert torch.__version__


@pytest.mark.parametrize("kind", ARCHITECTURES)
def test_without_pytorch_a_deep_model_says_what_to_install(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ml.forecasting.models.deep.find_spec", lambda name: None)
    with pytest.raises(ModelError, match="deep extra") as caught:
        fit(prepare(TABLES, plain()), ModelSpec(kind))
    assert caught.value.code == "needs-library"


def test_a_recurrent_network_without_pytorch_is_kept_and_forecasts() -> None:
    rng = np.random.default_rng(0)
    weights = {"ih": rng.normal(size=8), "hh": rng.normal(size=(2, 8)), "bias": rng.normal(size=8)}
    weights |= {"w0": rng.normal(size=(2, 1)), "b0": rng.normal(size=1)}
    network = Network(ARCHITECTURES.index("ar-lstm"), weights, 6)
    windows = prepare(TABLES, plain())
    base = fit(windows, ModelSpec("naive"))
    one = base.groups[0]
    trained = replace(base, groups=(one._replace(forecaster=one.forecaster._replace(models=(network,))),))
    found = load(dump(trained)).forecasts(windows.frame, np.array([400, 401]))
    assert np.isfinite(found.values).all()
    assert np.array_equal(found.values, trained.forecasts(windows.frame, np.array([400, 401])).values)


def test_an_unknown_model_strategy_or_parameter_is_refused() -> None:
    windows = prepare(TABLES, plain())
    for model, code in (
        (ModelSpec("oracle"), "unknown-model"),
        (ModelSpec("default", strategy="direct"), "no-such-strategy"),
        (ModelSpec("ridge", {"penalty": -1}), "bad-parameter"),
        (ModelSpec("ridge", {"colour": 1}), "unknown-parameter"),
    ):
        with pytest.raises(Exception, match=r".") as caught:
            fit(windows, model)
        assert caught.value.code == code  # type: ignore[attr-defined]


def test_a_forecast_from_a_window_with_a_gap_names_the_series() -> None:
    trained = fit(prepare(TABLES, plain()), ModelSpec("naive"))
    values = TABLE.column("other").values.copy()
    values[690] = np.nan
    table = TABLE.with_column(replace(TABLE.column("other"), values=values))
    with pytest.raises(ModelError, match="'other'") as caught:
        predict(trained, {"site": table})
    assert caught.value.code == "missing-values"


def test_a_forecast_without_a_time_starts_after_the_last_value() -> None:
    trained = fit(prepare(TABLES, plain()), ModelSpec("naive"))
    found = predict(trained, TABLES)
    assert found.at_us == START + 699 * HOUR
    assert found.times[0] == START + 700 * HOUR
    assert found.values[0].tolist() == pytest.approx([TABLE.column("load").values[-1]] * 6)

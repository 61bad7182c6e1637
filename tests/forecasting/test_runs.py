"""Runs: windows counted, models trained, judged and compared; failures told."""

from typing import Any

import numpy as np

from blueprints.forecasting.models import ForecastTrial
from core.db import db
from processing.timeseries.table import Column, Table
from tests.databases import on_one_database
from tests.factories.forecasting import hourly, put_version


def test_windows_are_made_counted_and_spread_told(ask: Any, study: Any, run_jobs: Any, meter: Any) -> None:
    session = study()
    path = f"/forecast-sessions/{session['id']}/preparation"
    assert ask("POST", path)["state"] == "waiting"
    run_jobs()
    made = ask("GET", path)
    assert (made["state"], made["is_current"]) == ("ready", True)
    report = made["report"]
    assert (report["look_back"], report["horizon"]) == (24, 6)
    assert all(report["windows"][part] > 50 for part in ("train", "validation", "test"))
    assert {one["reason"] for one in report["dropped"]} >= {"too-early", "too-late"}
    assert {one["series"] for one in report["distributions"]} == {"power", "outside"}
    put_version(meter, hourly(710))
    assert ask("GET", path)["is_current"] is False


def test_a_run_trains_judges_and_compares(ask: Any, trained: Any) -> None:
    run = trained(models=[{"kind": "seasonal-naive"}, {"kind": "ridge"}])
    assert run["state"] == "ready", run["problem"]
    naive, ridge = run["models"]
    assert ridge["scores"]["mse"] < naive["scores"]["mse"]
    assert ridge["scores"]["skill"] > 0
    assert ridge["is_chosen"]
    document = ask("GET", f"/forecast-models/{ridge['id']}/evaluation")["evaluation"]
    assert len(document["levels"]) == 12
    assert len(document["steps"]["power"]["mae"]) == 6
    assert document["examples"]
    comparison = ask("GET", f"/forecast-runs/{run['id']}/comparison")["comparison"]
    assert comparison["entries"][0]["title"] == "Ridge regression"
    assert comparison["chosen"] == ridge["id"]
    assert len(comparison["tests"]) == 15
    assert db.session.query(ForecastTrial).count() == 0


def test_what_cannot_be_fitted_is_told_and_the_others_go_on(ask: Any, trained: Any) -> None:
    direct = {"kind": "ridge", "strategy": "direct"}
    plan: dict[str, Any] = {"horizon": {"amount": 210}, "models": [direct, {"kind": "seasonal-naive"}]}
    run = trained(**plan, split={"kind": "percent", "train": 40, "validation": 30, "test": 30})
    failed, naive = run["models"]
    assert (failed["state"], failed["problem"]["code"]) == ("failed", "too-many-steps")
    assert naive["state"] == "ready"
    assert run["state"] == "ready"


def test_a_run_without_a_model_has_failed(ask: Any, trained: Any) -> None:
    run = trained(look_back={"amount": 690})
    assert (run["state"], run["problem"]["code"]) == ("failed", "too-few-windows")
    assert [model["state"] for model in run["models"]] == ["failed"]
    answer = ask("GET", f"/forecast-sessions/{run['session_id']}")
    assert answer["chosen"] is None


@on_one_database
def test_an_origin_that_moves_on_is_judged_at_each_place(ask: Any, trained: Any) -> None:
    split = {"kind": "rolling", "train": 50, "validation": 20, "test": 30, "n_folds": 2}
    run = trained(split=split)
    assert run["state"] == "ready", run["problem"]
    document = ask("GET", f"/forecast-models/{run['models'][0]['id']}/evaluation")["evaluation"]
    assert len(document["folds"]) == 2
    assert document["folds"][-1]["total"] == document["total"]


@on_one_database
def test_the_model_is_chosen_by_the_validation_part_and_never_by_the_test_part(
    ask: Any, trained: Any, meter: Any
) -> None:
    models = [{"kind": "naive"}, {"kind": "seasonal-naive"}, {"kind": "ridge"}]
    before = trained(models=models)
    table = hourly()
    test_from = round(0.8 * table.n_rows)
    rng = np.random.default_rng(5)
    scrambled = [
        Column(one.name, np.concatenate([one.values[:test_from], rng.permutation(one.values[test_from:])]), one.unit)
        for one in table.columns
    ]
    put_version(meter, Table(table.time, tuple(scrambled)))
    after = trained(models=models)
    chosen = [next(one["title"] for one in run["models"] if one["is_chosen"]) for run in (before, after)]
    assert chosen[0] == chosen[1] == "Ridge regression"
    for first, second in zip(before["models"], after["models"], strict=True):
        assert first["scores"]["validation_mse"] == second["scores"]["validation_mse"]
    documents = [
        ask("GET", f"/forecast-models/{run['models'][2]['id']}/evaluation")["evaluation"] for run in (before, after)
    ]
    assert documents[0]["scalers"] == documents[1]["scalers"]
    assert documents[0]["total"] != documents[1]["total"]


def test_a_run_is_deleted_unless_its_model_forecasts(client: Any, lab: Any, ask: Any, trained: Any) -> None:
    run = trained()
    answer = client.delete(f"/api/v1/forecast-runs/{run['id']}", headers=lab.editor)
    assert (answer.status_code, answer.json["code"]) == (409, "model-in-use")
    again = ask("POST", f"/forecast-sessions/{run['session_id']}/runs")
    ask("DELETE", f"/forecast-runs/{again['id']}")
    assert [one["number"] for one in ask("GET", f"/forecast-sessions/{run['session_id']}/runs")["results"]] == [1]

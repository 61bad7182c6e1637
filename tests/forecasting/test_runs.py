"""Runs: windows counted, models trained and judged, compared; failures told."""

from typing import Any

import pytest

from tests.forecasting.conftest import plan_of


def test_windows_are_made_counted_and_spread_told(ask: Any, study: Any, run_jobs: Any) -> None:
    session = study()
    path = f"/forecast-sessions/{session['id']}/preparation"
    assert ask("POST", path)["state"] == "waiting"
    run_jobs()
    made = ask("GET", path)
    assert (made["state"], made["is_current"]) == ("ready", True)
    report = made["report"]
    assert report["look_back"] == 24
    assert report["horizon"] == 6
    assert all(report["windows"][part] > 50 for part in ("train", "validation", "test"))
    assert {one["reason"] for one in report["dropped"]} >= {"too-early", "too-late"}
    assert {one["series"] for one in report["distributions"]} == {"power", "outside"}


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

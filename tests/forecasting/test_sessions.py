"""Sessions: planned, checked, changed, listed, deleted."""

from typing import Any

import pytest

from blueprints.forecasting.models import Forecast, ForecastModel
from core.db import db
from tests.databases import on_one_database
from tests.forecasting.conftest import plan_of


def test_a_session_keeps_its_plan_with_defaults_written_out(study: Any, ask: Any) -> None:
    session = study()
    plan = session["plan"]
    assert plan["split"] == {
        "kind": "percent", "train": 60.0, "validation": 20.0, "test": 20.0, "validation_from": None, "test_from": None,
        "until": None, "n_folds": 3, "shuffle": True,
    }  # fmt: skip
    assert plan["inputs"][0]["scaling"] == "standard"
    assert session["chosen"] is session["preparation"] is session["schedule"] is session["watch"] is None
    listed = ask("GET", "/forecast-sessions?search=hea")["results"]
    assert [one["id"] for one in listed] == [session["id"]]
    assert ask("GET", "/forecast-sessions?search=cold")["results"] == []


@on_one_database
@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"inputs": []}, "/plan/inputs"),
        ({"step_s": 0}, "/plan/step_s"),
        ({"look_back": {"amount": 90, "unit": "minutes"}}, "/plan"),
        ({"horizon": {"amount": 1_000_000}}, "/plan"),
        ({"split": {"kind": "percent", "train": 80, "validation": 15, "test": 20}}, "/plan/split"),
        ({"split": {"kind": "dates", "validation_from": "2026-03-20"}}, "/plan/split"),
        ({"calendar": {"features": ["holidays"]}}, "/plan/calendar/country"),
        ({"models": [{"kind": "crystal-ball"}]}, "/plan/models/0/kind"),
        ({"models": [{"kind": "ridge", "parameters": {"penalty": -1}}]}, "/plan/models/0/parameters/penalty"),
        ({"models": [{"kind": "ridge", "search": {"mood": [1, 2]}}]}, "/plan/models/0/parameters/mood"),
        ({"models": [{"kind": "naive", "strategy": "direct"}]}, "/plan/models/0/strategy"),
        ({"level": 2}, "/plan/level"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_its_place(
    client: Any, lab: Any, meter: Any, changes: Any, pointer: str
) -> None:
    body = {"project_id": str(lab.project.id), "name": "Heat", "plan": plan_of(meter, **changes)}
    answer = client.post("/api/v1/forecast-sessions", json=body, headers=lab.editor)
    assert answer.status_code == 422, answer.data
    assert answer.json["errors"][0]["pointer"].startswith(pointer)


@on_one_database
def test_inputs_of_strangers_and_columns_that_are_not_there_are_refused(
    client: Any, lab: Any, make: Any, meter: Any
) -> None:
    elsewhere = make.measured_dataset()
    target = plan_of(meter)["inputs"][0]
    for change, pointer in (
        ({"dataset_id": str(elsewhere.id)}, "/plan/inputs/0/dataset_id"),
        ({"column": "mood"}, "/plan/inputs/0/column"),
        ({"version_id": str(elsewhere.current_version_id)}, "/plan/inputs/0/version_id"),
    ):
        plan = plan_of(meter, inputs=[target | change])
        body = {"project_id": str(lab.project.id), "name": "Heat", "plan": plan}
        answer = client.post("/api/v1/forecast-sessions", json=body, headers=lab.editor)
        assert [one["pointer"] for one in answer.json["errors"]] == [pointer]


def test_a_change_of_what_someone_else_changed_is_refused(client: Any, lab: Any, study: Any, ask: Any) -> None:
    session = study()
    path = f"/forecast-sessions/{session['id']}"
    changed = ask("PATCH", path, {"name": "Warmth"})
    assert (changed["name"], changed["version"]) == ("Warmth", 2)
    answer = client.patch(f"/api/v1{path}", json={"name": "Cold"}, headers=lab.editor | {"If-Match": '"1"'})
    assert answer.status_code == 412
    assert ask("GET", path)["name"] == "Warmth"


def test_a_deleted_session_takes_its_models_and_forecasts_along(ask: Any, trained: Any) -> None:
    run = trained()
    ask("POST", f"/forecast-models/{run['models'][0]['id']}/predictions", {"keep": True})
    assert db.session.query(Forecast).count() == 1
    ask("DELETE", f"/forecast-sessions/{run['session_id']}")
    db.session.rollback()
    assert db.session.query(ForecastModel).count() == db.session.query(Forecast).count() == 0


def test_a_run_of_a_dataset_that_is_gone_is_refused(client: Any, lab: Any, study: Any, ask: Any, meter: Any) -> None:
    session = study()
    ask("DELETE", f"/datasets/{meter.id}")
    answer = client.post(f"/api/v1/forecast-sessions/{session['id']}/runs", headers=lab.editor)
    assert (answer.status_code, answer.json["code"]) == (409, "input-gone")


@on_one_database
def test_the_catalogue_names_models_with_their_parameters(ask: Any) -> None:
    found = ask("GET", "/forecast-methods")
    names = {one["name"]: one for one in found["results"]}
    assert found["default"] in names
    assert {"naive", "seasonal-naive", "ridge"} <= set(names)
    assert "penalty" in [one["name"] for one in names["ridge"]["parameters"]]
    places = {one["country"]: one["regions"] for one in ask("GET", "/forecast-holidays")["results"]}
    assert "6" in places["AT"]


def test_listing_sessions_takes_as_many_queries_however_many_there_are(ask: Any, make: Any, lab: Any) -> None:
    from tests.queries import recorded_queries

    make.forecast(lab.project)
    with recorded_queries() as few:
        ask("GET", "/forecast-sessions")
    for _ in range(4):
        make.forecast(lab.project)
    with recorded_queries() as many:
        ask("GET", "/forecast-sessions")
    assert len(many) == len(few)

"""Predictions over REST: the same as in training to the last bit, from stored and posted values, with an API key."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.access import Scope
from tests.databases import on_one_database
from tests.factories.forecasting import hourly

SPECIAL = {
    "calendar": {"features": ["day", "week", "month", "year", "weekend", "holidays"], "country": "DE", "region": "BY"},
    "models": [{"kind": "ridge"}],
}


def posted(until: str) -> list[dict[str, Any]]:
    """The meter's values up to a moment, as a program would send them."""
    table = hourly()
    end = datetime.fromisoformat(until)
    moments = [datetime.fromtimestamp(time / 1e6, end.tzinfo) for time in table.time.tolist()]
    n = sum(1 for moment in moments if moment <= end)
    last = slice(n - 60, n)
    times = [moment.isoformat() for moment in moments[last]]
    return [{"name": one.name, "time": times, "value": one.values[last].tolist()} for one in reversed(table.columns)]


@pytest.fixture
def zoned(make: Any, lab: Any, ask: Any, trained: Any) -> dict[str, Any]:
    """A model with holidays and every calendar feature in a site's local time, and its evaluation."""
    from core.db import db

    site = make.site(lab.project, time_zone="Europe/Berlin")
    db.session.rollback()
    run = trained(site_id=str(site.id), **SPECIAL)
    assert run["state"] == "ready", run["problem"]
    assert run["zone"] == "Europe/Berlin"
    return dict(ask("GET", f"/forecast-models/{run['models'][0]['id']}/evaluation"))


def test_a_prediction_equals_that_of_training_bit_for_bit(ask: Any, zoned: dict[str, Any]) -> None:
    path = f"/forecast-models/{zoned['model']['id']}/predictions"
    for example in zoned["evaluation"]["examples"]:
        [said] = example["series"]
        for body in ({"at": example["at"]}, {"series": posted(example["at"])}):
            answer = ask("POST", path, body)
            [found] = answer["series"]
            assert found["value"] == said["forecast"]
            assert found["low"] == said["quantiles"]["0.05"]
            assert found["high"] == said["quantiles"]["0.95"]
            first = datetime.fromisoformat(example["at"]) + timedelta(hours=1)
            assert datetime.fromisoformat(answer["start_at"]) == first


def test_an_api_key_predicts_and_keeps(make: Any, lab: Any, ask: Any, trained: Any) -> None:
    run = trained()
    path = f"/forecast-models/{run['models'][0]['id']}/predictions"
    key = {"Authorization": f"Bearer {make.api_key(lab.person, Scope.READ, Scope.WRITE).key}"}
    kept = ask("POST", path, {"at": "2026-03-20T12:00:00Z", "keep": True}, headers=key)
    assert kept["id"]
    again = ask("POST", path, {"at": "2026-03-20T12:00:00Z", "keep": True}, headers=key)
    assert again["id"] == kept["id"]
    assert again["series"] == kept["series"]
    text = ask("GET", f"/forecasts/{kept['id']}/file").text
    assert text.splitlines()[0] == "time,power,power low,power high"
    assert len(text.splitlines()) == 7


@on_one_database
def test_values_that_do_not_suffice_are_refused_with_what_is_missing(client: Any, lab: Any, trained: Any) -> None:
    run = trained()
    path = f"/api/v1/forecast-models/{run['models'][0]['id']}/predictions"
    whole = posted("2026-03-20T12:00:00+00:00")
    times = [f"2026-03-20T{n:02}:00:00Z" for n in range(5)]
    short = [{"name": name, "time": times, "value": [1.0] * 5} for name in ("power", "outside")]
    gap = [whole[0], whole[1] | {"value": [None if n == 50 else v for n, v in enumerate(whole[1]["value"])]}]
    for body, pointer, code in (
        ({"series": whole[:1]}, "/series", "missing"),
        ({"series": [*whole, whole[0]]}, "/series/2/name", "not-found"),
        ({"series": [whole[0] | {"name": "nothing"}]}, "/series/0/name", "not-found"),
        ({"series": short}, "/series", "missing-values"),
        ({"series": gap}, "/series", "missing-values"),
        ({"at": "2030-01-01T00:00:00Z"}, "/at", "no-such-time"),
    ):
        answer = client.post(path, json=body, headers=lab.editor)
        assert answer.status_code == 422, answer.data
        assert [(one["pointer"], one["code"]) for one in answer.json["errors"]] == [(pointer, code)]


@on_one_database
def test_a_viewer_may_ask_but_not_keep(client: Any, lab: Any, trained: Any) -> None:
    run = trained()
    path = f"/api/v1/forecast-models/{run['models'][0]['id']}/predictions"
    assert client.post(path, json={}, headers=lab.viewer).status_code == 200
    assert client.post(path, json={"keep": True}, headers=lab.viewer).status_code == 403
    assert client.post(path, json={}, headers=lab.stranger).status_code == 404


@on_one_database
def test_every_file_of_a_model_can_be_saved(ask: Any, trained: Any) -> None:
    import io

    import numpy as np

    from ml.forecasting.store import load

    run = trained(models=[{"kind": "ridge", "search": {"penalty": [0.1, 1.0]}}])
    path = f"/forecast-models/{run['models'][0]['id']}/file?kind="
    model = load(ask("GET", f"{path}model").data)
    assert model.targets == ("power",)
    arrays = np.load(io.BytesIO(ask("GET", f"{path}arrays").data), allow_pickle=False)
    assert arrays["truth"].shape == arrays["forecast"].shape == arrays["low"].shape
    assert [one["series"] for one in ask("GET", f"{path}scalers")] == ["power", "outside"]
    rows = {
        kind: ask("GET", path + kind).text.splitlines()
        for kind in ("metrics", "series", "steps", "aggregations", "importance", "search")
    }
    assert {kind: len(lines) for kind, lines in rows.items()} == {
        "metrics": 6, "series": 2, "steps": 7, "aggregations": 13, "importance": 4, "search": 3,
    }  # fmt: skip
    assert rows["steps"][0].startswith("series,step,mae")

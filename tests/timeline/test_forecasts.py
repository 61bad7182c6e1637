"""Forecasts among the tracks."""

from datetime import timedelta

import pytest

from tests.factories import Factory
from tests.timeline.conftest import EVENING, HOUR, Ask, Pond, ms

SERIES = [{"name": "warm", "unit": "°C", "value": [1.0, 2.0, None], "low": [0.0, 1.0, None], "high": [2.0, 3.5, None]}]


def test_a_forecast_is_a_band_with_its_interval(ask: Ask, pond: Pond, make: Factory) -> None:
    row = make.forecast(pond.project, start_at=EVENING, step_s=3600.0, series=SERIES)
    key = f"forecast:{row.session_id}%2Fwarm"
    assert [choice["key"] for choice in ask("tracks", search="forecast")["results"]] == [f"{row.session_id}/warm"]
    track = ask("view", tracks=key)["tracks"][0]
    assert (track["form"], track["unit"], track["first"]) == ("band", "°C", ms(EVENING))
    assert track["at"][:2] == [ms(EVENING), ms(EVENING + HOUR)]
    assert (track["value"][:2], track["low"][:2], track["high"][:2]) == ([1.0, 2.0], [0.0, 1.0], [2.0, 3.5])
    assert ask("behind", track=key)["results"][1]["title"] == "2 °C, between 1 and 3.5"
    assert [line.split(",")[3] for line in ask("export", tracks=f"{key}:high", step_s=3600).splitlines()[1:3]] == [
        "2", "3.5",
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["x", "", "x%2Fwarm"])
def test_a_forecast_that_is_not_there_is_gone(ask: Ask, key: str) -> None:
    assert ask("view", tracks=f"forecast:{key}")["tracks"][0]["problem"] == "track-gone"


def test_forecasts_of_another_project_are_not_there(ask: Ask, pond: Pond, make: Factory) -> None:
    row = make.forecast(start_at=EVENING - timedelta(hours=1), series=SERIES)
    assert ask("view", tracks=f"forecast:{row.session_id}%2Fwarm")["tracks"][0]["problem"] == "track-gone"

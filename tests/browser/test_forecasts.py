"""A forecast through the page: planned, its windows looked at, trained, judged, made."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station
from tests.browser.test_series import project_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S), pytest.mark.usefixtures("leaves_nothing")]


def meter(station: Station) -> str:
    """A dataset of twenty days of hours that repeat by the day."""
    rows = [f"2026-03-{i // 24 + 1:02}T{i % 24:02}:00:00Z,{20 + i % 24 + i % 7 / 10}" for i in range(480)]
    file = {"file": ("Power.csv", "\n".join(["time,power", *rows, ""]).encode())}
    given = {"project_id": project_of(station), "direct": "true"}
    sent = station.call("POST", "/dataset-imports", data=given, files=file)
    station.wait_until_idle(seconds=60)
    return str(station.call("GET", f"/dataset-imports/{sent['id']}")["dataset_id"])


def test_a_forecast_is_planned_trained_and_made(tab: Tab, station: Station) -> None:
    page = tab.page
    tab.open(f"/forecasts/new?dataset={meter(station)}")
    page.get_by_label("Look-back", exact=True).fill("24")
    page.get_by_label("Horizon", exact=True).fill("6")
    page.get_by_label("Add a model").select_option("seasonal-naive")
    page.get_by_role("button", name="Take Linear blend, corrected by trees away").click()
    page.get_by_role("button", name="Save the plan").click()
    expect(tab.heading("Power")).to_be_visible()
    page.get_by_role("button", name="Make the windows").click()
    expect(page.get_by_text("How each variable spreads")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("best on validation")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Forecasts").last.click()
    page.get_by_role("button", name="Forecast now").click()
    expect(page.get_by_text("What power will be")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("still to come")).to_be_visible()

"""Telemetry in a browser: the sample's sources, channels that move, a chart, a dashboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]


def channel_ids(station: Station, source: str, *names: str) -> str:
    source_id = next(row["id"] for row in station.rows("/telemetry/sources") if row["name"] == source)
    rows = {row["public_id"]: row["id"] for row in station.rows(f"/telemetry/channels?source_id={source_id}")}
    return ",".join(str(rows[name]) for name in names)


def test_sources_show_how_they_are(tab: Tab, sample: Station) -> None:
    tab.open("/telemetry")
    expect(tab.page.get_by_role("link", name=re.compile("Mast, live"))).to_contain_text("connected")
    assert tab.problems == []


def test_values_move_while_one_looks(tab: Tab, sample: Station) -> None:
    tab.open("/telemetry/channels?search=temperature")
    value = tab.page.locator(".live-value").first
    expect(value).to_have_text(re.compile("°C"))
    before = value.inner_text()
    expect(value).not_to_have_text(before)
    assert tab.problems == []


def test_a_chart_is_drawn_zoomed_by_key_and_keeps_its_address(tab: Tab, sample: Station) -> None:
    ids = channel_ids(sample, "Logger, a recorded day", "air_temperature", "pump")
    tab.open(f"/telemetry/charts?ids={ids}")
    expect(tab.page.locator(".plot canvas")).to_be_visible()
    expect(tab.page.locator(".chart-legend tbody tr")).to_have_count(2)
    expect(tab.page.locator(".chart-note")).to_contain_text("readings")
    tab.page.keyboard.press("+")
    expect(tab.page).to_have_url(re.compile("from=.*to="))
    assert tab.problems == []


def test_a_dashboard_shows_live_tiles(tab: Tab, sample: Station) -> None:
    tab.open("/telemetry/dashboards")
    tab.page.get_by_role("link", name="Mill pond at a glance").click()
    expect(tab.page.locator(".board-value").first).to_contain_text("°C")
    expect(tab.page.locator(".plot canvas").first).to_be_visible()
    assert tab.problems == []

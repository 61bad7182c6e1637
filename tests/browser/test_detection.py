"""Events, detectors and announcements in the page, on the sample's tank."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]


@pytest.fixture
def events(tab: Tab, sample: Station) -> Tab:
    """The list of events, once the detection process has gone through the sample's days."""
    tab.until(lambda: sample.rows("/telemetry/events?kind=tank_bulk_transfer"), "events of the sample's tank")
    tab.open("/telemetry/events?search=tank_bulk")
    return tab


def test_an_event_shows_its_readings_and_is_acknowledged_by_key(events: Tab, sample: Station) -> None:
    page = events.page
    page.get_by_role("grid", name="Events").get_by_role("link").first.click()
    expect(page.locator("h1")).to_have_text("Bulk transfer")
    expect(page.get_by_role("img", name="Tank level around the event")).to_be_visible()
    page.keyboard.press("a")
    expect(events.button("Not seen after all")).to_be_visible()
    seen = sample.rows("/telemetry/events?acknowledged=true")
    assert [row["kind"] for row in seen] == ["tank_bulk_transfer"]
    events.button("Not seen after all").click()
    expect(events.button("Acknowledge")).to_be_visible()


def test_a_detector_is_made_and_tried_with_other_parameters(events: Tab, sample: Station) -> None:
    page = events.page
    events.open("/telemetry/detectors/new?method=net")
    page.get_by_label("Project").select_option(label="Sample project")
    page.get_by_label("Change", exact=True).fill("12")
    page.get_by_label("Channel", exact=True).fill("TANK_LEVEL")
    expect(page.locator("datalist option[value^=TANK_LEVEL]").first).to_be_attached()
    page.get_by_label("Channel", exact=True).fill("TANK_LEVEL · Tank level")
    page.get_by_label("Name").fill("Tank fills at once")
    events.button("Let it watch").click()
    expect(page.locator("h1")).to_have_text("Tank fills at once")
    made = next(row for row in sample.rows("/telemetry/detectors") if row["name"] == "Tank fills at once")
    assert made["params"] == {"amount": 12}
    page.get_by_role("link", name="Back-test").click()
    page.get_by_label("Change", exact=True).fill("30")
    events.button("Run over history").click()
    expect(page.get_by_text("only with the present ones", exact=True)).to_be_visible(timeout=60_000)
    sample.call("DELETE", f"/telemetry/detectors/{made['id']}")


def test_a_target_is_a_dry_run_until_it_has_its_credentials(events: Tab, sample: Station) -> None:
    page = events.page
    events.open("/telemetry/announcements?target=new")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("To the fediverse")
    dialog.get_by_label("Kind").select_option(label="Mastodon")
    dialog.get_by_label("Server").fill("https://social.example")
    events.button("Save").click()
    expect(page.get_by_role("grid", name="Targets").get_by_text("To the fediverse")).to_be_visible()
    made = next(row for row in sample.rows("/telemetry/post-targets") if row["name"] == "To the fediverse")
    assert not made["is_live"]
    sample.call("DELETE", f"/telemetry/post-targets/{made['id']}")

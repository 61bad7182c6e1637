"""Results at a glance, as a person sees them."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]


def test_nights_are_told_with_the_sun_over_them(tab: Tab, sample: Station) -> None:
    project_id = sample.rows("/projects?search=Sample")[0]["id"]
    tab.open(f"/results?project_id={project_id}")
    [night] = sample.rows(f"/results/nights?project_id={project_id}")
    expect(tab.page.get_by_role("img", name="Calls by night")).to_be_visible()
    expect(tab.page.get_by_text(f"{night['n_calls']} calls in 1 night")).to_be_visible()
    tab.page.get_by_text("As a table").click()
    day = date.fromisoformat(night["night"])
    row = tab.page.get_by_role("row").filter(has_text=f"{day.day} {day:%b %Y}")
    expect(row.get_by_role("cell").nth(4)).to_have_text("21:14")


def test_bouts_lead_to_the_place_in_the_recording(tab: Tab, sample: Station) -> None:
    tab.open("/results?tab=sequences")
    bout = sample.rows("/results/sequences")[0]
    first = tab.page.get_by_role("region", name="Bouts").get_by_role("link").first
    expect(first).to_have_text(bout["recording_name"])
    first.click()
    expect(tab.heading(bout["recording_name"])).to_be_visible()


def test_places_lead_to_their_calls(tab: Tab, sample: Station) -> None:
    tab.open("/results?tab=places")
    busiest = sample.rows("/results/places")[0]
    tab.page.get_by_role("link", name=busiest["site_name"]).click()
    expect(tab.heading("Calls")).to_be_visible()
    expect(tab.page.get_by_text(busiest["site_name"]).first).to_be_visible()


def test_a_filter_that_leaves_nothing_says_so(tab: Tab, sample: Station) -> None:
    tab.open("/results?label=nobody-made-this-sound")
    expect(tab.page.get_by_text("No calls here")).to_be_visible()

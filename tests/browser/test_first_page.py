"""Home, the palette and the map, as people use them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

AXE_CURRENT = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}


def test_home_leads_through_the_sample_and_shows_every_area(tab: Tab, sample: Station) -> None:
    project = next(row["id"] for row in sample.rows("/projects") if row["name"] == "Sample project")
    tab.open("/")
    step = tab.page.get_by_role("link", name="See calls per hour against temperature")
    expect(step).to_have_attribute("href", f"/timeline?project={project}")
    for heading in ("Waits for you", "At work", "Station", "What there is"):
        expect(tab.heading(heading)).to_be_visible()
    expect(
        tab.page.get_by_role("heading", name=re.compile("^(In the last week|Since your last visit)$"))
    ).to_be_visible()
    for area in ("Sound", "Sightings", "Telemetry", "Series", "Places"):
        expect(tab.page.locator(".area-card h3", has_text=area)).to_be_visible()


def test_the_palette_goes_by_keys_alone_from_kind_to_kind(tab: Tab, sample: Station) -> None:
    tab.open("/map")
    expect(tab.page.locator(".map canvas")).to_be_visible()
    tab.page.keyboard.press("/")
    box = tab.page.get_by_role("combobox")
    expect(box).to_be_focused()
    tab.page.keyboard.type("tempera")
    chosen = tab.page.locator('[role="option"][aria-selected="true"]')
    expect(chosen).to_contain_text("Temperature logger")
    first = tab.page.get_by_role("group").first.get_attribute("aria-labelledby")
    tab.page.keyboard.press("PageDown")
    assert chosen.locator("xpath=..").get_attribute("aria-labelledby") != first
    tab.page.keyboard.press("PageUp")
    assert tab.violations(**AXE_CURRENT) == []
    tab.page.keyboard.press("Enter")
    expect(tab.heading("Temperature logger")).to_be_visible()
    tab.page.keyboard.press("Control+k")
    expect(tab.page.get_by_role("combobox", name=re.compile("Find recordings"))).to_be_focused()
    tab.page.keyboard.type("no such thing anywhere")
    expect(tab.page.locator(".palette-foot")).to_contain_text("Nothing by that name")
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("dialog")).to_have_count(0)


def test_the_palette_offers_where_one_was_before_anything_is_typed(tab: Tab, sample: Station) -> None:
    dataset = next(row["id"] for row in sample.rows("/datasets") if row["name"] == "Temperature logger")
    tab.open(f"/datasets/{dataset}")
    expect(tab.heading("Temperature logger")).to_be_visible()
    tab.page.keyboard.press("g")
    tab.page.keyboard.press("p")
    expect(tab.heading("Projects")).to_be_visible()
    tab.page.keyboard.press("Control+k")
    expect(tab.page.get_by_role("combobox", name=re.compile("Find recordings"))).to_be_focused()
    expect(tab.page.locator('[role="option"][aria-selected="true"]')).to_contain_text("Temperature logger")
    tab.page.keyboard.press("Enter")
    expect(tab.heading("Temperature logger")).to_be_visible()


def test_a_site_is_found_on_the_map_and_the_address_shows_it_again(tab: Tab, sample: Station) -> None:
    outside: list[str] = []
    tab.page.on("request", lambda request: None if request.url.startswith(sample.url) else outside.append(request.url))
    tab.open("/map")
    canvas = tab.page.locator(".map canvas")
    expect(canvas).to_be_visible()
    tab.page.get_by_role("button", name=re.compile("Mill pond")).click()
    card = tab.page.get_by_role("complementary", name="What the map shows")
    expect(card.get_by_role("heading", name="Mill pond")).to_be_visible()
    expect(card).to_contain_text("48.1372° N, 11.5756° E")
    tab.until(lambda: "at" in tab.query(), "the place in the address")
    shown = tab.query()
    assert float(shown["at"].split(",")[0]) == pytest.approx(48.1372, abs=0.01)
    canvas.focus()
    tab.page.keyboard.press("-")
    tab.until(lambda: tab.query()["at"] != shown["at"], "the new scale in the address")
    tab.page.reload()
    expect(card.get_by_role("heading", name="Mill pond")).to_be_visible()
    assert tab.query()["site"] == shown["site"]
    assert [url for url in outside if url.startswith("http")] == []


def test_an_open_map_goes_where_its_address_is_changed_to(tab: Tab, sample: Station) -> None:
    tab.open("/map?at=20,0,3")
    expect(tab.page.locator(".map canvas")).to_be_visible()
    tab.until(lambda: tab.query().get("at", "").endswith(",3.0"), "the place where it begins, as the map writes it")
    to = "/map?at=48.1,11.5,9"
    tab.page.evaluate("(to) => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); }", to)
    tab.until(lambda: tab.query().get("at", "").endswith(",9.0"), "the map at the new place, as it writes it itself")
    assert float(tab.query()["at"].split(",")[0]) == pytest.approx(48.1, abs=0.01)


def test_the_map_draws_land_sea_and_marks(tab: Tab, sample: Station) -> None:
    tab.open("/map?at=20,0,1.6")
    tab.until(
        lambda: len({tuple(pixel) for row in tab.pixels(".map canvas")[::7] for pixel in row[::7]}) > 8, "an outline"
    )
    tab.page.locator(".map canvas").focus()
    tab.page.keyboard.press("j")
    expect(tab.page.locator(".map [role='status']")).not_to_be_empty()

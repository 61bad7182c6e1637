"""Lists: the address is their state; empty, filtered to nothing, and failing are states of their own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import ADMINISTRATOR, Person, Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

NEWCOMER = Person("nora", "nora@example.org", "seventeen slow salamanders", "Nora Fen")
"""Has an account and a group of her own, with nothing in it."""

LISTS = {
    "/projects": ("Projects", "No projects yet", "**/api/v1/projects?*"),
    "/recordings": ("Recordings", "No recordings yet", "**/api/v1/recordings?*"),
    "/calls": ("Calls", "No calls yet", "**/api/v1/results/calls?*"),
    "/pictures": ("Pictures", "No pictures yet", "**/api/v1/images?*"),
    "/classifiers": ("Classifiers", "No classifiers yet", "**/api/v1/classifiers?*"),
    "/repertoires": ("Repertoires", "No repertoires yet", "**/api/v1/species?*"),
    "/jobs": ("Jobs", "No jobs yet", "**/api/v1/jobs?*"),
    "/api-keys": ("API keys", "No keys yet", "**/api/v1/me/api-keys*"),
}
"""Page, heading, what an empty one says, and what it asks the station for."""


@pytest.fixture(scope="module")
def newcomer(station: Station) -> Person:
    body = {"username": NEWCOMER.username, "email": NEWCOMER.email, "password": NEWCOMER.password}
    station.call("POST", "/auth/register", json=body)
    return NEWCOMER


@pytest.mark.parametrize("page", LISTS)
def test_an_empty_list_says_what_to_do_next(visit: Callable[..., Tab], newcomer: Person, page: str) -> None:
    heading, says, _ = LISTS[page]
    tab = visit(newcomer)
    tab.open(page)
    expect(tab.heading(heading)).to_be_visible()
    expect(tab.heading(says)).to_be_visible()
    expect(tab.page.locator(".empty").get_by_role("button").or_(tab.page.locator(".empty a.button"))).to_have_count(1)
    assert tab.violations() == []


@pytest.mark.parametrize("page", LISTS)
def test_a_list_that_cannot_be_read_says_so_and_can_be_tried_again(
    visit: Callable[..., Tab], station: Station, page: str
) -> None:
    heading, _, asked = LISTS[page]
    tab = visit(ADMINISTRATOR)
    tab.expect_problem(r"^http: 500 GET ")
    problem = '{"status": 500, "code": "internal", "title": "Fault", "detail": "The disk is on holiday.", "errors": []}'

    def fail(route: Route) -> None:
        route.fulfill(status=500, content_type="application/problem+json", body=problem)

    tab.page.route(asked, fail)
    tab.page.goto(station.url + page)
    expect(tab.heading(heading)).to_be_visible()
    alert = tab.page.get_by_role("alert").filter(has_text="The disk is on holiday.")
    expect(alert).to_be_visible()
    assert tab.violations() == []
    tab.page.unroute(asked)
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_have_count(0)


def test_filters_live_in_the_address_and_back_takes_them_off(tab: Tab, sample: Station) -> None:
    tab.open("/recordings")
    rows = tab.page.get_by_role("grid", name="Recordings").get_by_role("row")
    expect(rows.nth(8)).to_be_visible()
    tab.page.get_by_label("Search recordings").fill("030900")
    expect(rows).to_have_count(2)
    assert tab.query()["search"] == "030900"
    tab.page.get_by_role("link", name="SAMPLE_20260613_030900.wav").click()
    expect(tab.heading("SAMPLE_20260613_030900.wav")).to_be_visible()
    tab.page.go_back()
    expect(rows).to_have_count(2)
    expect(tab.page.get_by_label("Search recordings")).to_have_value("030900")


def test_a_link_with_filters_shows_another_person_the_same_rows(tab: Tab, sample: Station) -> None:
    site = next(row["id"] for row in sample.rows("/sites") if row["name"] == "Mill pond")
    tab.open(f"/recordings?site_id={site}&ordering=name")
    rows = tab.page.get_by_role("grid", name="Recordings").get_by_role("row")
    expect(rows).to_have_count(1 + 4)
    expect(tab.page.get_by_role("listitem").filter(has_text="Site: Mill pond")).to_be_visible()
    tab.button("Remove the filter Site").click()
    expect(rows.nth(8)).to_be_visible()
    assert "site_id" not in tab.query()


def test_a_filter_that_fits_nothing_offers_to_show_all(tab: Tab, sample: Station) -> None:
    tab.open("/recordings?search=nothing-has-this-name")
    expect(tab.heading("No recording matches")).to_be_visible()
    tab.button("Show all").click()
    expect(tab.page.get_by_role("link", name="SAMPLE_20260613_030900.wav")).to_be_visible()


def test_a_tab_of_a_recording_is_in_the_address_and_back_leaves_it(tab: Tab, sample: Station) -> None:
    recording = sample.rows("/recordings?search=030900")[0]
    tab.open(f"/recordings/{recording['id']}")
    tab.page.get_by_role("link", name="Runs").click()
    expect(tab.page.get_by_role("link", name="Truth")).to_be_visible()
    assert tab.query()["tab"] == "runs"
    tab.page.go_back()
    expect(tab.page.get_by_role("grid", name="Calls")).to_be_visible()

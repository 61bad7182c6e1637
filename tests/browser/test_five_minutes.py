"""From a first look to "calls per hour against temperature", by following the home page alone."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab, Visit
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

QUESTION = "See calls per hour against temperature"
PLOTS = ".tl-canvas"


@pytest.fixture
def empty_group(station: Station) -> Iterator[str]:
    """A group without anything, which the administrator works in until the test ends."""
    before = station.call("GET", "/me")["active_group_id"]
    group = station.call("POST", "/groups", json={"name": "Newcomers"})
    station.call("PATCH", "/me", json={"active_group_id": group["id"]})
    yield str(group["id"])
    station.call("PATCH", "/me", json={"active_group_id": before})


def test_the_first_click_of_an_empty_station_asks_for_the_sample(
    visit: Visit, station: Station, empty_group: str
) -> None:
    tab = visit()
    tab.open("/")
    expect(tab.page.locator(".first-step h2").first).to_have_text("Look around first")
    asked: list[dict[str, str]] = []

    # That it is made is seen by every other test; making it once more would take a minute.
    def take(route, request) -> None:
        asked.append(json.loads(request.post_data))
        route.abort()

    tab.page.route("**/api/v1/sample-project", take)
    tab.expect_problem("sample-project|not made")
    tab.button("Load the sample project").click()
    tab.until(lambda: asked, "the sample project is asked for")
    assert asked[0].get("group_id", empty_group) == empty_group


def test_the_home_page_leads_to_calls_per_hour_against_temperature(tab: Tab, sample: Station) -> None:
    """The clicks of the journey after the sample is there: one, on the first thing the home page offers."""
    tab.open("/")
    tab.page.get_by_role("link", name=QUESTION).click()
    _sees_calls_and_temperature(tab)


def test_the_projects_timeline_begins_with_calls_and_temperature(tab: Tab, sample: Station) -> None:
    """What the home page's link opens."""
    project_id = sample.rows("/projects?search=Sample")[0]["id"]
    tab.open(f"/timeline?project={project_id}")
    _sees_calls_and_temperature(tab)


def _sees_calls_and_temperature(tab: Tab) -> None:
    """Both tracks are drawn over the night of the recordings, by the hour, with the night behind."""
    expect(tab.heading("Timeline of Sample project")).to_be_visible()
    expect(tab.page.locator(".tl-lane")).to_have_count(2)
    calls, warmth = tab.page.locator(".tl-lane").all()
    expect(calls).to_contain_text("calls per hour")
    expect(warmth).to_contain_text("Air temperature")
    expect(warmth).to_contain_text("°C")
    assert "between sunset and sunrise" in tab.page.locator(".tl-legend").inner_text()
    # Something is drawn: each plot has more than its background.
    assert all(len({tuple(p) for p in tab.pixels(f".tl-lane:nth-of-type({n}) {PLOTS}")[60]}) > 2 for n in (1, 2))
    n_calls = tab.station.call("GET", "/results/calls?limit=1")["count"]
    expect(calls.locator(".tl-head")).to_contain_text(f"{n_calls} calls")

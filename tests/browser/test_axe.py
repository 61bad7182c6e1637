"""Every view x light, dark, forced colours x 360 and 1440 px x loaded, empty, error: axe finds nothing.

There are some 1,700 looks at a tenth to a third of a second each: `make axe`. The few tests marked as part of
`make browser` meet each area's empty and failing page in one look each, every look in turn.
"""

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Route, expect

from tests.browser.looks import COLOURS, EVERY_LOOK, Look, faults
from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import ADMINISTRATOR, Person, Station
from tests.browser.test_pages import OPEN_PAGES, PAGES, address

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

HERMIT = Person("hana", "hana@example.org", "nineteen silent sedges", "Hana Ridge")
"""Has an account, and nothing in it."""

PROBLEM = '{"status": 500, "code": "internal", "title": "Fault", "detail": "The disk is on holiday.", "errors": []}'

NEEDED = ("/me", "/auth/")
"""What a page asks before it is a page at all."""

LISTS = [page for page in PAGES if ":id" not in page and page != "/no-such-page"]
"""Pages that can be empty."""

ALL: dict[Look, dict[str, Any]] = {look: {} if look.colours == "light" else COLOURS for look in EVERY_LOOK}
"""Every rule at both widths; in the other themes, which change colours and nothing else, those about colours."""


def go(tab: Tab, path: str) -> None:
    """To another page as a click would, so that its modules need not be fetched again."""
    tab.page.evaluate(
        "(path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }", path
    )
    tab.page.wait_for_timeout(50)
    expect(tab.page.locator("h1").first).to_be_visible()
    expect(tab.page.locator(".skeleton")).to_have_count(0)


@pytest.fixture(scope="module")
def open_for(chromium: Browser, station: Station) -> Iterator[Callable[..., Tab]]:
    """One tab for each person and state, kept for the whole module."""
    tabs: dict[Any, Tab] = {}

    def tab_for(person: Person | None, *, is_failing: bool = False) -> Tab:
        known = tabs.get((person, is_failing))
        if known is not None:
            return known
        context = chromium.new_context(reduced_motion="reduce", service_workers="block")
        tab = tabs[person, is_failing] = Tab(context, station)
        if person is not None:
            tab.be(person)
        tab.open("/")
        if is_failing:
            tab.page.route("**/api/v1/**", fail)
        return tab

    yield tab_for
    for tab in tabs.values():
        tab.context.close()


@pytest.fixture(scope="module")
def hermit(station: Station) -> Person:
    body = {"username": HERMIT.username, "email": HERMIT.email, "password": HERMIT.password}
    answer = requests.post(f"{station.url}/api/v1/auth/register", json=body, timeout=60)
    assert answer.status_code in {201, 409}, answer.text
    return HERMIT


def fail(route: Route) -> None:
    path = route.request.url.split("/api/v1")[1]
    if path.startswith(NEEDED) or route.request.method != "GET":
        route.continue_()
    else:
        route.fulfill(status=500, content_type="application/problem+json", body=PROBLEM)


@pytest.mark.axe
@pytest.mark.parametrize(("page", "heading"), PAGES.items(), ids=PAGES)
def test_a_full_page(open_for: Callable[..., Tab], furnished: Station, page: str, heading: str) -> None:
    tab = open_for(ADMINISTRATOR)
    go(tab, address(furnished, page, heading))
    assert faults(tab, ALL) == []


@pytest.mark.axe
@pytest.mark.parametrize("page", LISTS)
def test_an_empty_page(open_for: Callable[..., Tab], hermit: Person, page: str) -> None:
    tab = open_for(hermit)
    go(tab, page)
    assert faults(tab, ALL) == []


@pytest.mark.axe
@pytest.mark.parametrize(("page", "heading"), PAGES.items(), ids=PAGES)
def test_a_failing_page(open_for: Callable[..., Tab], furnished: Station, page: str, heading: str) -> None:
    tab = open_for(ADMINISTRATOR, is_failing=True)
    go(tab, address(furnished, page, heading))
    assert faults(tab, ALL) == []


@pytest.mark.axe
@pytest.mark.parametrize("page", OPEN_PAGES)
def test_an_open_page(open_for: Callable[..., Tab], page: str) -> None:
    tab = open_for(None)
    go(tab, page)
    assert faults(tab, ALL) == []


AREAS = [
    "/", "/results", "/batches", "/similar", "/clusterings", "/identify", "/collection", "/tree", "/feed", "/telemetry",
    "/telemetry/charts", "/telemetry/announcements", "/datasets", "/clouds", "/field", "/status",
]  # fmt: skip
"""Pages of every area that `test_lists.py` does not look at while they are empty or fail."""

TURNS = list(zip(AREAS, cycle(EVERY_LOOK), strict=False))


def test_each_area_is_sound_while_it_is_empty(open_for: Callable[..., Tab], hermit: Person) -> None:
    assert wrong(open_for(hermit), TURNS) == []


def test_each_area_is_sound_while_it_fails(open_for: Callable[..., Tab]) -> None:
    assert wrong(open_for(ADMINISTRATOR, is_failing=True), TURNS[::-1]) == []


def wrong(tab: Tab, turns: list[tuple[str, Look]]) -> list[str]:
    found = []
    for page, look in turns:
        go(tab, page)
        found += [f"{page}: {text}" for text in faults(tab, {look: {}})]
    return found

"""Every page, in every theme and both widths: no problem, nothing axe finds, nothing wider than the window."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.looks import COLOURS, NARROW, WIDE, Look, faults
from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import ROOT, Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

LOOKS: dict[Look, dict[str, Any]] = {
    Look("light", WIDE): {},
    Look("forced", WIDE): COLOURS,
    Look("light", NARROW): {},
    Look("dark", NARROW): COLOURS,
}
"""Enough to meet each theme and each width; `make axe` looks at all of them, and at empty and failing pages."""

OPEN_PAGES = {
    "/sign-in": "Sign in",
    "/register": "Make an account",
    "/setup": "Already set up",
    "/forgot": "A new password",
    "/reset": "Set a new password",
    "/reset-password": "Set a new password",
    "/invitation": "You are invited",
    "/shared": "No page behind this link",
}
"""Pages for people who are not signed in, with their headings."""

PAGES = {
    "/": "Home",
    "/timeline": "Timelines",
    "/timeline?saved=:id": "Calls per hour against temperature",
    "/timeline?ask=relation&saved=:id": "Calls per hour against temperature",
    "/timeline?ask=groups&save=1&saved=:id": "Calls per hour against temperature",
    "/timeline?add=1&saved=:id": "Calls per hour against temperature",
    "/timeline?publish=1&saved=:id": "Calls per hour against temperature",
    "/public-links": "Public links",
    "/map": "Map",
    "/projects": "Projects",
    "/projects/:id": "Sample project",
    "/projects/:id?tab=arrival": "Sample project",
    "/projects/:id?tab=sites": "Sample project",
    "/projects/:id?tab=about": "Sample project",
    "/recordings": "Recordings",
    "/recordings?add=1": "Recordings",
    "/recordings/:id": "SAMPLE_20260613_030900.wav",
    "/recordings/:id?tab=search": "SAMPLE_20260613_030900.wav",
    "/recordings/:id?tab=runs": "SAMPLE_20260613_030900.wav",
    "/recordings/:id?tab=about": "SAMPLE_20260613_030900.wav",
    "/recordings/:id?tab=parts": "SAMPLE_20260613_030900.wav",
    "/uploads": "Arrivals",
    "/calls": "Calls",
    "/results": "Results",
    "/results?tab=sequences": "Results",
    "/results?tab=places": "Results",
    "/batches": "Labelling",
    "/batches?make=1": "Labelling",
    "/batches/:id": "Looked at",
    "/batches/:id?tab=tasks": "Looked at",
    "/batches/:id?tab=settings": "Looked at",
    "/batches/:id/annotate": "Looked at",
    "/batches/:id/review": "Looked at",
    "/batches/:id/agreement": "Agreement",
    "/annotators": "Annotators",
    "/similar": "Find more like this",
    "/clusterings": "Clusters",
    "/clusterings?make=1": "Clusters",
    "/clusterings/:id": "Looked at",
    "/classifiers": "Classifiers",
    "/classifiers?train=1": "Classifiers",
    "/classifiers/:id": "Sample calls",
    "/classifiers/compare": "Compare classifiers",
    "/identify": "Identify",
    "/pictures": "Pictures",
    "/pictures?add=1": "Pictures",
    "/pictures/:id": "Vulpes vulpes",
    "/vision": "Cost and accuracy",
    "/datasets": "Datasets",
    "/datasets/import": "Import a series",
    "/datasets/:id": "Temperature logger",
    "/datasets/:id?tab=findings": "Temperature logger",
    "/datasets/:id?tab=rows": "Temperature logger",
    "/datasets/:id?tab=plots": "Temperature logger",
    "/datasets/:id?tab=about": "Temperature logger",
    "/alignments": "Align",
    "/clouds": "Cloud",
    "/clouds?tol=0&kind=piecewise": "Cloud",
    "/series-recipes": "Recipes",
    "/forecasts": "Forecasts",
    "/forecasts/new": "Plan a forecast",
    "/forecasts/:id": "Heat of tomorrow",
    "/forecasts/:id?tab=models": "Heat of tomorrow",
    "/forecasts/:id?tab=windows": "Heat of tomorrow",
    "/forecasts/:id?tab=plan": "Heat of tomorrow",
    "/forecasts/:id?tab=predict": "Heat of tomorrow",
    "/forecasts/models/:id": "Ridge regression",
    "/telemetry": "Telemetry",
    "/telemetry?add=1": "Telemetry",
    "/telemetry/sources/:id": "Mast, live",
    "/telemetry/channels": "Channels",
    "/telemetry/channels?read=1": "Channels",
    "/telemetry/channels/:id": "Cabinet door",
    "/telemetry/charts": "Charts",
    "/telemetry/dashboards": "Dashboards",
    "/telemetry/dashboards/:id": "Mill pond at a glance",
    "/telemetry/dashboards/:id?edit=1": "Mill pond at a glance",
    "/telemetry/events": "Events",
    "/telemetry/events/:id": "Tank visit",
    "/telemetry/detectors": "Detectors",
    "/telemetry/detectors/:id": "Tank visits",
    "/telemetry/detectors/:id?tab=settings": "Tank visits",
    "/telemetry/detectors/:id?tab=back-test": "Tank visits",
    "/telemetry/announcements": "Announcements",
    "/telemetry/announcements?target=new": "Announcements",
    "/telemetry/announcements?tab=outbox": "Announcements",
    "/species": "Species",
    "/species?add=1": "Species",
    "/species/:id": "Alcedo atthis",
    "/checklists": "Checklists",
    "/repertoires": "Repertoires",
    "/collection": "Collection",
    "/collection?view=map": "Collection",
    "/collection?view=calendar": "Collection",
    "/collection?view=missing": "Collection",
    "/collection?add=1": "Collection",
    "/collection/:id": "Alcedo atthis",
    "/tree": "Tree of life",
    "/tree?layout=tidy&scope=station": "Tree of life",
    "/friends": "Friends",
    "/feed": "Feed",
    "/field": "Field",
    "/field?add=1": "Field",
    "/jobs": "Jobs",
    "/jobs/:id": "Make the sample project",
    "/group": "Ada Marsh (personal)",
    "/profile": "Profile",
    "/api-keys": "API keys",
    "/people": "People",
    "/backups": "Backups",
    "/audit": "Audit log",
    "/status": "Station",
    "/no-such-page": "No page at this address",
}
"""Pages of a member with their headings; `:id` is the first object of that name in the sample."""

OWNERS = {
    "/batches/:id/agreement": "Looked at",
    "/pictures/:id": "encounter-7-7.jpg",
    "/telemetry/events/:id": "tank visit",
}
"""Whose page it is, where the heading does not say so."""

LISTS = {
    "batches": "task-batches", "clusterings": "clustering-runs", "collection": "dex/entries", "pictures": "images",
    "forecasts": "forecast-sessions", "forecasts/models": "forecast-models",
    "timeline": "timelines",
}  # fmt: skip
"""What a part of an address is called in the API."""


def address(station: Station, page: str, heading: str) -> str:
    """The page with the id of the object whose name is its heading."""
    if ":id" not in page:
        return page
    area = re.split("/:id|[?]", page)[0].strip("/")
    name = OWNERS.get(page, heading)
    rows = station.rows(f"/{LISTS.get(area, area)}?limit=200")
    return page.replace(":id", str(next(row["id"] for row in rows if _named(row) == name)))


def _named(row: dict[str, Any]) -> Any:
    """What a page of an object has for its heading."""
    for key in ("name", "title", "kind_words", "scientific_name"):
        if row.get(key):
            return row[key]
    return row["species"]["scientific_name"]


@pytest.mark.parametrize(("page", "heading"), PAGES.items(), ids=PAGES)
def test_a_page_is_sound_in_both_themes_and_widths(
    visit: Callable[..., Tab], furnished: Station, page: str, heading: str
) -> None:
    tab = visit()
    tab.open(address(furnished, page, heading))
    expect(tab.page.locator("h1")).to_have_text(heading)
    assert faults(tab, LOOKS) == []


@pytest.mark.parametrize(("page", "heading"), OPEN_PAGES.items(), ids=OPEN_PAGES)
def test_an_open_page_is_sound_in_both_themes_and_widths(
    visit: Callable[..., Tab], station: Station, page: str, heading: str
) -> None:
    tab = visit(None)
    tab.open(page)
    expect(tab.page.locator("h1")).to_have_text(heading)
    assert faults(tab, LOOKS) == []


def test_every_route_of_the_page_is_looked_at() -> None:
    routes = Path(ROOT / "static/js/pages/routes.js").read_text()
    known = {page.split("?")[0] for page in [*PAGES, *OPEN_PAGES]}
    assert set(re.findall(r'pattern: "([^"]+)"', routes)) <= known


def test_the_api_documents_are_shown(visit: Callable[..., Tab], station: Station) -> None:
    tab = visit(None)
    tab.page.goto(f"{station.url}/api/docs")
    expect(tab.page.get_by_role("link", name="recordings", exact=True)).to_be_visible()


def test_a_thing_that_is_not_there_leads_to_the_list_it_would_be_in(tab: Tab, station: Station) -> None:
    tab.expect_problem("404 GET")
    tab.open("/recordings/00000000-0000-7000-8000-000000000000")
    expect(tab.page.get_by_role("alert")).to_contain_text("Not here")
    tab.page.get_by_role("alert").get_by_role("link", name="Recordings").click()
    expect(tab.heading("Recordings")).to_be_visible()

"""A repertoire put into order, and a project that leaves the station by the page and comes back by it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import ADMINISTRATOR, Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S), pytest.mark.usefixtures("leaves_nothing")]


def test_call_types_are_imported_moved_by_keys_and_retired(tab: Tab, station: Station) -> None:
    group = station.call("GET", "/groups")["results"][0]["id"]
    species = station.call("POST", "/species", json={"group_id": group, "scientific_name": "Barbastella barbastellus"})
    tab.open(f"/repertoires?species={species['id']}")
    tab.page.get_by_role("button", name="Import", exact=True).click()
    types = {"name": "types.txt", "mimeType": "text/plain", "buffer": b"buzz\nsocial\nsearch\n"}
    tab.page.get_by_label("Choose files").set_input_files(types)
    tab.page.get_by_role("button", name="Add 3 call types").click()
    expect(tab.page.locator(".call-type-name")).to_have_text(["buzz", "social", "search"])
    tab.page.get_by_role("button", name="Move search").press("ArrowUp")
    expect(tab.page.locator(".call-type-name")).to_have_text(["buzz", "search", "social"])
    tab.page.get_by_role("button", name="What to do with buzz").click()
    tab.page.get_by_role("button", name="Retire").click()
    expect(tab.page.get_by_text("Retired (1)")).to_be_visible()
    rows = station.rows(f"/species/{species['id']}/call-types?is_retired=false")
    assert [row["name"] for row in rows] == ["search", "social"]


def test_a_project_leaves_and_comes_back_through_the_page(
    visit: Callable[..., Tab], sample: Station, tmp_path: Path
) -> None:
    project = next(row for row in sample.rows("/projects") if row["name"] == "Sample project")
    tab = visit(ADMINISTRATOR)
    tab.open(f"/projects/{project['id']}?tab=about")
    tab.page.get_by_label("With the sound files").uncheck()
    tab.page.get_by_role("button", name="Export project").click()
    fetch = tab.page.get_by_role("button", name="Download Sample-project")
    with tab.page.expect_download() as fetched:
        fetch.click()
    archive = tmp_path / "project.zip"
    fetched.value.save_as(archive)
    tab.open("/projects")
    tab.page.get_by_role("button", name="Import project").click()
    tab.page.get_by_label("Choose files").set_input_files(archive)
    tab.page.get_by_role("button", name="Open the project").click()
    expect(tab.heading("Sample project (2)")).to_be_visible()
    copy = next(row for row in sample.rows("/projects") if row["name"] == "Sample project (2)")
    counts = [len(sample.rows(f"/recordings?project_id={row['id']}&limit=500")) for row in (project, copy)]
    assert counts[0] == counts[1]

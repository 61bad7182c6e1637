"""A file of values through the page: what it leaves open is asked, a step is tried, applied and undone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S), pytest.mark.usefixtures("leaves_nothing")]


def meter(path: Path) -> Path:
    """A meter's file that does not tell its zone, with one value that cannot be."""
    rows = [f"0{i // 24 % 9 + 1}.03.2026 {i % 24:02}:00;{900 if i == 100 else 20 + i % 7},5" for i in range(200)]
    path.write_text("\n".join(["Zeit;Leistung", ";kW", *rows, ""]), encoding="latin-1")
    return path


def project_of(station: Station) -> str:
    group = station.call("GET", "/groups")["results"][0]["id"]
    return str(station.call("POST", "/projects", json={"group_id": group, "name": "Meters"})["id"])


def test_a_file_is_asked_about_imported_cleaned_and_undone(tab: Tab, station: Station, tmp_path: Path) -> None:
    page = tab.page
    project_of(station)
    tab.open("/datasets")
    page.get_by_role("link", name="Import a series").first.click()
    page.get_by_label("Choose files", exact=True).set_input_files(meter(tmp_path / "Main meter.csv"))
    expect(tab.heading("Main meter.csv")).to_be_visible()
    page.get_by_role("button", name="UTC").click()
    expect(page.get_by_text("The file leaves this open")).to_have_count(0)
    expect(page.get_by_text("100.0 % of the rows can be used")).to_be_visible()
    page.get_by_role("button", name="Import 1 column").click()
    page.get_by_role("link", name="Open the dataset").click()
    expect(tab.heading("Main meter")).to_be_visible()
    page.get_by_role("button", name="Add a step").click()
    page.get_by_role("button", name="Limits", exact=True).click()
    page.get_by_label("Highest").fill("100")
    expect(page.get_by_text("1 value of Leistung would change")).to_be_visible()
    page.get_by_role("button", name="Apply 1 step").click()
    expect(page.locator(".version-row.shown")).to_contain_text("1 changed")
    found = next(row for row in station.rows("/datasets") if row["name"] == "Main meter")
    assert found["current"]["columns"][0]["maximum"] < 100
    assert found["current"]["columns"][0]["unit"] == "kW"
    page.keyboard.press("u")
    expect(page.get_by_text("is the current one")).to_be_visible()
    found = next(row for row in station.rows("/datasets") if row["name"] == "Main meter")
    assert found["current"]["columns"][0]["maximum"] == 900.5


def test_the_chart_moves_by_keys_and_the_address_follows(tab: Tab, station: Station) -> None:
    rows = [f"2026-03-{i // 96 + 1:02}T{i // 4 % 24:02}:{i % 4 * 15:02}:00Z,{i % 50}" for i in range(2000)]
    file = {"file": ("Heat.csv", "\n".join(["time,heat", *rows, ""]).encode())}
    sent = station.call(
        "POST", "/dataset-imports", data={"project_id": project_of(station), "direct": "true"}, files=file
    )
    station.wait_until_idle(seconds=60)
    found = station.call("GET", f"/dataset-imports/{sent['id']}")
    tab.open(f"/datasets/{found['dataset_id']}")
    chart = tab.page.get_by_role("group", name="Chart of")
    expect(chart.locator("canvas")).to_be_visible()
    chart.focus()
    for _ in range(4):
        tab.page.keyboard.press("+")
    tab.until(lambda: "from" in tab.query(), "the view in the address")
    first = tab.query()
    tab.page.keyboard.press("ArrowRight")
    tab.until(lambda: int(tab.query()["from"]) > int(first["from"]), "the view has moved")
    tab.page.keyboard.press("0")
    tab.until(lambda: "from" not in tab.query(), "the whole of it")

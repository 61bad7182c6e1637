"""Classifiers: brought in as a file, trained anew, set side by side."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station
from tests.factories.calls import build_clips_zip, build_model_file

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S), pytest.mark.usefixtures("leaves_nothing")]


def test_a_file_that_is_chosen_becomes_a_classifier_that_says_it_was_imported(
    tab: Tab, station: Station, tmp_path: Path
) -> None:
    path = tmp_path / "hedge voles.fsmodel"
    path.write_bytes(build_model_file(None))  # type: ignore[arg-type]
    tab.open("/classifiers")
    tab.page.locator("input[accept*='.fsmodel']").set_input_files(path)
    expect(tab.heading("hedge voles")).to_be_visible(timeout=60_000)
    expect(tab.page.get_by_text("Its file names no scores.")).to_be_visible(timeout=60_000)
    rows = station.rows("/classifiers?search=hedge")
    assert [(row["state"], row["labels"]) for row in rows] == [("ready", ["fall", "rise"])]


def test_a_classifier_is_trained_anew_and_compared_with_its_parent(
    tab: Tab, station: Station, tmp_path: Path
) -> None:
    project = station.call("POST", "/projects", json={"name": "Compared", "group_id": station.rows("/groups")[0]["id"]})
    clips = {"file": ("clips.zip", build_clips_zip(None))}  # type: ignore[arg-type]
    clip_set = station.call("POST", "/training-sets", files=clips, data={"project_id": project["id"]})
    source = {"kind": "training-set", "training_set_id": clip_set["id"]}
    body = {"name": "Terns", "project_id": project["id"], "method": "knn27", "source": source}
    first = station.call("POST", "/classifiers", json=body)
    station.wait_until_idle(seconds=120)
    tab.open(f"/classifiers/{first['id']}")
    tab.button("Train anew").click()
    dialog = tab.page.get_by_role("dialog")
    expect(dialog.get_by_label("Name")).to_have_value("Terns 2")
    dialog.get_by_role("button", name="Train", exact=True).click()
    expect(tab.heading("Terns 2")).to_be_visible()
    station.wait_until_idle(seconds=120)
    tab.page.get_by_role("link", name="Compare").click()
    expect(tab.heading("Compare classifiers")).to_be_visible()
    expect(tab.page.get_by_role("columnheader", name="Terns").first).to_be_visible()
    expect(tab.page.get_by_text("They were not all scored on the same calls.")).to_be_visible()
    assert tab.width_overflow() <= 0

"""The main journey: a recording goes in, is searched, looked at, corrected and classified, and a table comes out."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from playwright.sync_api import expect

from processing.audio import synthesis
from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

PROJECT = "Meadow in June"
FILE_NAME = "MEADOW_20260620_221500.wav"
RECORDING_S = 5.0
WORK_S = 90
"""Taking in, searching or classifying five seconds takes two; a busy machine takes longer."""

CSV_HEAD = (
    "recording,segment_id,project,site,species,started_at,onset_s,offset_s,duration_s,low_hz,high_hz,"
    "label,annotator,labelled_at,predicted,confidence,classifier"
)

WATCH_PROGRESS = """() => {
    window.seen = [];
    const note = () => {
        for (const bar of document.querySelectorAll('[role="progressbar"]')) {
            const text = `${bar.getAttribute("aria-label")}: ${bar.getAttribute("aria-valuenow")}`;
            if (window.seen.at(-1) !== text) window.seen.push(text);
        }
    };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""
"""Notes every value a progress bar shows; it would be gone if the page were loaded again."""


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """Five seconds at 250 kHz with several passes of made-up bats."""
    scene = synthesis.night(RECORDING_S, rng=np.random.default_rng(7), passes_per_minute=60)
    soundfile.write(tmp_path / FILE_NAME, scene.y, scene.sr, subtype="PCM_16")
    return tmp_path / FILE_NAME


def test_a_recording_goes_in_and_classified_calls_come_out(tab: Tab, sample: Station, night: Path) -> None:
    make_project_that_searches_on_arrival(tab)
    drop_recording(tab, night)
    recording = recording_when_ready(tab, sample)
    open_recording(tab)
    check_picture(tab)
    move_and_undo(tab, sample, recording)
    classify(tab)
    check_table(tab, recording, night.parent)


def make_project_that_searches_on_arrival(tab: Tab) -> None:
    tab.open("/projects")
    tab.button("New project").click()
    tab.page.get_by_label("Name").fill(PROJECT)
    tab.button("Make the project").click()
    expect(tab.heading(PROJECT)).to_be_visible()
    tab.page.get_by_role("link", name="On arrival").click()
    tab.page.get_by_label("Search on arrival").check()
    tab.button("Save").click()
    expect(tab.page.get_by_text("Saved", exact=True)).to_be_visible()


def drop_recording(tab: Tab, file: Path) -> None:
    tab.open("/recordings")
    tab.page.evaluate(WATCH_PROGRESS)
    tab.drop("main", [file])
    dialog = tab.page.get_by_role("dialog", name="Add recordings")
    dialog.get_by_label("Project").select_option(label=PROJECT)
    dialog.get_by_role("button", name="Add 1 file").click()
    uploads = tab.page.get_by_role("region", name="Uploads")
    expect(uploads.get_by_text("1 file stored")).to_be_visible(timeout=WORK_S * 1000)


def recording_when_ready(tab: Tab, station: Station) -> dict[str, Any]:
    """Ready with its calls in the list, and the progress shown on the way, all without a reload."""
    row = tab.page.get_by_role("row").filter(has_text=FILE_NAME)
    expect(row.get_by_text("ready")).to_be_visible(timeout=WORK_S * 1000)
    [recording] = station.rows(f"/recordings?search={FILE_NAME}")
    tab.until(lambda: station.rows(f"/recordings?search={FILE_NAME}")[0]["is_segmented"], "searched", seconds=WORK_S)
    [recording] = station.rows(f"/recordings?search={FILE_NAME}")
    assert recording["n_segments"] > 5
    expect(row.get_by_role("gridcell", name=str(recording["n_segments"]), exact=True)).to_be_visible()
    seen = tab.page.evaluate("window.seen")
    assert any(FILE_NAME in text for text in seen), seen
    return recording


def open_recording(tab: Tab) -> None:
    tab.page.get_by_role("row").filter(has_text=FILE_NAME).get_by_role("link").click()
    expect(tab.heading(FILE_NAME)).to_be_visible()
    expect(tab.page.get_by_role("link", name="Calls", exact=False).filter(has_text="Calls").first).to_be_visible()


def check_picture(tab: Tab) -> None:
    """The spectrogram is neither black nor one colour: noise, and calls above it."""
    expect(tab.page.locator(".v-spectrum")).to_be_visible()
    tab.until(lambda: tab.pixels(".v-spectrum").std() > 12, "a picture with contrast")
    shown = tab.pixels(".v-spectrum").sum(axis=2)
    assert np.median(shown) > 20
    assert np.percentile(shown, 99.9) > 2 * np.median(shown)
    assert len(np.unique(shown)) > 100


def segments_of(station: Station, recording: dict[str, Any]) -> list[dict[str, Any]]:
    return station.rows(f"/segmentations/{recording['current_segmentation_id']}/segments?limit=5000")


def move_and_undo(tab: Tab, station: Station, recording: dict[str, Any]) -> None:
    """A call is chosen by key, dragged with the mouse, stored, and put back by `u`, which is stored too."""
    before = min(segments_of(station, recording), key=lambda row: row["onset_s"])

    def stored() -> dict[str, Any]:
        return next(row for row in segments_of(station, recording) if row["id"] == before["id"])

    tab.page.locator(".v-stage").focus()
    tab.page.keyboard.press("ArrowRight")
    tab.page.keyboard.press("f")
    tab.until(lambda: span_s(tab) < 1, "the call fills the view")
    x, y, width = middle_of(tab, before)
    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    tab.page.mouse.move(x + width / 20, y, steps=3)
    tab.page.mouse.move(x + width / 10, y, steps=3)
    tab.page.mouse.up()
    tab.until(lambda: stored()["onset_s"] > before["onset_s"] + 1e-4, "the moved call is stored")
    assert stored()["offset_s"] - stored()["onset_s"] == pytest.approx(before["offset_s"] - before["onset_s"], abs=1e-5)
    tab.page.keyboard.press("u")
    tab.until(lambda: stored()["onset_s"] == pytest.approx(before["onset_s"], abs=1e-6), "the undone move is stored")
    assert stored()["low_hz"] == pytest.approx(before["low_hz"], abs=1)


def span_s(tab: Tab) -> float:
    """The seconds the address says are shown."""
    query = tab.query()
    return float(query.get("to", RECORDING_S)) - float(query.get("from", 0))


def middle_of(tab: Tab, segment: dict[str, Any]) -> tuple[float, float, float]:
    """Where the middle of a call is on the screen, and how wide the spectrogram is."""
    box = tab.page.locator(".v-spectrum").bounding_box()
    query = tab.query()
    assert box is not None
    t0, t1 = float(query["from"]), float(query["to"])
    f0, f1 = (1000 * float(query.get(name, default)) for name, default in (("low", "0"), ("high", "125")))
    t, f = (segment["onset_s"] + segment["offset_s"]) / 2, (segment["low_hz"] + segment["high_hz"]) / 2
    x = box["x"] + (t - t0) / (t1 - t0) * box["width"]
    return x, box["y"] + (f1 - f) / (f1 - f0) * box["height"], box["width"]


def classify(tab: Tab) -> None:
    """The sample's classifier names the calls; the names appear by themselves, marked as a model's."""
    tab.button("Classify").click()
    dialog = tab.page.get_by_role("dialog")
    dialog.get_by_label("Classifier").select_option(label="Sample calls")
    dialog.get_by_role("button", name="Classify").click()
    guesses = tab.page.get_by_role("grid", name="Calls").locator(".tag.guess")
    expect(guesses.first).to_be_visible(timeout=WORK_S * 1000)


def check_table(tab: Tab, recording: dict[str, Any], folder: Path) -> None:
    """The results of the project, downloaded as CSV, name every call of the recording."""
    tab.open("/projects")
    tab.page.get_by_role("link", name=PROJECT).click()
    tab.page.locator("main").get_by_role("link", name="Calls", exact=True).click()
    expect(tab.page.get_by_text(f"{recording['n_segments']} calls", exact=True)).to_be_visible()
    tab.button("Download what is filtered").click()
    with tab.page.expect_download() as download:
        tab.page.get_by_role("button", name="CSV 17 columns").click()
    download.value.save_as(folder / "calls.csv")
    with (folder / "calls.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert ",".join(rows[0]) == CSV_HEAD
    assert len(rows) == recording["n_segments"]
    assert {row["recording"] for row in rows} == {FILE_NAME}
    assert {row["predicted"] for row in rows} <= {kind.label for kind in synthesis.CALL_TYPES} | {"unknown"}
    assert all(0 <= float(row["confidence"]) <= 1 for row in rows)
    assert all(0 <= float(row["onset_s"]) < float(row["offset_s"]) <= RECORDING_S for row in rows)

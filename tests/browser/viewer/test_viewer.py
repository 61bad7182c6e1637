"""The viewer in a real Chromium, over tiles computed from a recording made for the test."""

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Browser

from tests.browser.viewer.conftest import CALL_LENGTH_S, CALLS_S, ViewerPage
from tests.browser.viewer.server import ViewerServer

pytestmark = pytest.mark.browser

Open = Callable[..., ViewerPage]

CALL = f"viewer.setView({{t0: {CALLS_S[0] - 0.02}, t1: {CALLS_S[0] + 0.03}, f0: 20000, f1: 80000}})"
EMPTY = "viewer.setView({t0: 1.9, t1: 2.4, f0: 0, f1: 125000})"


@pytest.mark.parametrize("renderer", ["canvas2d", "webgl2"])
def test_a_call_is_brighter_than_the_background(viewer: Open, renderer: str) -> None:
    page = viewer(f"renderer={renderer}")
    assert page.js("viewer.kind") == renderer
    page.js("viewer.setSegments([])")
    page.js(CALL)
    page.until("viewer.figures().isComplete")
    page.page.wait_for_timeout(300)
    shown = page.pixels().sum(axis=2)
    box = page.box()
    x, y = (int(v) for v in np.subtract(page.at(CALLS_S[0] + CALL_LENGTH_S / 2, 50_000), (box["x"], box["y"])))
    assert shown[y - 4 : y + 4, x - 4 : x + 4].mean() > 2 * np.median(shown)


def test_both_renderers_show_the_same_picture(viewer: Open) -> None:
    shown = []
    for renderer in ("canvas2d", "webgl2"):
        page = viewer(f"exposed=1&renderer={renderer}")
        page.js("viewer.setSegments([])")
        page.js(CALL)
        page.until("viewer.figures().isComplete")
        page.page.wait_for_timeout(300)
        shown.append(page.pixels())
    # One blends colours, the other levels: alike, not equal.
    assert np.abs(shown[0] - shown[1]).mean() < 12


def test_the_wheel_zooms_time_at_the_pointer(viewer: Open) -> None:
    page = viewer()
    before = page.js("viewer.view()")
    page.page.mouse.move(*page.at(1.4, 50_000))
    page.page.mouse.wheel(0, -300)
    page.page.wait_for_timeout(100)
    after = page.js("viewer.view()")
    part = [(1.4 - view["t0"]) / (view["t1"] - view["t0"]) for view in (before, after)]
    assert after["t1"] - after["t0"] < 0.6 * (before["t1"] - before["t0"])
    assert part[1] == pytest.approx(part[0], abs=0.002)
    assert (after["f0"], after["f1"]) == (before["f0"], before["f1"])


def test_the_wheel_pans_with_shift_and_zooms_frequency_with_alt(viewer: Open) -> None:
    page = viewer()
    page.js(EMPTY)
    before = page.js("viewer.view()")
    page.page.mouse.move(*page.at(2.1, 50_000))
    page.page.keyboard.down("Shift")
    page.page.mouse.wheel(0, 100)
    page.page.keyboard.up("Shift")
    page.page.wait_for_timeout(100)
    panned = page.js("viewer.view()")
    assert panned["t0"] > before["t0"]
    assert panned["t1"] - panned["t0"] == pytest.approx(before["t1"] - before["t0"])
    page.page.keyboard.down("Alt")
    page.page.mouse.wheel(0, -300)
    page.page.keyboard.up("Alt")
    page.page.wait_for_timeout(100)
    zoomed = page.js("viewer.view()")
    assert zoomed["f1"] - zoomed["f0"] < 0.6 * 125_000
    assert zoomed["t0"] == panned["t0"]


def test_a_drag_on_empty_draws_a_call_that_can_be_undone_and_is_saved(viewer: Open) -> None:
    page = viewer()
    page.js(EMPTY)
    page.drag(page.at(2.0, 60_000), page.at(2.1, 30_000))
    drawn = [s for s in page.segments() if s["id"].startswith("new-")]
    assert len(drawn) == 1
    assert drawn[0]["onset_s"] == pytest.approx(2.0, abs=0.002)
    assert drawn[0]["offset_s"] == pytest.approx(2.1, abs=0.002)
    assert drawn[0]["low_hz"] == pytest.approx(30_000, abs=500)
    page.page.keyboard.press("u")
    assert len(page.segments()) == len(CALLS_S)
    page.page.keyboard.press("Shift+U")
    assert len(page.segments()) == len(CALLS_S) + 1
    page.until("log.saved.length > 0")
    operations = page.js("log.saved.flatMap((edit) => edit.operations)")
    assert [op["op"] for op in operations] == ["add"]
    assert operations[0]["ref"] == drawn[0]["id"]


def test_a_drag_on_an_edge_moves_it_and_undo_brings_it_back(viewer: Open) -> None:
    page = viewer()
    page.js(CALL)
    end = CALLS_S[0] + CALL_LENGTH_S
    page.drag(page.at(end, 50_000), page.at(end + 0.004, 50_000))
    assert page.segments()[0]["offset_s"] == pytest.approx(end + 0.004, abs=0.0003)
    assert page.segments()[0]["onset_s"] == CALLS_S[0]
    page.page.keyboard.press("Control+z")
    assert page.segments()[0]["offset_s"] == end


def test_a_drag_inside_moves_the_whole_call(viewer: Open) -> None:
    page = viewer()
    page.js(CALL)
    middle = CALLS_S[0] + CALL_LENGTH_S / 2
    page.drag(page.at(middle, 50_000), page.at(middle + 0.01, 55_000))
    moved = page.segments()[0]
    assert moved["onset_s"] == pytest.approx(CALLS_S[0] + 0.01, abs=0.0003)
    assert moved["offset_s"] - moved["onset_s"] == pytest.approx(CALL_LENGTH_S)
    assert moved["high_hz"] - moved["low_hz"] == pytest.approx(30_000)


def test_a_model_s_call_becomes_a_person_s_when_it_is_changed_and_undo_gives_it_back(viewer: Open) -> None:
    page = viewer()
    page.js("viewer.select(['103']); viewer.fit()")
    page.page.locator(".v-stage").focus()
    page.page.keyboard.press("b")
    page.page.keyboard.press("ArrowLeft")
    assert page.segments()[3]["source"] == "person"
    page.page.keyboard.press("u")
    assert page.segments()[3]["source"] == "model"


def test_changing_the_display_makes_no_request(viewer: Open) -> None:
    page = viewer()
    page.js(CALL)
    requests, before = page.at_rest(), page.pixels()
    page.js("viewer.setDisplay({colormap: 'magma', gain_db: 6, gamma: 0.8, contrast: 1.5, whitening: 0.7})")
    assert page.at_rest() == requests
    assert np.abs(page.pixels() - before).mean() > 5
    assert page.js("log.preferences.some((patch) => patch.colormap === 'magma')")


def test_a_repaint_after_a_change_of_display_does_not_compute_the_tiles_anew(viewer: Open) -> None:
    page = viewer("renderer=canvas2d")
    times = page.js(
        """(async () => {
          const times = [];
          for (let i = 0; i < 15; i += 1) {
            viewer.setDisplay({gain_db: i});
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            times.push(viewer.figures().pictureMs);
          }
          return times.sort((a, b) => a - b);
        })()"""
    )
    # Ten times what is wanted: a busy machine passes, computing every tile anew does not.
    assert times[len(times) // 2] < 200


def test_arrows_step_from_detection_to_detection(viewer: Open) -> None:
    page = viewer()
    page.page.locator(".v-stage").focus()
    chosen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        page.page.keyboard.press(key)
        chosen.append(page.js("viewer.selected()"))
    assert chosen == [["100"], ["101"], ["100"]]
    assert "detection 1 of 4" in page.page.locator(".viewer > [role=status]").inner_text()


def test_keys_zoom_and_go_to_the_ends_of_the_file(viewer: Open) -> None:
    page = viewer()
    page.page.locator(".v-stage").focus()
    for _ in range(4):
        page.page.keyboard.press("+")
    zoomed = page.js("viewer.view()")
    assert zoomed["t1"] - zoomed["t0"] == pytest.approx(3 / 1.5**4)
    page.page.keyboard.press("End")
    assert page.js("viewer.view().t1") == pytest.approx(3)
    page.page.keyboard.press("Home")
    assert page.js("viewer.view().t0") == 0
    page.page.keyboard.press("0")
    assert page.js("viewer.view().t1") == pytest.approx(3)


def test_an_edge_can_be_moved_by_keys_alone(viewer: Open) -> None:
    page = viewer()
    page.page.locator(".v-stage").focus()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("f")
    page.page.keyboard.press("b")
    page.page.keyboard.press("b")
    page.page.keyboard.press("Shift+ArrowRight")
    changed = page.segments()[0]
    assert changed["offset_s"] > CALLS_S[0] + CALL_LENGTH_S
    assert changed["onset_s"] == CALLS_S[0]


def test_a_double_click_fits_the_call(viewer: Open) -> None:
    page = viewer()
    page.js(f"viewer.setView({{t0: {CALLS_S[2] - 0.2}, t1: {CALLS_S[2] + 0.2}, f0: 0, f1: 125000}})")
    page.page.mouse.dblclick(*page.at(CALLS_S[2] + CALL_LENGTH_S / 2, 50_000))
    page.page.wait_for_timeout(100)
    view = page.js("viewer.view()")
    assert view["t1"] - view["t0"] < 6 * CALL_LENGTH_S
    assert view["t0"] < CALLS_S[2] < CALLS_S[2] + CALL_LENGTH_S < view["t1"]
    assert view["f1"] < 125_000


def test_the_frame_of_the_overview_moves_the_window(viewer: Open) -> None:
    page = viewer()
    page.js("viewer.setView({t0: 0.2, t1: 0.6, f0: 0, f1: 125000})")
    strip = page.page.locator(".v-overview-canvas").bounding_box()
    assert strip is not None
    y = strip["y"] + 20
    page.drag((strip["x"] + 0.4 / 3 * strip["width"], y), (strip["x"] + 2.4 / 3 * strip["width"], y))
    assert page.js("viewer.view().t0") == pytest.approx(2.2, abs=0.01)


def test_split_merge_and_delete_come_back_by_undo(viewer: Open) -> None:
    page = viewer()
    original = page.segments()
    page.page.locator(".v-stage").focus()
    page.js("viewer.select(['100'])")
    page.page.keyboard.press("s")
    assert len(page.segments()) == 5
    page.js("viewer.select(['101', '102'])")
    page.page.keyboard.press("m")
    merged = next(s for s in page.segments() if s["id"] == "101")
    assert merged["offset_s"] == pytest.approx(CALLS_S[2] + CALL_LENGTH_S)
    page.page.keyboard.press("Delete")
    assert [s["id"] for s in page.segments() if not s["id"].startswith("new-")] == ["100", "103"]
    for _ in range(3):
        page.page.keyboard.press("u")
    assert page.segments() == original


def test_snapping_puts_the_box_around_the_energy(viewer: Open) -> None:
    page = viewer()
    rough = {"id": "9", "onset_s": CALLS_S[2] - 0.01, "offset_s": CALLS_S[2] + 0.02, "low_hz": 20000, "high_hz": 90000}
    page.page.evaluate("(rough) => viewer.setSegments([rough])", rough)
    page.page.locator(".v-stage").focus()
    page.js("viewer.select(['9'])")
    page.page.keyboard.press("e")
    page.until("viewer.segments()[0].source === 'person'")
    snapped = page.segments()[0]
    # A window of 2 ms blurs each edge, so half of it either way.
    assert snapped["onset_s"] == pytest.approx(CALLS_S[2], abs=0.0012)
    assert snapped["offset_s"] == pytest.approx(CALLS_S[2] + CALL_LENGTH_S, abs=0.0012)
    assert snapped["low_hz"] == pytest.approx(40_000, abs=3000)
    assert snapped["high_hz"] == pytest.approx(60_000, abs=3000)


def test_the_chosen_call_is_measured(viewer: Open) -> None:
    page = viewer()
    page.js("viewer.select(['101'])")
    page.until("log.events.some(([name, detail]) => name === 'measure' && detail)")
    found = page.js("log.events.filter(([name, detail]) => name === 'measure' && detail).at(-1)[1]")
    assert found["duration_s"] == pytest.approx(CALL_LENGTH_S)
    assert found["interval_s"] == pytest.approx(CALLS_S[1] - CALLS_S[0])
    assert found["start_hz"] == pytest.approx(60_000, abs=4000)
    assert found["centre_hz"] == pytest.approx(50_000, abs=3000)
    assert found["end_hz"] == pytest.approx(40_000, abs=4000)
    assert found["level_db"] == pytest.approx(20 * np.log10(0.3), abs=6)  # a sweep spreads over bins


def test_without_the_right_to_edit_a_drag_only_selects(viewer: Open) -> None:
    page = viewer("read=1")
    page.js(EMPTY)
    page.drag(page.at(2.0, 60_000), page.at(2.1, 30_000))
    assert len(page.segments()) == len(CALLS_S)
    page.until("log.events.some(([name, detail]) => name === 'measure' && detail)")


def test_a_save_that_fails_is_kept_and_tried_again(viewer: Open) -> None:
    page = viewer()
    page.js("log.fail = 503")
    page.js("viewer.select(['100']); viewer.edit('delete')")
    page.until("log.events.some(([name, detail]) => name === 'save' && detail.state === 'failed')")
    assert page.js("viewer.hasUnsaved()")
    page.js("log.fail = 0")
    page.js("viewer.flush()")
    page.until("!viewer.hasUnsaved()")
    assert page.js("log.saved[0].operations") == [{"op": "delete", "id": "100"}]


@pytest.mark.parametrize(("choice", "ids"), [("mine", ["102", "103"]), ("theirs", ["100", "102", "103"])])
def test_a_conflict_ends_with_mine_or_theirs(viewer: Open, choice: str, ids: list[str]) -> None:
    page = viewer()
    page.js("log.fail = 412")
    page.js("viewer.select(['100']); viewer.edit('delete')")
    page.until("log.events.some(([name]) => name === 'conflict')")
    page.js("log.fail = 0")
    page.js(
        f"""viewer.resolveConflict("{choice}", {{
          version: "7",
          segments: viewer.segments().filter((s) => s.id !== "101")
            .concat([{{id: "100", onset_s: 0.5, offset_s: 0.506, low_hz: null, high_hz: null}}]),
        }})"""
    )
    assert [s["id"] for s in page.segments()] == ids
    page.until("!viewer.hasUnsaved()")
    versions = page.js("log.saved.map((edit) => edit.version)")
    assert versions == (["7"] if choice == "mine" else [])


def test_space_plays_the_chosen_call_slowed_down(viewer: Open) -> None:
    page = viewer()
    page.page.locator(".v-stage").focus()
    page.js("viewer.setListening({isLooping: true})")
    page.page.keyboard.press("ArrowRight")
    before = page.server.requests["audio"]
    page.page.keyboard.press(" ")
    page.until("log.events.some(([name, detail]) => name === 'play' && detail.state === 'playing')")
    assert page.server.requests["audio"] == before + 1
    page.page.keyboard.press(" ")
    page.until("log.events.at(-1)[1].state === 'idle'")


def test_the_heterodyne_is_tuned_without_asking_again(viewer: Open) -> None:
    page = viewer()
    page.page.locator(".v-stage").focus()
    page.js("viewer.setListening({mode: 'heterodyne', isLooping: true})")
    page.page.keyboard.press(" ")
    page.until("log.events.some(([name, detail]) => name === 'play' && detail.state === 'playing')")
    before = page.server.requests["audio"]
    page.js("viewer.setListening({tuned_hz: 52000})")
    page.page.wait_for_timeout(200)
    assert page.server.requests["audio"] == before
    assert not page.js("log.events.some(([name]) => name === 'error')")


def test_scrolling_past_cancels_what_is_no_longer_wanted(viewer: Open) -> None:
    page = viewer()
    page.js("for (let i = 0; i < 40; i += 1) viewer.setView({t0: i * 0.05, t1: i * 0.05 + 0.02, f0: 0, f1: 125000})")
    page.until("viewer.figures().isComplete && viewer.figures().underWay === 0")
    assert page.js("viewer.figures().tiles") < 60


def test_two_hundred_thousand_segments_do_not_slow_a_frame(viewer: Open) -> None:
    page = viewer("renderer=canvas2d")
    times = page.js(
        """(async () => {
          viewer.setSegments(Array.from({length: 200000}, (_, i) => ({id: String(i), onset_s: i * 1.4e-5,
            offset_s: i * 1.4e-5 + 1e-5, low_hz: null, high_hz: null, label: 'x', source: 'model'})));
          const times = [];
          for (let i = 0; i < 20; i += 1) {
            viewer.setView({t0: i * 0.01, t1: i * 0.01 + 1 + (i % 3) * 0.5, f0: 0, f1: 125000});
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            times.push(viewer.figures().frameMs);
          }
          return times.sort((a, b) => a - b);
        })()"""
    )
    # Far above a frame of 16 ms: a busy machine passes, drawing each of them does not.
    assert times[len(times) // 2] < 200


def test_a_change_of_window_length_or_channel_asks_for_its_own_tiles(viewer: Open) -> None:
    page = viewer()
    before = page.server.requests["tile"]
    page.js("viewer.setGrid({n_fft: 1024})")
    page.page.wait_for_timeout(300)
    page.until("viewer.figures().isComplete && viewer.figures().underWay === 0")
    assert page.server.requests["tile"] > before


def test_the_stage_says_what_it_is_and_how_it_is_used(viewer: Open) -> None:
    page = viewer()
    stage = page.page.locator(".v-stage")
    assert stage.get_attribute("aria-label") == "Spectrogram of sample"
    described = stage.get_attribute("aria-describedby")
    assert "next detection" in page.page.locator(f"#{described}").inner_text()


def test_destroying_leaves_nothing_behind(viewer: Open) -> None:
    page = viewer()
    page.js("viewer.destroy()")
    assert page.js("document.getElementById('host').childElementCount") == 0


def test_two_fingers_zoom_and_one_pans(browser: Browser, server: ViewerServer) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = ViewerPage(context.new_page(), server)
    page.open()
    touch = context.new_cdp_session(page.page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        fingers = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    y = page.at(1, 60_000)[1]
    send("touchStart", (150, y), (250, y))
    send("touchMove", (130, y), (270, y))
    send("touchMove", (100, y), (300, y))
    send("touchEnd")
    page.page.wait_for_timeout(150)
    zoomed = page.js("viewer.view()")
    assert zoomed["t1"] - zoomed["t0"] == pytest.approx(1.5, rel=0.1)
    send("touchStart", (250, y))
    send("touchMove", (200, y))
    send("touchMove", (150, y))
    send("touchEnd")
    page.page.wait_for_timeout(150)
    panned = page.js("viewer.view()")
    assert panned["t0"] > zoomed["t0"] + 0.3
    assert panned["t1"] - panned["t0"] == pytest.approx(zoomed["t1"] - zoomed["t0"])
    context.close()


@pytest.mark.parametrize("renderer", ["canvas2d", "webgl2"])
def test_where_two_tiles_meet_there_is_no_seam(viewer: Open, renderer: str) -> None:
    page = viewer(f"renderer={renderer}&exposed=1")
    page.js("viewer.setSegments([]); viewer.setDisplay({floor_db: -110, colormap: 'grey'})")
    meets_s = 61 * 512 * 16 / 250_000  # between tiles 60 and 61 at the finest hop
    page.js(f"viewer.setView({{t0: {meets_s - 0.005}, t1: {meets_s + 0.005}, f0: 0, f1: 125000}})")
    page.page.wait_for_timeout(200)
    page.until("viewer.figures().isComplete && viewer.figures().underWay === 0")
    page.page.wait_for_timeout(300)
    shown = page.pixels()[:, :, 0]
    steps = np.abs(np.diff(shown, axis=1)).mean(axis=0)
    middle = len(steps) // 2
    assert steps.max() > 0
    assert steps[middle - 6 : middle + 6].max() < 1.6 * np.percentile(steps, 99)


def test_all_channels_together_can_be_asked_for(viewer: Open) -> None:
    page = viewer("channels=2")
    page.js("viewer.setGrid({channel: -1})")
    page.page.wait_for_timeout(300)
    page.until("viewer.figures().isComplete && viewer.figures().underWay === 0")
    assert not page.js("log.events.some(([name]) => name === 'error')")

"""Draws docs/images/viewer.png: the sample project's longest recording in the viewer, of a station started for it.

Run by hand where Debian's Chromium is: `.venv/bin/python scripts/make_pictures.py`.
"""

import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.station import Station, running_station  # noqa: E402 (found through the path above)

PICTURE = ROOT / "docs/images/viewer.png"
WINDOW = {"width": 1440, "height": 900}
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]

RECORDING = "SAMPLE_20260613_030900.wav"
SAMPLE_S = 600
"""The sample project takes half a minute of two quiet cores."""

VIEW = "from=0.4&to=2.2&low=10&high=110"
"""A pass of constant-frequency calls, seen whole."""

DRAWN_MS = 4000
"""Tiles, outline and exposure are there within a second; a busy machine takes longer."""

CHOSEN = 6
"""The call in the middle of that pass."""


def main() -> int:
    with running_station() as station, sync_playwright() as playwright:
        load_sample(station)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(viewport=WINDOW, color_scheme="light", timezone_id="Europe/Berlin")
        answer = context.request.post(
            f"{station.url}/api/v1/auth/login",
            data={"login": "bench", "password": "forty two quiet herons", "cookie": True},
        )
        assert answer.ok, answer.text()
        context.add_init_script("localStorage.setItem('fieldstation.signed-in', '1')")
        draw_viewer(context.new_page(), station)
        browser.close()
    print(PICTURE.relative_to(ROOT))
    return 0


def load_sample(station: Station) -> None:
    station.call("POST", "/api/v1/groups", json={"name": "Bat survey"})
    groups = station.call("GET", "/api/v1/groups")["results"]
    group = next(row["id"] for row in groups if row["name"] == "Bat survey")
    station.call("PATCH", "/api/v1/me", json={"active_group_id": group})
    station.call("POST", "/api/v1/sample-project", json={"group_id": group})
    deadline = time.monotonic() + SAMPLE_S
    while time.monotonic() < deadline:
        summary = station.call("GET", "/api/v1/jobs/summary")
        if not summary["running"] and not summary["queued"]:
            station.call("POST", "/api/v1/me/notifications/read-all")
            return
        time.sleep(0.5)
    raise TimeoutError(f"the sample project is not ready after {SAMPLE_S} s")


def draw_viewer(page: Page, station: Station) -> None:
    """The recording's page with one call chosen, so that its measures are shown."""
    [recording] = station.call("GET", f"/api/v1/recordings?search={RECORDING}")["results"]
    page.goto(f"{station.url}/recordings/{recording['id']}?{VIEW}")
    page.locator(".v-spectrum").wait_for()
    page.get_by_role("grid", name="Calls").locator(".tag").first.wait_for()
    page.wait_for_timeout(DRAWN_MS)
    page.locator(".v-stage").focus()
    for _ in range(CHOSEN):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(DRAWN_MS)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURE)


if __name__ == "__main__":
    raise SystemExit(main())

"""Makes the pictures of the guide anew, from the sample project of a station started for it: `make pictures`.

Each picture is a page of the sample in a state that the guide speaks of. Debian's Chromium is needed.
`make pictures` makes all of them; `scripts/make_pictures.py field viewer` only those.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.station import Station, running_station  # noqa: E402 (found through the path above)

FOLDER = ROOT / "docs" / "images"
WINDOW = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 780}
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]

RECORDING = "SAMPLE_20260613_030900.wav"
VIEW = "from=0.4&to=2.2&low=10&high=110"
"""A pass of constant-frequency calls, seen whole."""

CHOSEN = 6
"""The call in the middle of that pass."""

SAMPLE_S = 900
"""The sample project takes a minute of two quiet cores."""

READINGS_S = 300
"""The recorded day of the sample is stored, and looked through by its detectors, a while after its jobs."""

N_ANSWERED = 12
"""Tasks somebody has answered: a batch under way says more than one nobody has begun."""

DAY_CHART = ("air_temperature", "humidity", "water_level")
"""Three channels of the recorded day, each with a unit of its own."""

DRAWN_MS = 4000
"""Tiles, outline and exposure are there within a second; a busy machine takes longer."""


expect.set_options(timeout=60_000)

N_COLOURS = 256
"""Enough for pages and spectrograms; a third of the size."""


class Picture(NamedTuple):
    """One picture: its page, what is done there before it is taken, and how large the window is."""

    path: Callable[[Station], str]
    prepare: Callable[[Page], None] | None = None
    window: dict[str, int] = WINDOW
    theme: str = "light"


def first(station: Station, list_of: str, **facts: Any) -> str:
    """The id of the first row of a list of which these facts are true."""
    rows = station.call("GET", f"/api/v1/{list_of}?limit=200")["results"]
    return str(next(row["id"] for row in rows if all(row.get(name) == value for name, value in facts.items())))


def day_channels(station: Station) -> str:
    """The channels of the recorded day, as the chart takes them."""
    source = first(station, "telemetry/sources", kind="push")
    return ",".join(first(station, "telemetry/channels", source_id=source, public_id=name) for name in DAY_CHART)


def at(path: str) -> Callable[[Station], str]:
    return lambda _station: path


def choose_call(page: Page) -> None:
    """One call chosen, so that its measures are shown."""
    page.get_by_role("grid", name="Calls").locator(".tag").first.wait_for()
    page.wait_for_timeout(DRAWN_MS)
    page.locator(".v-stage").focus()
    for _ in range(CHOSEN):
        page.keyboard.press("ArrowRight")


def painted(page: Page) -> None:
    page.locator(".a-detail[data-painted]").wait_for()


def hide_first_steps(page: Page) -> None:
    """What a station in use shows: the ways into the sample are put away."""
    page.get_by_role("button", name="Hide").click()


def whole_map(page: Page) -> None:
    """The map of a clustering is drawn, its cards have their pictures."""
    page.locator(".cluster-card").first.wait_for()
    page.wait_for_timeout(DRAWN_MS)


def whole_day(page: Page) -> None:
    page.get_by_role("button", name="All", exact=True).click()


def open_help(page: Page) -> None:
    page.get_by_text("What is this?").click()


def note_a_sighting(page: Page) -> None:
    """A sighting made while the station does not answer."""
    page.get_by_text("names of species to choose from").wait_for()
    page.get_by_text("are kept on this device").wait_for()
    page.context.set_offline(True)
    page.get_by_role("button", name="Add a sighting").click()
    form = page.get_by_role("dialog")
    form.get_by_role("combobox", name="Species").fill("Lacerta agilis")
    form.get_by_role("textbox", name="Place").fill("Sunny bank")
    form.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label("Waits on this device").get_by_text("Lacerta agilis").wait_for()


PICTURES = {
    "home": Picture(at("/"), hide_first_steps),
    "recordings": Picture(at("/recordings?ordering=name"), open_help),
    "viewer": Picture(lambda s: f"/recordings/{first(s, 'recordings', name=RECORDING)}?{VIEW}", choose_call),
    "labelling": Picture(lambda s: f"/batches/{first(s, 'task-batches')}/annotate", painted),
    "results": Picture(at("/results?tab=sequences")),
    "classifier": Picture(lambda s: f"/classifiers/{first(s, 'classifiers')}"),
    "clusters": Picture(lambda s: f"/clusterings/{first(s, 'clustering-runs')}", whole_map),
    "collection": Picture(at("/collection")),
    "tree": Picture(at("/tree")),
    "timeline": Picture(lambda s: f"/timeline?project={first(s, 'projects')}"),
    "telemetry": Picture(lambda s: f"/telemetry/charts?ids={day_channels(s)}", whole_day, WINDOW, "dark"),
    "event": Picture(lambda s: f"/telemetry/events/{first(s, 'telemetry/events')}"),
    "series": Picture(lambda s: f"/datasets/{first(s, 'datasets', name='Temperature logger')}"),
    "field": Picture(at("/field"), note_a_sighting, PHONE),
}
"""By the name of the file."""


def main() -> int:
    wanted = sys.argv[1:] or list(PICTURES)
    with running_station() as station, sync_playwright() as playwright:
        load_sample(station)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name in wanted:
            print(take(browser, station, name, PICTURES[name]).relative_to(ROOT), flush=True)
        browser.close()
    return 0


def load_sample(station: Station) -> None:
    """The sample project in a group of its own, with a batch to label and a clustering beside it."""
    station.call("POST", "/api/v1/groups", json={"name": "Bat survey"})
    groups = station.call("GET", "/api/v1/groups")["results"]
    group = next(row["id"] for row in groups if row["name"] == "Bat survey")
    station.call("PATCH", "/api/v1/me", json={"active_group_id": group})
    station.call("POST", "/api/v1/sample-project", json={"group_id": group})
    wait_until_idle(station)
    project = station.call("GET", "/api/v1/projects")["results"][0]["id"]
    batch = {"project_id": project, "name": "First look", "source": {"kind": "random", "n": 40}}
    batch_id = station.call("POST", "/api/v1/task-batches", json=batch)["id"]
    run = {"project_id": project, "name": "All calls", "method": "kmeans"}
    station.call("POST", "/api/v1/clustering-runs", json=run)
    wait_until_idle(station)
    answer_some(station, batch_id)
    name_the_largest(station)
    wait_for_readings(station)
    station.call("POST", "/api/v1/me/notifications/read-all")


def answer_some(station: Station, batch_id: str) -> None:
    """The first calls of a batch, each named as the model proposes."""
    tasks = station.call("POST", f"/api/v1/task-batches/{batch_id}/next", json={"n": N_ANSWERED})["results"]
    decisions = [
        {"key": str(uuid4()), "task_id": task["id"], "action": "label", "label": task["ranking"][0]["label"]}
        for task in tasks
        if task["ranking"]
    ]
    station.call("POST", f"/api/v1/task-batches/{batch_id}/decisions", json={"decisions": decisions})
    station.call("POST", f"/api/v1/task-batches/{batch_id}/release")


def name_the_largest(station: Station) -> None:
    """The three largest groups of the clustering mapped, the rest still to be said."""
    run = first(station, "clustering-runs")
    names = ("constant", "sweep", "social")
    mappings = [{"number": number, "label": name, "confidence": 0.9} for number, name in enumerate(names)]
    station.call("PUT", f"/api/v1/clustering-runs/{run}/mappings", json={"mappings": mappings})


def wait_for_readings(station: Station) -> None:
    """Until the recorded day is stored and its detectors have found something in it."""
    deadline = time.monotonic() + READINGS_S
    while time.monotonic() < deadline:
        if station.call("GET", "/api/v1/telemetry/events?limit=1")["results"]:
            return
        time.sleep(1)
    raise TimeoutError(f"no event was found within {READINGS_S} s")


def wait_until_idle(station: Station) -> None:
    deadline = time.monotonic() + SAMPLE_S
    while time.monotonic() < deadline:
        summary = station.call("GET", "/api/v1/jobs/summary")
        if not summary["running"] and not summary["queued"]:
            return
        time.sleep(0.5)
    raise TimeoutError(f"work is still open after {SAMPLE_S} s")


def signed_in(browser: Browser, station: Station, picture: Picture) -> BrowserContext:
    theme: Any = picture.theme
    window: Any = picture.window
    context = browser.new_context(
        viewport=window, color_scheme=theme, timezone_id="Europe/Berlin", reduced_motion="reduce"
    )
    body = {"login": "bench", "password": "forty two quiet herons", "cookie": True}
    answer = context.request.post(f"{station.url}/api/v1/auth/login", data=body)
    assert answer.ok, answer.text()
    context.add_init_script("localStorage.setItem('fieldstation.signed-in', '1')")
    return context


def take(browser: Browser, station: Station, name: str, picture: Picture) -> Path:
    context = signed_in(browser, station, picture)
    page = context.new_page()
    page.goto(station.url + picture.path(station))
    expect(page.locator("h1").first).to_be_attached()
    expect(page.locator(".skeleton")).to_have_count(0)
    if picture.prepare:
        picture.prepare(page)
    page.wait_for_timeout(DRAWN_MS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    context.close()
    with Image.open(path) as picture_taken:
        picture_taken.convert("RGB").quantize(N_COLOURS).save(path, optimize=True)
    return path


if __name__ == "__main__":
    raise SystemExit(main())

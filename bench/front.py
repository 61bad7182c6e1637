"""What the page costs: `python -m bench.front [--json] [--tour MINUTES]`, in Chromium on a station of its own.

The first view with a cold cache, its JavaScript, tasks that hold the page up while a list of 100,000 rows is scrolled,
and memory over a tour of every area. The short tour takes two minutes; `--tour 30` is the one the bar speaks of.
How it is measured is told in `docs/benchmarks.md`.
"""

from __future__ import annotations

import argparse
import gzip
import time
from collections.abc import Iterator, Sequence
from statistics import median
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright

from bench.platform_lists import fill
from bench.report import Metric, print_metrics
from bench.station import Station, running_station

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
    "--js-flags=--expose-gc", "--enable-precise-memory-info",
]  # fmt: skip
WINDOW = {"width": 1440, "height": 900}
expect.set_options(timeout=60_000)

LONGEST_TASK_MS = 50
"""A task longer than this is felt; the browser reports those only."""

N_COLD = 5
"""First views measured, each with an empty cache."""

N_SCREENS = 120
"""Screens scrolled through, near the beginning of the list and near its end."""

SCREEN_PX = 700
TOUR = [
    "/", "/projects", "/recordings", "/calls", "/results", "/batches", "/clusterings", "/classifiers", "/identify",
    "/pictures", "/collection", "/tree", "/feed", "/species", "/telemetry", "/telemetry/channels", "/telemetry/charts",
    "/datasets", "/alignments", "/jobs", "/group", "/profile", "/status", "/field",
]  # fmt: skip
"""One round goes through these as clicks would, without loading the page anew."""

SHORT_TOUR_MINUTES = 2.0

WATCH_TASKS = """() => {
    window.longTasks = [];
    new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration)))
        .observe({ type: "longtask", buffered: false });
}"""

SCROLL = """async ([n, px]) => {
    const grid = document.querySelector('.data-grid');
    for (let i = 0; i < n; i += 1) {
        grid.scrollTop += px;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
    return grid.scrollTop;
}"""

HEAP = "() => { globalThis.gc?.(); globalThis.gc?.(); return performance.memory.usedJSHeapSize; }"
GO = "(path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.front", description=__doc__)
    parser.add_argument("--data", help="accepted for likeness with the other benches; not used")
    parser.add_argument("--json", action="store_true", help="print one JSON list of name, value, unit")
    parser.add_argument("--tour", type=float, default=SHORT_TOUR_MINUTES, metavar="MINUTES", help="length of the tour")
    options = parser.parse_args(arguments)
    print_metrics(metrics(options.tour), as_json=options.json)


def metrics(tour_minutes: float) -> Iterator[Metric]:
    with running_station() as station, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield from first_view(browser, station)
        _fill(station)
        yield from scrolling(browser, station)
        yield from tour(browser, station, tour_minutes)
        browser.close()


def first_view(browser: Browser, station: Station) -> Iterator[Metric]:
    """Seconds to a page one can use, from an empty cache, and what came over the line for it."""
    seconds, painted, scripts = [], [], []
    for _ in range(N_COLD):
        context = _signed_in(browser, station)
        page = context.new_page()
        answers: list[Response] = []
        page.on("response", lambda answer, answers=answers: answers.append(answer))
        started = time.perf_counter()
        page.goto(station.url + "/")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".skeleton")).to_have_count(0)
        seconds.append(time.perf_counter() - started)
        painted.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000)
        bodies = [answer.body() for answer in answers if answer.url.split("?")[0].endswith((".js", ".mjs"))]
        scripts.append(sum(len(gzip.compress(body)) for body in bodies))
        context.close()
    yield Metric("first_view.usable", median(seconds), "s")
    yield Metric("first_view.slowest", max(seconds), "s")
    yield Metric("first_view.painted", median(painted), "s")
    yield Metric("first_view.javascript_gzipped", max(scripts) / 1000, "kB")


def scrolling(browser: Browser, station: Station) -> Iterator[Metric]:
    """Tasks over 50 ms while a list of 100,000 recordings is scrolled, at its beginning and deep inside it."""
    context = _signed_in(browser, station)
    page = context.new_page()
    page.goto(station.url + "/recordings")
    expect(page.get_by_role("grid", name="Recordings").get_by_role("row").nth(10)).to_be_visible()
    page.evaluate(WATCH_TASKS)
    started = time.perf_counter()
    reached = page.evaluate(SCROLL, [N_SCREENS, SCREEN_PX])
    elapsed = time.perf_counter() - started
    tasks = page.evaluate("window.longTasks")
    yield Metric("scroll.rows", reached / 32, "1")
    yield Metric("scroll.frames", N_SCREENS * 2 / elapsed, "1/s")
    yield Metric("scroll.long_tasks", len(tasks))
    yield Metric("scroll.longest_task", max(tasks, default=LONGEST_TASK_MS), "ms")
    context.close()


def tour(browser: Browser, station: Station, minutes: float) -> Iterator[Metric]:
    """The heap after each round through every area; the first round fills caches that are meant to stay."""
    context = _signed_in(browser, station)
    page = context.new_page()
    page.goto(station.url + "/")
    heaps = []
    ends = time.monotonic() + 60 * minutes
    while time.monotonic() < ends or len(heaps) < 3:
        for path in TOUR:
            _go(page, path)
        heaps.append(page.evaluate(HEAP) / 1e6)
    later = heaps[1:]
    yield Metric("tour.rounds", len(heaps))
    yield Metric("tour.heap_second_round", later[0], "MB")
    yield Metric("tour.heap_last_round", later[-1], "MB")
    yield Metric("tour.growth_per_round", (later[-1] - later[0]) / max(1, len(later) - 1), "MB")
    context.close()


def _go(page: Page, path: str) -> None:
    page.evaluate(GO, path)
    page.wait_for_timeout(60)
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)


def _fill(station: Station) -> None:
    group_id = station.call("GET", "/api/v1/me")["active_group_id"]
    project = station.call("POST", "/api/v1/projects", json={"group_id": group_id, "name": "Large"})
    fill(station, UUID(group_id), UUID(project["id"]))


def _signed_in(browser: Browser, station: Station) -> BrowserContext:
    context = browser.new_context(viewport=WINDOW, reduced_motion="reduce", service_workers="block")
    body = {"login": "bench", "password": "forty two quiet herons", "cookie": True}
    answer = context.request.post(f"{station.url}/api/v1/auth/login", data=body)
    assert answer.ok, answer.text()
    context.add_init_script("localStorage.setItem('fieldstation.signed-in', '1')")
    return context


if __name__ == "__main__":
    main()

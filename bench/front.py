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

from playwright.sync_api import Browser, Response, expect, sync_playwright

from bench.front_browser import ARGUMENTS, CHROMIUM, go, held, settle, signed_in
from bench.front_trace import traced
from bench.platform_lists import fill
from bench.report import Metric, print_metrics
from bench.station import Station, running_station

LONG_TASK_MS = 50
"""A task longer than this is felt."""

N_COLD = 5
"""First views measured, each with an empty cache."""

N_SCREENS = 120
"""Screens scrolled through."""

SCREEN_PX = 700
TOUR = [
    "/", "/timeline", "/map", "/projects", "/recordings", "/uploads", "/calls", "/results", "/batches", "/similar",
    "/clusterings", "/classifiers", "/identify", "/pictures", "/collection", "/tree", "/feed", "/species",
    "/repertoires", "/telemetry", "/telemetry/channels", "/telemetry/charts", "/telemetry/events", "/datasets",
    "/alignments", "/clouds", "/forecasts", "/jobs", "/group", "/profile", "/status", "/field",
]  # fmt: skip
"""One round goes through these as clicks would, without loading the page anew."""

SHORT_TOUR_MINUTES = 2.0
LEAST_ROUNDS = 3

SCROLL = """async ([n, px]) => {
    const grid = document.querySelector('.data-grid');
    for (let i = 0; i < n; i += 1) {
        grid.scrollTop += px;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
    return grid.scrollTop;
}"""


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
        yield from first_view_work(browser, station)
        _fill(station)
        yield from scrolling(browser, station)
        _add_sample(station)
        yield from tour(browser, station, tour_minutes)
        browser.close()


def first_view(browser: Browser, station: Station) -> Iterator[Metric]:
    """Seconds to a page one can use, from an empty cache, and what came over the line for it."""
    seconds, painted, scripts, requests = [], [], [], []
    for _ in range(N_COLD):
        context = signed_in(browser, station)
        page = context.new_page()
        answers: list[Response] = []
        page.on("response", lambda answer, answers=answers: answers.append(answer))
        started = time.perf_counter()
        page.goto(station.url + "/")
        settle(page)
        seconds.append(time.perf_counter() - started)
        requests.append(len(answers))
        painted.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000)
        bodies = [answer.body() for answer in answers if answer.url.split("?")[0].endswith((".js", ".mjs"))]
        scripts.append(sum(len(gzip.compress(body)) for body in bodies))
        context.close()
    yield Metric("first_view.usable", median(seconds), "s")
    yield Metric("first_view.slowest", max(seconds), "s")
    yield Metric("first_view.painted", median(painted), "s")
    yield Metric("first_view.requests", median(requests))
    yield Metric("first_view.javascript_gzipped", max(scripts) / 1000, "kB")


def first_view_work(browser: Browser, station: Station) -> Iterator[Metric]:
    """Processor time of the page's main thread until it can be used, of three first views the middle one."""
    work, longest = [], []
    for _ in range(3):
        context = signed_in(browser, station)
        page = context.new_page()
        with traced(browser, page) as found:
            page.goto(station.url + "/")
            settle(page)
        work.append(found.total_ms())
        longest.append(found.longest().cpu_ms)
        context.close()
    yield Metric("first_view.work", median(work), "ms")
    yield Metric("first_view.longest_task_work", median(longest), "ms")


def scrolling(browser: Browser, station: Station) -> Iterator[Metric]:
    """Tasks over 50 ms while a list of 100,000 recordings is scrolled: on the wall's clock and on the processor's."""
    context = signed_in(browser, station)
    page = context.new_page()
    page.goto(station.url + "/recordings")
    expect(page.get_by_role("grid", name="Recordings").get_by_role("row").nth(10)).to_be_visible()
    with traced(browser, page) as found:
        started = time.perf_counter()
        reached = page.evaluate(SCROLL, [N_SCREENS, SCREEN_PX])
        elapsed = time.perf_counter() - started
    walls = [task.wall_ms for task in found.tasks]
    works = [task.cpu_ms for task in found.tasks]
    yield Metric("scroll.rows", reached / 32)
    yield Metric("scroll.frames", N_SCREENS * 2 / elapsed, "1/s")
    yield Metric("scroll.long_tasks", sum(ms > LONG_TASK_MS for ms in walls))
    yield Metric("scroll.longest_task", max(walls, default=0.0), "ms")
    yield Metric("scroll.long_tasks_work", sum(ms > LONG_TASK_MS for ms in works))
    yield Metric("scroll.longest_task_work", max(works, default=0.0), "ms")
    yield Metric("scroll.work_per_screen", sum(works) / N_SCREENS, "ms")
    context.close()


def tour(browser: Browser, station: Station, minutes: float) -> Iterator[Metric]:
    """What the page holds after each round through every area; the first round fills caches that are meant to stay."""
    context = signed_in(browser, station)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    page.goto(station.url + "/")
    stops = [*TOUR, *_objects(station)]
    rounds = []
    ends = time.monotonic() + 60 * minutes
    while time.monotonic() < ends or len(rounds) < LEAST_ROUNDS:
        for path in stops:
            go(page, path)
        rounds.append(held(devtools))
    first, last = rounds[1], rounds[-1]
    yield Metric("tour.rounds", len(rounds))
    for kind, unit in {"heap": "MB", "nodes": "1", "listeners": "1"}.items():
        yield Metric(f"tour.{kind}_second_round", first[kind], unit)
        yield Metric(f"tour.{kind}_last_round", last[kind], unit)
        yield Metric(f"tour.{kind}_growth_per_round", (last[kind] - first[kind]) / (len(rounds) - 2), unit)
    context.close()


def _fill(station: Station) -> None:
    group_id = station.call("GET", "/api/v1/me")["active_group_id"]
    project = station.call("POST", "/api/v1/projects", json={"group_id": group_id, "name": "Large"})
    fill(station, UUID(group_id), UUID(project["id"]))


def _add_sample(station: Station) -> None:
    station.call("POST", "/api/v1/sample-project", json={})
    while any(station.call("GET", "/api/v1/jobs/summary")[name] for name in ("running", "queued")):
        time.sleep(0.5)


def _objects(station: Station) -> list[str]:
    """Pages of single things of the sample: the viewer, charts, the clock, a picture."""
    asked = {
        "recordings": "recordings?search=030900", "datasets": "datasets", "timeline": "timelines",
        "pictures": "images", "forecasts": "forecast-sessions", "classifiers": "classifiers",
    }  # fmt: skip
    found = {page: station.call("GET", f"/api/v1/{path}")["results"][0]["id"] for page, path in asked.items()}
    saved = found.pop("timeline")
    return [f"/timeline?saved={saved}", *(f"/{page}/{id_}" for page, id_ in found.items())]


if __name__ == "__main__":
    main()

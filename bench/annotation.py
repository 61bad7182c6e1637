"""A scripted person labels a thousand calls in Chromium: keys a call, time to the next call, memory.

`python -m bench.annotation [--json] [--decisions N] [--pace MS]` starts a station of its own with synthesised nights.
"""

from __future__ import annotations

import argparse
import base64
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import requests
import soundfile
from playwright.sync_api import CDPSession, Page, expect, sync_playwright

from bench.report import Metric, print_metrics, skipped
from bench.station import Station, quantile, running_station
from processing.audio import synthesis

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]
WIDTH, HEIGHT = 1440, 900

NIGHT_S = 60.0
"""Length of a made recording; its calls are found by the station as those of any other."""

MOST_NIGHTS = 24
WARM_UP = 100
"""Decisions after which memory is measured for the first time: by then everything has been loaded."""

HEAP_EVERY = 100
"""Decisions from one look at the memory to the next."""

REJECT_EVERY = 25
"""Every so many calls are no calls; the person says so."""

MISTAKE_EVERY = 50
"""Every so many decisions are wrong: the person takes them back and decides again."""

PAINT_S = 30.0

FIRST_LOOK_S = 3.0
"""A person who opens the page looks at it before the first key."""

WATCH = """
(() => {
  const bench = { key: 0, name: "", keys: 0, paints: [], waiting: [] };
  window.__bench = bench;
  addEventListener("keydown", (event) => {
    bench.key = event.timeStamp;
    bench.name = event.key;
    bench.keys += 1;
  }, true);
  // The attribute is set in the frame that draws the call; the message comes after that frame has been rendered.
  const painted = () => {
    const { key, name } = bench;
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      bench.paints.push([name, performance.now() - key]);
      bench.waiting.splice(0).forEach((go) => go());
    };
    channel.port2.postMessage(0);
  };
  new MutationObserver(painted).observe(document, { subtree: true, attributeFilter: ["data-painted"] });
  bench.until = async (n) => {
    while (bench.paints.length < n) await new Promise((go) => bench.waiting.push(go));
  };
})()
"""


def main() -> None:
    """Print the figures of one session."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON list instead of a line each")
    parser.add_argument("--decisions", type=int, default=1000)
    parser.add_argument("--pace", type=int, default=300, help="least milliseconds between two decisions")
    options = parser.parse_args()
    if not Path(CHROMIUM).exists():
        print_metrics(skipped("annotation", "needs Chromium"), as_json=options.json)
        sys.exit(1)
    print_metrics(metrics(options.decisions, options.pace / 1000), as_json=options.json)


def metrics(n_decisions: int, pace_s: float) -> Iterator[Metric]:
    """One session on a station with enough calls."""
    with running_station() as station, sync_playwright() as playwright:
        batch = _make_batch(station, int(n_decisions * 1.1))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        _sign_in(page, station)
        yield from _Session(page, station, batch).run(n_decisions, pace_s)
        browser.close()


def _make_batch(station: Station, n_calls: int) -> dict[str, Any]:
    """A batch with at least so many calls of many recordings, in random order, with a model's ranking."""
    job = station.call("POST", "/api/v1/sample-project", json={})
    station.wait_for_job(job["id"])
    _wait_until_quiet(station)
    project = station.call("GET", "/api/v1/projects")["results"][0]
    for seed in range(MOST_NIGHTS):
        if _n_calls(station) >= n_calls:
            break
        _upload_night(station, project["id"], seed)
        _wait_until_quiet(station)
    species = station.call("GET", "/api/v1/species")["results"][0]
    body = {
        "project_id": project["id"],
        "species_id": species["id"],
        "name": "A thousand calls",
        "source": {"kind": "segments", "only_unlabelled": False},
        "order": "random",
    }
    batch = station.call("POST", "/api/v1/task-batches", json=body)
    station.wait_for_job(batch["job_id"])
    batch = station.call("GET", f"/api/v1/task-batches/{batch['id']}")
    if batch["n_tasks"] < n_calls:
        raise RuntimeError(f"needs {n_calls} calls, the made nights held {batch['n_tasks']}")
    return dict(batch)


def _n_calls(station: Station) -> int:
    return int(station.call("GET", "/api/v1/results/calls?limit=1")["count"])


def _wait_until_quiet(station: Station) -> None:
    while any(station.call("GET", "/api/v1/jobs/summary")[name] for name in ("running", "queued")):
        time.sleep(0.2)


def _upload_night(station: Station, project_id: str, seed: int) -> None:
    """Upload a made recording by tus, in one piece."""
    path = station.folder / f"night{seed}.wav"
    scene = synthesis.night(NIGHT_S, rng=np.random.default_rng(5000 + seed))
    soundfile.write(path, scene.y, scene.sr, subtype="PCM_16")
    fields = {"filename": path.name, "kind": "recording", "project_id": project_id}
    metadata = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in fields.items())
    headers = station.headers | {"Tus-Resumable": "1.0.0"}
    size = {"Upload-Length": str(path.stat().st_size), "Upload-Metadata": metadata}
    made = requests.post(f"{station.url}/api/v1/uploads", headers=headers | size, timeout=60)
    made.raise_for_status()
    address = requests.compat.urljoin(station.url, made.headers["Location"])
    whole = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    requests.patch(address, data=path.read_bytes(), headers=headers | whole, timeout=120).raise_for_status()
    while requests.get(address, headers=station.headers, timeout=30).json()["state"] != "stored":
        time.sleep(0.05)
    path.unlink()


def _sign_in(page: Page, station: Station) -> None:
    body = {"login": "bench", "password": "forty two quiet herons", "cookie": True}
    answer = page.request.post(f"{station.url}/api/v1/auth/login", data=body)
    if not answer.ok:
        raise RuntimeError(answer.text())
    page.add_init_script("localStorage.setItem('fieldstation.signed-in', '1')")
    page.add_init_script(WATCH)


class _Session:
    """The page with one batch open, and what is counted on it."""

    def __init__(self, page: Page, station: Station, batch: dict[str, Any]) -> None:
        self.page = page
        self.station = station
        self.batch = batch
        self.n_loads = 0
        self.n_paints = 1
        self.rng = np.random.default_rng(11)
        self.devtools: CDPSession = page.context.new_cdp_session(page)
        page.on("load", self._count_load)

    def _count_load(self, _page: Page) -> None:
        self.n_loads += 1

    def run(self, n_decisions: int, pace_s: float) -> Iterator[Metric]:
        """Decide so many calls, at most one every `pace_s`."""
        self.page.goto(f"{self.station.url}/batches/{self.batch['id']}/annotate")
        self._wait_for_paint()
        time.sleep(FIRST_LOOK_S)
        keys_before = self._bench("keys")
        heaps: dict[int, float] = {}
        began = time.monotonic()
        for number in range(1, n_decisions + 1):
            self._decide(number, pace_s)
            if number % HEAP_EVERY == 0 or number == n_decisions:
                heaps[number] = self._heap_mb()
        taken_s = time.monotonic() - began
        waits = [ms for name, ms in self._bench("paints") if name in "1234x"][1:]
        expect(self.page.locator(".a-saved")).to_have_text("saved")
        stored = self.station.call("GET", f"/api/v1/task-batches/{self.batch['id']}")
        yield Metric("annotation.decisions", n_decisions, "decisions")
        yield Metric("annotation.decisions.lost", n_decisions - stored["n_done"], "decisions")
        yield Metric("annotation.keys-per-decision", (self._bench("keys") - keys_before) / n_decisions)
        yield Metric("annotation.pace", n_decisions / taken_s * 60, "1/min")
        for name, part in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
            yield Metric(f"annotation.next-call.{name}", quantile(waits, part), "ms")
        yield Metric("annotation.page-loads", self.n_loads - 1)
        for number, used_mb in heaps.items():
            yield Metric(f"annotation.heap.after-{number}", used_mb, "MB")
        warm = min((number for number in heaps if number >= WARM_UP), default=n_decisions)
        yield Metric("annotation.heap.growth", heaps[n_decisions] / heaps[warm])

    def _decide(self, number: int, pace_s: float) -> None:
        started = time.monotonic()
        right = "x" if number % REJECT_EVERY == 0 else str(self.rng.integers(1, 5))
        if number % MISTAKE_EVERY == 0:
            self._press("1")
            self._press("u")
        self._press(right)
        time.sleep(max(0.0, pace_s - (time.monotonic() - started)))

    def _press(self, key: str) -> None:
        """Press a key and wait until the call it leads to has been painted."""
        self.n_paints += 1
        self.page.keyboard.press(key)
        self._wait_for_paint()

    def _wait_for_paint(self) -> None:
        self.page.set_default_timeout(PAINT_S * 1000)
        self.page.evaluate(f"__bench.until({self.n_paints})")

    def _bench(self, name: str) -> Any:
        return self.page.evaluate(f"__bench.{name}")

    def _heap_mb(self) -> float:
        """Memory of the page's objects once everything unreachable is gone."""
        for _ in range(2):
            self.devtools.send("HeapProfiler.collectGarbage")
        return float(self.devtools.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


if __name__ == "__main__":
    main()

"""Chromium as the benches of the page drive it: its arguments, and somebody who is signed in."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from bench.station import Station

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]
WINDOW = {"width": 1440, "height": 900}
GO = "(path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }"
expect.set_options(timeout=60_000)


def signed_in(browser: Browser, station: Station) -> BrowserContext:
    """A browser with nothing in its cache, that has been signed in."""
    context = browser.new_context(viewport=WINDOW, reduced_motion="reduce", service_workers="block")
    body = {"login": "bench", "password": "forty two quiet herons", "cookie": True}
    answer = context.request.post(f"{station.url}/api/v1/auth/login", data=body)
    if not answer.ok:
        raise RuntimeError(answer.text())
    context.add_init_script("localStorage.setItem('fieldstation.signed-in', '1')")
    return context


def go(page: Page, path: str) -> None:
    """To another page as a click would, until nothing of it is still loading."""
    page.evaluate(GO, path)
    page.wait_for_timeout(60)
    settle(page)


def settle(page: Page) -> None:
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)


def held(devtools: CDPSession) -> dict[str, Any]:
    """What a page holds once everything that nobody can reach is gone: megabytes, nodes, listeners."""
    for _ in range(2):
        devtools.send("HeapProfiler.collectGarbage")
    counts = devtools.send("Memory.getDOMCounters")
    heap = devtools.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    return {"heap": heap, "nodes": counts["nodes"], "listeners": counts["jsEventListeners"]}

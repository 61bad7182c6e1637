"""Work in progress as a person sees it: bars that move by themselves, and a cancel that is obeyed."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

WORK_S = 120
"""Searching eight recordings of 20 s takes about 10 s on two quiet cores."""


def search_all(station: Station) -> str:
    """Ask for a search in every recording of the sample; returns the batch's id."""
    ids = [row["id"] for row in station.rows("/recordings?search=SAMPLE")]
    body = {"action": "segment", "ids": ids, "method": "adaptive", "preset": "echolocation"}
    return str(station.call("POST", "/recordings/bulk", json=body)["job"]["id"])


def test_a_batch_shows_its_progress_until_it_is_done_without_a_reload(tab: Tab, sample: Station) -> None:
    tab.open("/jobs")
    batch = search_all(sample)
    tab.page.evaluate("window.isSamePage = true")
    row = tab.page.get_by_role("row").filter(has=tab.page.locator(f'a[href="/jobs/{batch}"]'))
    bar = row.get_by_role("progressbar")
    expect(bar).to_be_visible()
    seen: set[str | None] = set()

    def is_done() -> bool:
        # One look at the page: the bar may leave between two.
        seen.update(bar.evaluate_all("bars => bars.map((bar) => bar.getAttribute('aria-valuenow'))"))
        return bool(row.get_by_text("done", exact=True).count())

    tab.until(is_done, "the batch is shown as done", seconds=WORK_S)
    assert len({int(value) for value in seen if value}) >= 3, seen
    assert tab.page.evaluate("window.isSamePage")


def test_a_cancelled_batch_stops_and_says_so(tab: Tab, sample: Station) -> None:
    batch = search_all(sample)
    tab.open(f"/jobs/{batch}")
    tab.button("Cancel").click()
    expect(tab.page.get_by_text("cancelled", exact=True).first).to_be_visible()
    expect(tab.button("Run again")).to_be_visible()
    tab.until(
        lambda: sample.call("GET", f"/jobs/{batch}")["state"] == "cancelled", "the batch is cancelled", seconds=WORK_S
    )
    children = sample.rows(f"/jobs/{batch}/children?limit=100")
    tab.until(lambda: not sample.rows("/jobs?state=running,queued"), "nothing goes on", seconds=WORK_S)
    assert len(children) < 9 or {"cancelled"} <= {row["state"] for row in sample.rows(f"/jobs/{batch}/children")}


def test_the_tray_lists_running_work_and_can_cancel_it(tab: Tab, sample: Station) -> None:
    tab.open("/recordings")
    batch = search_all(sample)
    tab.page.locator("header.top").get_by_role("button", name="Jobs").or_(
        tab.page.locator("header.top").get_by_role("button", name="running")
    ).first.click()
    tray = tab.page.get_by_role("complementary", name="Jobs")
    item = tray.get_by_role("listitem").filter(has=tab.page.locator(f'a[href="/jobs/{batch}"]'))
    expect(item.get_by_role("progressbar")).to_be_visible()
    item.get_by_role("button", name="Cancel").click()
    expect(item.get_by_text("cancelled", exact=True)).to_be_visible()
    tab.until(lambda: not sample.rows("/jobs?state=running,queued"), "nothing goes on", seconds=WORK_S)

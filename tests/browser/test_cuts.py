"""Cutting a call in two while labelling, and taking the cut back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station
from tests.browser.test_annotation import MakeBatch, make_batch, painted, press, recent, start, wait_until_saved

__all__ = ["make_batch"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]


def test_a_cut_is_taken_back_with_u_and_made_again(tab: Tab, sample: Station, make_batch: MakeBatch) -> None:
    batch = make_batch(source={"kind": "random", "n": 20, "only_unlabelled": False})
    path = f"/task-batches/{batch['id']}"
    first = start(tab, batch)
    before = sample.call("GET", f"/tasks/{first}")["segment"]
    tab.page.keyboard.press("c")
    expect(recent(tab)).to_have_count(1)
    assert sample.call("GET", path)["n_tasks"] == 21
    assert painted(tab) == first
    press(tab, "1")
    press(tab, "2")
    wait_until_saved(tab)
    for left in (2, 1):
        tab.page.keyboard.press("u")
        expect(recent(tab)).to_have_count(left)
    with tab.page.expect_response(re.compile("/join$")):
        tab.page.keyboard.press("u")
    expect(recent(tab)).to_have_count(0)
    expect(tab.page.locator(".a-detail")).to_have_attribute("data-painted", first)
    assert sample.call("GET", path)["n_tasks"] == 20
    after = sample.call("GET", f"/tasks/{first}")["segment"]
    assert (after["onset_s"], after["offset_s"]) == (before["onset_s"], before["offset_s"])
    tab.page.keyboard.press("Shift+U")
    expect(recent(tab)).to_have_count(1)
    expect(recent(tab).first).to_have_attribute("title", re.compile("cut in two"))
    assert sample.call("GET", path)["n_tasks"] == 21
    assert tab.violations() == []

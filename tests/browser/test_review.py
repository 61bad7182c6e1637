"""The grid review in a browser: marked by keys, the rest confirmed with one, taken back with one."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]


@pytest.fixture
def batch(sample: Station) -> dict[str, Any]:
    """Forty calls of the sample project, with the guesses of its classifier."""
    project = sample.rows("/projects?search=Sample")[0]
    name = f"To review {len(sample.rows('/task-batches?limit=100'))}"
    source = {"kind": "random", "project_id": project["id"], "n": 40}
    made = sample.call("POST", "/task-batches", json={"project_id": project["id"], "name": name, "source": source})
    sample.wait_until_idle(seconds=60)
    return dict(sample.call("GET", f"/task-batches/{made['id']}"))


def labelled(sample: Station, batch: dict[str, Any]) -> int:
    return int(sample.call("GET", f"/task-batches/{batch['id']}")["n_done"])


def test_all_but_the_marked_are_confirmed_and_taken_back(tab: Tab, sample: Station, batch: dict[str, Any]) -> None:
    tab.open(f"/batches/{batch['id']}/review")
    shots = tab.page.locator(".shot")
    expect(shots.first).to_be_visible()
    n = sample.call("GET", f"/task-batches/{batch['id']}/grid")["groups"][0]["n"]
    assert n >= 2, "the sample's classifier finds one type in several of forty calls"
    tab.page.keyboard.press("x")
    expect(tab.page.locator(".shot.marked")).to_have_count(1)
    expect(tab.page.get_by_role("button", name=re.compile(f"Confirm {n - 1} as "))).to_be_visible()
    tab.page.keyboard.press("Enter")
    expect(shots).to_have_count(1)
    assert labelled(sample, batch) == n - 1
    tab.page.keyboard.press("Backspace")
    tab.until(lambda: labelled(sample, batch) == n, "the marked one is rejected")
    expect(tab.page.get_by_role("heading", name="Nothing of this type is left")).to_be_visible()
    for left in (n - 1, 0):
        # Keys count for nothing while an action is under way.
        expect(tab.page.locator(".review-bar .button", has_text="Undo")).to_be_enabled()
        tab.page.keyboard.press("u")
        tab.until(lambda left=left: labelled(sample, batch) == left, "an action is taken back")
    expect(shots.first).to_be_visible()


def test_calls_are_marked_by_clicks_and_by_drawing_over_them(tab: Tab, batch: dict[str, Any]) -> None:
    tab.open(f"/batches/{batch['id']}/review?view=all")
    shots = tab.page.locator(".shot")
    expect(shots.nth(1)).to_be_visible()
    shots.nth(0).click()
    expect(tab.page.locator(".shot.marked")).to_have_count(1)
    first, second = shots.nth(0).bounding_box(), shots.nth(1).bounding_box()
    assert first
    assert second
    tab.page.mouse.move(first["x"] + 20, first["y"] + 20)
    tab.page.mouse.down()
    tab.page.mouse.move(second["x"] + 20, second["y"] + 20, steps=4)
    tab.page.mouse.up()
    # Drawn from a marked one on, the stroke takes marks away.
    expect(tab.page.locator(".shot.marked")).to_have_count(0)
    shots.nth(0).click()
    shots.nth(1).click(modifiers=["Shift"])
    expect(tab.page.locator(".shot.marked")).to_have_count(2)
    tab.page.keyboard.press("Escape")
    expect(tab.page.locator(".shot.marked")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1440])
def test_review_agreement_and_annotators_are_for_everybody(
    visit: Any, sample: Station, batch: dict[str, Any], width: int
) -> None:
    tab = visit(width=width)
    for path in (f"/batches/{batch['id']}/review", f"/batches/{batch['id']}/agreement", "/annotators"):
        tab.open(path)
        assert tab.width_overflow() <= 0, path
        assert tab.violations() == [], path

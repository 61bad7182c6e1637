"""Twelve journeys with nothing but keys: no test here touches a pointer."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import ADMINISTRATOR, Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

MOST_TABS = 120
"""More presses than any page needs from its first control to its last."""

FOCUSED = """(wanted) => {
    const one = document.activeElement;
    const styles = [getComputedStyle(one), getComputedStyle(one, "::after")];
    if (one.closest("label")) styles.push(getComputedStyle(one.closest("label")));
    const isRinged = styles.some((style) => style.boxShadow !== "none"
        || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0));
    // The body is where Tab begins again; of a date field the browser itself marks the part that has the focus.
    const isMarked = one === document.body || String(one.type).startsWith("date");
    const name = (one.getAttribute("aria-label") || one.textContent || one.id || "").trim().slice(0, 60);
    return { isIt: one === wanted, isSeen: isRinged || isMarked, name };
}"""


@pytest.fixture
def keys(tab: Tab, sample: Station) -> Iterator[Tab]:
    """A tab in which the pointer is out of use: whatever clicks, hovers or drags fails the test."""
    tab.page.add_init_script(
        "addEventListener('pointerdown', () => { document.documentElement.dataset.pointed = '1'; }, true)"
    )
    yield tab
    assert tab.page.is_closed() or tab.page.locator("html[data-pointed]").count() == 0


def press(tab: Tab, *names: str) -> None:
    for name in names:
        tab.page.keyboard.press(name)


def reach(tab: Tab, target: Locator, *, backwards: bool = False) -> None:
    """Press Tab until the target has the focus, and see that each stop on the way shows that it has it."""
    expect(target.first).to_be_visible()
    wanted = target.first.element_handle()
    unseen = []
    if tab.page.evaluate(FOCUSED, wanted)["isIt"]:
        return
    for _ in range(MOST_TABS):
        press(tab, "Shift+Tab" if backwards else "Tab")
        focused = tab.page.evaluate(FOCUSED, wanted)
        if not focused["isSeen"]:
            unseen.append(focused["name"])
        if focused["isIt"]:
            assert unseen == []
            return
    raise AssertionError(f"not reached with Tab: {target}")


def choose(tab: Tab, target: Locator) -> None:
    """Reach a button or a link and press it."""
    reach(tab, target)
    press(tab, "Enter")


def test_signing_in(visit: Callable[..., Tab], station: Station) -> None:
    tab = visit(None)
    tab.open("/sign-in")
    reach(tab, tab.page.get_by_label("Email or user name"))
    tab.page.keyboard.type(ADMINISTRATOR.username)
    reach(tab, tab.page.get_by_label("Password", exact=True))
    tab.page.keyboard.type(ADMINISTRATOR.password)
    press(tab, "Enter")
    expect(tab.page.get_by_role("navigation", name="Areas", exact=True)).to_be_visible()


def test_making_a_project_and_a_site_in_it(keys: Tab, leaves_nothing: None) -> None:
    name = f"Keys {uuid4()}"
    keys.open("/")
    press(keys, "g", "p")
    expect(keys.heading("Projects")).to_be_visible()
    choose(keys, keys.button("New project"))
    expect(keys.page.get_by_label("Name")).to_be_focused()
    keys.page.keyboard.type(name)
    press(keys, "Enter")
    expect(keys.heading(name)).to_be_visible()
    choose(keys, keys.page.get_by_role("link", name="Sites"))
    choose(keys, keys.page.get_by_role("button", name=re.compile("site", re.IGNORECASE)))
    expect(keys.page.get_by_role("dialog")).to_be_visible()
    keys.page.keyboard.type("Willow bank")
    press(keys, "Enter")
    expect(keys.page.get_by_text("Willow bank").first).to_be_visible()


def test_finding_a_recording_and_looking_at_its_calls(keys: Tab) -> None:
    keys.open("/")
    press(keys, "Control+k")
    expect(keys.page.get_by_role("combobox", name="Find recordings").first).to_be_focused()
    keys.page.keyboard.type("030900")
    expect(keys.page.get_by_role("option", name="SAMPLE_20260613_030900.wav").first).to_be_visible()
    press(keys, "Enter")
    expect(keys.heading("SAMPLE_20260613_030900.wav")).to_be_visible()
    expect(keys.page.get_by_role("grid", name="Calls").get_by_role("row").nth(3)).to_be_visible()
    reach(keys, keys.page.locator(".v-stage"))
    press(keys, "ArrowRight", "ArrowRight", "f")
    keys.until(lambda: "from" in keys.query() and "to" in keys.query(), "the call fills the window")
    before = keys.query()
    press(keys, "0")
    keys.until(lambda: keys.query().get("from") != before["from"], "the whole file again")


def test_narrowing_a_list_and_opening_a_row(keys: Tab) -> None:
    keys.open("/recordings?ordering=name")
    press(keys, "/")
    expect(keys.page.get_by_label("Search recordings")).to_be_focused()
    keys.page.keyboard.type("0309")
    rows = keys.page.get_by_role("grid", name="Recordings").get_by_role("row")
    expect(rows).to_have_count(2)
    reach(keys, keys.page.get_by_role("grid", name="Recordings"))
    press(keys, "ArrowDown", "Enter")
    expect(keys.heading("SAMPLE_20260613_030900.wav")).to_be_visible()


def test_choosing_rows_and_beginning_a_search_for_calls(keys: Tab) -> None:
    keys.open("/recordings?ordering=name")
    expect(keys.page.get_by_role("grid", name="Recordings").get_by_role("row").nth(3)).to_be_visible()
    press(keys, "j", "x", "j", "x")
    bar = keys.page.get_by_role("toolbar", name="Actions on the selection")
    expect(bar).to_contain_text("2 selected")
    choose(keys, bar.get_by_role("button").first)
    expect(keys.page.get_by_role("dialog")).to_be_visible()
    press(keys, "Escape")
    expect(keys.page.get_by_role("dialog")).to_have_count(0)
    press(keys, "Escape")
    expect(bar).to_have_count(0)


@pytest.fixture
def batch(sample: Station) -> Iterator[dict[str, Any]]:
    project = next(row["id"] for row in sample.rows("/projects") if row["name"] == "Sample project")
    body = {"project_id": project, "name": f"Keys {uuid4()}", "source": {"kind": "random", "n": 8}}
    made = sample.call("POST", "/task-batches", json=body)
    sample.wait_until_idle(seconds=60)
    yield made
    sample.call("DELETE", f"/task-batches/{made['id']}")


def test_labelling_calls_and_taking_one_back(keys: Tab, batch: dict[str, Any], sample: Station) -> None:
    detail = keys.page.locator(".a-detail[data-painted]")
    keys.open(f"/batches/{batch['id']}/annotate")
    for key in ("x", "x", "s"):
        expect(detail).to_be_visible()
        before = str(detail.get_attribute("data-painted"))
        press(keys, key)
        expect(detail).not_to_have_attribute("data-painted", before)
    press(keys, "u", "u")
    expect(keys.page.locator(".a-saved")).to_have_text("saved")
    states = [row["state"] for row in sample.rows(f"/task-batches/{batch['id']}/tasks?limit=20")]
    assert states.count("rejected") == 1
    keys.open("/projects")


def test_confirming_calls_in_the_wall(keys: Tab, batch: dict[str, Any]) -> None:
    keys.open(f"/batches/{batch['id']}/review")
    expect(keys.page.locator("h1")).to_be_visible()
    press(keys, "?")
    help_ = keys.page.get_by_role("dialog", name="Keys of this page")
    expect(help_.get_by_text("Confirm all but the marked")).to_be_visible()
    press(keys, "Escape")
    expect(help_).to_have_count(0)
    keys.open("/projects")


def test_noting_a_sighting_and_turning_its_pages(keys: Tab, sample: Station) -> None:
    keys.open("/field")
    press(keys, "n")
    species = keys.page.get_by_role("combobox", name="Species")
    reach(keys, species)
    keys.page.keyboard.type("Alcedo")
    expect(keys.page.get_by_role("option").first).to_be_visible()
    press(keys, "ArrowDown", "Enter")
    expect(species).to_have_value("Alcedo atthis")
    choose(keys, keys.page.get_by_role("dialog").get_by_role("button", name="Add", exact=True))
    expect(keys.page.locator("h1")).to_have_text("Alcedo atthis")
    made = keys.page.url.rsplit("/", 1)[-1]
    press(keys, "f")
    expect(keys.page.get_by_role("button", name="No favourite any more")).to_be_visible()
    press(keys, "ArrowRight")
    keys.until(lambda: not keys.page.url.endswith(made), "the next entry")
    sample.call("DELETE", f"/dex/entries/{made}")


def test_reading_a_channel_and_moving_along_its_chart(keys: Tab) -> None:
    keys.open("/telemetry/channels")
    expect(keys.page.get_by_role("grid").get_by_role("row").nth(2)).to_be_visible()
    press(keys, "j", "o")
    expect(keys.page.locator("canvas").first).to_be_visible()
    press(keys, "g", "x")
    expect(keys.heading("Charts")).to_be_visible()


def test_opening_a_series_and_going_through_its_tabs(keys: Tab) -> None:
    keys.open("/")
    press(keys, "g", "z")
    expect(keys.heading("Datasets")).to_be_visible()
    expect(keys.page.get_by_role("link", name="Temperature logger")).to_be_visible()
    choose(keys, keys.page.get_by_role("link", name="Temperature logger"))
    expect(keys.heading("Temperature logger")).to_be_visible()
    choose(keys, keys.page.get_by_role("link", name="Rows"))
    keys.until(lambda: keys.query().get("tab") == "rows", "the rows are shown")


def test_making_a_key_for_scripts_and_revoking_it(keys: Tab) -> None:
    name = f"Keys {uuid4()}"
    keys.open("/api-keys")
    choose(keys, keys.button("New key"))
    expect(keys.page.get_by_label("Name")).to_be_focused()
    keys.page.keyboard.type(name)
    press(keys, "Enter")
    choose(keys, keys.button("I have it"))
    choose(keys, keys.button(f"Revoke {name}"))
    choose(keys, keys.page.get_by_role("dialog").get_by_role("button", name="Revoke"))
    expect(keys.page.get_by_text(name)).to_have_count(0)


def test_changing_the_look_and_signing_out(visit: Callable[..., Tab], station: Station) -> None:
    tab = visit()
    tab.open("/projects")
    for look, theme in (("Night", "dark"), ("As the device", "light")):
        choose(tab, tab.button("AM, your menu"))
        reach(tab, tab.page.get_by_role("button", name=look))
        press(tab, "Enter")
        expect(tab.page.locator("html")).to_have_attribute("data-theme", theme)
        press(tab, "Escape")
        tab.open("/projects")
    choose(tab, tab.button("AM, your menu"))
    reach(tab, tab.page.get_by_role("button", name="Sign out"))
    press(tab, "Enter")
    expect(tab.heading("Sign in")).to_be_visible()

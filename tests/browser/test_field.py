"""The field: pages open without a network, what is made there is kept and sent once when the station answers."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import ADMINISTRATOR, Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

AWAY = r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_NETWORK_CHANGED|WebSocket connection"
"""What a browser says of every request, and of the live connection, while its network is cut."""

KEPT = """async () => {
    const { active } = await navigator.serviceWorker.ready;
    return active.state === "activated" && Boolean(navigator.serviceWorker.controller);
}"""


DROP_DECISIONS = """() => new Promise((resolve, reject) => {
    const opened = indexedDB.open("fieldstation.field");
    opened.onsuccess = () => {
        const change = opened.result.transaction("decisions", "readwrite");
        change.objectStore("decisions").clear();
        change.oncomplete = () => { opened.result.close(); resolve(); };
        change.onerror = reject;
    };
})"""


@pytest.fixture(scope="module")
def device(chromium: Browser, sample: Station) -> Iterator[BrowserContext]:
    """One device for all tests: a browser fetches 400 files to keep the pages, once."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    tab = Tab(context, sample)
    tab.be(ADMINISTRATOR)
    tab.open("/field")
    tab.until(lambda: tab.page.evaluate(KEPT), "the pages are kept on the device", seconds=120)
    tab.page.close()
    yield context
    context.close()


@pytest.fixture
def field(device: BrowserContext, sample: Station) -> Iterator[Tab]:
    """A tab of that device; entries made in the test are taken away again."""
    before = {row["id"] for row in sample.rows("/dex/entries?limit=200")}
    tab = Tab(device, sample)
    tab.expect_problem(AWAY)
    tab.open("/field")
    expect(tab.page.get_by_text("names of species to choose from")).to_be_visible()
    yield tab
    device.set_offline(False)
    tab.page.close()
    for row in sample.rows("/dex/entries?limit=200"):
        if row["id"] not in before:
            sample.call("DELETE", f"/dex/entries/{row['id']}")
    assert tab.problems == []


def entries_of(station: Station, name: str) -> list[dict[str, Any]]:
    return [row for row in station.rows("/dex/entries?limit=200") if row["species"]["scientific_name"] == name]


def note(tab: Tab, name: str, *pictures: Path) -> None:
    """Fill in and keep a sighting."""
    tab.button("Add a sighting").click()
    form = tab.page.get_by_role("dialog")
    form.get_by_role("combobox", name="Species").fill(name)
    if pictures:
        form.locator("input[type=file]").set_input_files([str(path) for path in pictures])
        expect(form.get_by_role("img", name="Picture 1")).to_be_visible()
    form.get_by_role("button", name="Add", exact=True).click()
    expect(tab.page.get_by_text("Kept on this device; it goes")).to_be_visible()


def test_pages_open_without_a_network_for_whoever_was_here(field: Tab) -> None:
    field.context.set_offline(True)
    field.open("/collection")
    expect(field.heading("Collection")).to_be_visible()
    expect(field.page.get_by_role("status").filter(has_text="Without the station")).to_be_visible()
    field.page.get_by_role("link", name="Field", exact=True).first.click()
    expect(field.page.get_by_text("The station is out of reach")).to_be_visible()
    assert field.violations() == []


def test_a_sighting_with_a_picture_outlives_a_reload_and_is_sent_once(
    field: Tab, sample: Station, tmp_path: Path
) -> None:
    picture = tmp_path / "lizard.jpg"
    Image.linear_gradient("L").convert("RGB").save(picture)
    other = field.context.new_page()
    other.goto(f"{sample.url}/field")
    expect(other.get_by_text("names of species to choose from")).to_be_visible()
    field.context.set_offline(True)
    field.open("/field")
    note(field, "Lacerta agilis", picture)
    field.page.reload()
    waiting = field.page.get_by_label("Waits on this device")
    expect(waiting.get_by_text("Lacerta agilis")).to_be_visible()
    expect(waiting.get_by_text("1 picture")).to_be_visible()
    field.context.set_offline(False)
    expect(waiting.get_by_text("Nothing waits")).to_be_visible()
    expect(other.get_by_text("Nothing waits")).to_be_visible()
    other.close()
    [entry] = entries_of(sample, "Lacerta agilis")
    assert len(entry["pictures"]) == 1


def test_a_sighting_whose_answer_was_lost_is_not_made_twice(field: Tab, sample: Station) -> None:
    lost: list[int] = []

    def lose_the_answer(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    field.page.route("**/api/v1/dex/entries", lose_the_answer)
    note(field, "Vipera berus")
    expect(field.page.get_by_text("Nothing waits")).to_be_visible()
    assert lost
    assert lost[0] == 201
    assert len(entries_of(sample, "Vipera berus")) == 1


def test_a_sighting_the_station_does_not_take_is_told_and_stays_until_a_person_decides(
    field: Tab, sample: Station
) -> None:
    field.expect_problem(r"^http: 422 POST .*/dex/sync/writes")
    field.context.set_offline(True)
    field.button("Add a sighting").click()
    form = field.page.get_by_role("dialog")
    form.get_by_role("combobox", name="Species").fill("Bombus terrestris")
    form.get_by_label("Latitude").fill("51")
    form.get_by_role("button", name="Add", exact=True).click()
    # With the network back before it is kept, the form itself would be told.
    expect(field.page.get_by_text("Kept on this device; it goes")).to_be_visible()
    field.context.set_offline(False)
    waiting = field.page.get_by_label("Waits on this device")
    expect(waiting.get_by_text("Not taken: ")).to_be_visible()
    expect(field.page.get_by_role("link", name="1 thing made on this device was not taken")).to_be_visible()
    waiting.get_by_role("button", name="Discard Bombus terrestris").click()
    field.page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    expect(waiting.get_by_text("Nothing waits")).to_be_visible()
    assert entries_of(sample, "Bombus terrestris") == []


def test_labels_given_without_a_network_outlive_their_page_and_are_sent_once_from_another(
    field: Tab, sample: Station
) -> None:
    project = next(row["id"] for row in sample.rows("/projects") if row["name"] == "Sample project")
    source = {"kind": "random", "project_id": project, "n": 6}
    name = f"Taken along {uuid4()}"
    batch = sample.call("POST", "/task-batches", json={"project_id": project, "name": name, "source": source})
    sample.wait_until_idle(seconds=60)
    detail = field.page.locator(".a-detail[data-painted]")
    field.open(f"/batches/{batch['id']}/annotate")
    field.button("Take along").click()
    expect(field.button("6 calls along")).to_have_attribute("data-state", "ready")
    field.context.set_offline(True)
    field.open(f"/batches/{batch['id']}/annotate")
    for n in (1, 2, 3):
        before = detail.get_attribute("data-painted")
        field.page.keyboard.press("x")
        expect(field.button(f"{n} waiting for the network")).to_be_visible()
        expect(detail).not_to_have_attribute("data-painted", str(before))
    field.page.close()
    later = Tab(field.context, sample)
    later.expect_problem(AWAY)
    later.open("/field")
    expect(later.page.get_by_text("3 decisions about calls")).to_be_visible()
    expect(later.page.get_by_text(f"3 calls of {name}")).to_be_visible()
    assert later.page.evaluate("Object.keys(localStorage).filter((name) => name.includes('decisions'))") == []
    sent: list[str] = []
    later.page.on("response", lambda one: sent.append(one.url) if one.url.endswith("/decisions") else None)
    field.context.set_offline(False)
    expect(later.page.get_by_text("Nothing waits")).to_be_visible()
    later.open("/field")
    expect(later.page.get_by_text("Nothing waits")).to_be_visible()
    tasks = sample.rows(f"/task-batches/{batch['id']}/tasks?limit=50")
    given = [task for task in tasks if task["state"] == "rejected"]
    told = [sample.rows(f"/segments/{task['segment_id']}/history") for task in given]
    sample.call("DELETE", f"/task-batches/{batch['id']}")
    assert [sum(event["is_rejected"] and not event["was_rejected"] for event in events) for events in told] == [1] * 3
    assert sorted(task["state"] for task in tasks) == ["open"] * 3 + ["rejected"] * 3
    assert len(sent) == 1
    assert later.problems == []
    later.page.close()


def test_what_an_earlier_version_kept_elsewhere_is_taken_over(field: Tab, sample: Station) -> None:
    me = sample.call("GET", "/me")["id"]
    batch = str(uuid4())
    name, body = f"fieldstation.decisions.{me}.{batch}.1764000000000.000001", {"key": str(uuid4()), "task_id": 1}
    field.context.set_offline(True)
    field.page.evaluate("([name, text]) => localStorage.setItem(name, text)", [name, json.dumps({"body": body})])
    field.open("/field")
    expect(field.page.get_by_text("1 decision about calls")).to_be_visible()
    assert field.page.evaluate("name => localStorage.getItem(name)", name) is None
    field.page.evaluate(DROP_DECISIONS)
    field.open("/field")
    expect(field.page.get_by_text("Nothing waits")).to_be_visible()


def test_signing_out_forgets_who_was_here(field: Tab) -> None:
    field.button("AM, your menu").click()
    field.page.get_by_role("button", name="Sign out").click()
    expect(field.heading("Sign in")).to_be_visible()
    field.context.set_offline(True)
    field.page.goto(f"{field.station.url}/field")
    expect(field.heading("The station does not answer")).to_be_visible()


def test_the_page_can_be_installed(visit: Callable[..., Tab], station: Station) -> None:
    tab = visit(None)
    manifest = tab.context.request.get(f"{station.url}/manifest.webmanifest").json()
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    assert any(icon.get("purpose") == "maskable" for icon in manifest["icons"])
    for icon in manifest["icons"]:
        assert tab.context.request.get(station.url + icon["src"]).headers["content-type"].startswith(icon["type"])

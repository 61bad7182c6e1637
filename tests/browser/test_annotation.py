"""Labelling: one key a call, taken back, shared, without a network, without a model's word, on a phone."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlparse
from uuid import uuid4

import pytest
import requests
from playwright.sync_api import Locator, expect

from tests.browser.conftest import close_all
from tests.browser.pages import LONGEST_S, Tab, Visit
from tests.browser.station import Person, Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

BUILD_S = 60
GRACE = Person("grace", "grace@example.org", "eleven brown long ears", "Grace Vale")

MakeBatch = Callable[..., dict[str, Any]]


@pytest.fixture
def make_batch(sample: Station, tabs: list[Tab]) -> Iterator[MakeBatch]:
    """Makes batches of all calls of the sample project and takes them away again."""
    made: list[str] = []

    def make(**changes: Any) -> dict[str, Any]:
        body = {
            "project_id": sample.rows("/projects")[0]["id"],
            "species_id": sample.rows("/species?search=Vespertilio")[0]["id"],
            "name": f"Batch {uuid4()}",
            "source": {"kind": "random", "n": 60, "only_unlabelled": False},
        }
        batch = sample.call("POST", "/task-batches", json=body | changes)
        made.append(batch["id"])
        sample.wait_until_idle(seconds=BUILD_S)
        return dict(sample.call("GET", f"/task-batches/{batch['id']}"))

    yield make
    # A page that still sends what was decided would be told that the batch is gone.
    close_all(tabs)
    for batch_id in made:
        sample.call("DELETE", f"/task-batches/{batch_id}")


@pytest.fixture(scope="module")
def colleague(sample: Station) -> Person:
    """An annotator in the administrator's group."""
    group_id = sample.rows("/groups")[0]["id"]
    body = {"email": GRACE.email, "role": "annotator"}
    link = sample.call("POST", f"/groups/{group_id}/invitations", json=body)["link"]
    token = parse_qs(urlparse(link.replace("/#", "")).query)["token"][0]
    who = {"email": GRACE.email, "username": GRACE.username, "password": GRACE.password, "display_name": GRACE.name}
    answer = requests.post(f"{sample.url}/api/v1/auth/register", json=who | {"invitation_token": token}, timeout=60)
    answer.raise_for_status()
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    if group_id not in [
        group["id"] for group in requests.get(f"{sample.url}/api/v1/me", headers=headers, timeout=60).json()["groups"]
    ]:
        requests.post(
            f"{sample.url}/api/v1/invitations/accept", json={"token": token}, headers=headers, timeout=60
        ).raise_for_status()
    me = requests.patch(f"{sample.url}/api/v1/me", json={"active_group_id": group_id}, headers=headers, timeout=60)
    me.raise_for_status()
    return GRACE


def painted(tab: Tab) -> str:
    """The task whose call is on the screen, once it is."""
    detail = tab.page.locator(".a-detail")
    expect(detail).to_have_attribute("data-painted", re.compile(r"\d+"))
    return str(detail.get_attribute("data-painted"))


def press(tab: Tab, key: str) -> str:
    """Press a key that leads to another call; that call's task, once it is painted."""
    before = painted(tab)
    tab.page.keyboard.press(key)
    expect(tab.page.locator(".a-detail")).not_to_have_attribute("data-painted", before)
    return painted(tab)


def start(tab: Tab, batch: dict[str, Any]) -> str:
    tab.open(f"/batches/{batch['id']}/annotate")
    return painted(tab)


def wait_until_saved(tab: Tab) -> None:
    expect(tab.page.locator(".a-saved")).to_have_text("saved")


def recent(tab: Tab) -> Locator:
    return tab.page.locator(".a-entry")


def test_five_calls_are_labelled_by_five_keys_without_a_page_load(
    tab: Tab, sample: Station, make_batch: MakeBatch
) -> None:
    batch = make_batch()
    first = start(tab, batch)
    tab.page.evaluate("window.isSamePage = true")
    seen = [first] + [press(tab, key) for key in "123x4"]
    assert len(set(seen)) == 6
    wait_until_saved(tab)
    assert tab.page.evaluate("window.isSamePage") is True
    stored = {str(row["id"]): row for row in sample.rows(f"/task-batches/{batch['id']}/tasks?limit=100")}
    types = [row["name"] for row in sample.rows(f"/species/{batch['species_id']}/call-types")]
    assert [stored[task]["label"] for task in seen[:5]] == [*types[:3], None, types[3]]
    assert [stored[task]["state"] for task in seen[:5]] == ["done", "done", "done", "rejected", "done"]
    expect(recent(tab)).to_have_count(5)
    assert tab.violations() == []


def test_u_takes_the_last_decision_back_and_a_click_an_earlier_one(
    tab: Tab, sample: Station, make_batch: MakeBatch
) -> None:
    batch = make_batch()
    first = start(tab, batch)
    second = press(tab, "1")
    press(tab, "2")
    assert press(tab, "u") == second
    recent(tab).first.click()
    expect(tab.page.locator(".a-detail")).to_have_attribute("data-painted", first)
    wait_until_saved(tab)
    assert sample.call("GET", f"/task-batches/{batch['id']}")["n_done"] == 0
    assert sample.call("GET", f"/tasks/{first}")["state"] == "open"


def test_two_people_on_one_batch_never_see_the_same_call(
    visit: Visit, sample: Station, make_batch: MakeBatch, colleague: Person
) -> None:
    batch = make_batch()
    one, two = visit(), visit(colleague)
    seen: dict[str, list[str]] = {"one": [start(one, batch)], "two": [start(two, batch)]}
    for key in "1234":
        seen["one"].append(press(one, key))
        seen["two"].append(press(two, key))
    assert set(seen["one"]) & set(seen["two"]) == set()
    wait_until_saved(one)
    wait_until_saved(two)
    assert sample.call("GET", f"/task-batches/{batch['id']}")["n_done"] == 8


def test_without_a_network_labelling_goes_on_and_everything_is_sent_once(
    tab: Tab, sample: Station, make_batch: MakeBatch
) -> None:
    for reason in ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "WebSocket"):
        tab.expect_problem(reason)
    batch = make_batch()
    start(tab, batch)
    tab.page.wait_for_load_state("networkidle")
    tab.context.set_offline(True)
    seen = [press(tab, key) for key in "1234x1"]
    assert len(set(seen)) == 6
    expect(tab.page.get_by_role("button", name="6 waiting for the network")).to_be_visible()
    tab.context.set_offline(False)
    wait_until_saved(tab)
    assert sample.call("GET", f"/task-batches/{batch['id']}")["n_done"] == 6


def test_what_was_not_sent_before_a_reload_is_sent_after_it(tab: Tab, sample: Station, make_batch: MakeBatch) -> None:
    tab.expect_problem("ERR_FAILED|ERR_ABORTED")
    batch = make_batch()
    start(tab, batch)
    pattern = f"**/task-batches/{batch['id']}/decisions"
    tab.page.route(pattern, lambda route: route.abort())
    press(tab, "1")
    press(tab, "2")
    expect(tab.page.get_by_role("button", name="2 waiting for the network")).to_be_visible()
    tab.page.unroute(pattern)
    tab.page.reload()
    painted(tab)
    wait_until_saved(tab)
    assert sample.call("GET", f"/task-batches/{batch['id']}")["n_done"] == 2


def test_a_call_somebody_else_decided_is_refused_plainly(tab: Tab, sample: Station, make_batch: MakeBatch) -> None:
    batch = make_batch()
    task = start(tab, batch)
    refusal = {"outcome": "refused", "code": "task-taken", "detail": "Someone else has this call.", "task": None}

    def refuse(route: Any) -> None:
        asked = route.request.post_data_json["decisions"]
        results = [refusal | {"key": one["key"], "task_id": one["task_id"]} for one in asked]
        progress = {"n_tasks": 60, "n_done": 0, "n_left": 60, "n_mine_done": 0}
        route.fulfill(json={"results": results, "progress": progress})

    tab.page.route(f"**/task-batches/{batch['id']}/decisions", refuse)
    assert press(tab, "1") != task
    expect(tab.page.get_by_role("alert")).to_contain_text("One decision was not taken")
    expect(recent(tab)).to_have_count(0)


def test_a_skipped_call_comes_again_when_asked_for_and_then_all_is_done(tab: Tab, make_batch: MakeBatch) -> None:
    batch = make_batch(source={"kind": "random", "n": 3, "only_unlabelled": False})
    skipped = start(tab, batch)
    press(tab, "s")
    press(tab, "1")
    tab.page.keyboard.press("2")
    tab.button("Look again, skipped ones too").click()
    expect(tab.page.locator(".a-detail")).to_have_attribute("data-painted", skipped)
    expect(tab.page.locator(".a-facts")).to_be_visible()
    tab.page.keyboard.press("3")
    expect(tab.heading("All calls are labelled")).to_be_visible()


def test_the_model_is_heard_in_an_open_batch_and_silent_in_a_blind_one(tab: Tab, make_batch: MakeBatch) -> None:
    start(tab, make_batch())
    expect(tab.page.locator(".a-share").first).to_be_visible()
    expect(tab.page.locator('.a-word[aria-pressed="true"]')).to_have_count(0)
    tab.page.keyboard.press("m")
    expect(tab.page.locator(".a-share")).to_have_count(0)
    tab.page.keyboard.press("m")
    start(tab, make_batch(is_blind=True))
    expect(tab.page.locator(".a-word").first).to_be_visible()
    expect(tab.page.locator(".a-share, .a-model, .a-word.guess")).to_have_count(0)


def test_a_batch_without_a_repertoire_learns_its_words_as_they_are_typed(
    tab: Tab, sample: Station, make_batch: MakeBatch
) -> None:
    batch = make_batch(species_id=None, is_blind=True)
    task = start(tab, batch)
    tab.page.keyboard.press("/")
    tab.page.keyboard.type("feeding buzz")
    assert press(tab, "Enter") != task
    press(tab, "1")
    wait_until_saved(tab)
    rows = sample.rows(f"/task-batches/{batch['id']}/tasks?state=done")
    assert [row["label"] for row in rows] == ["feeding buzz", "feeding buzz"]


def test_a_phone_has_large_buttons_and_no_sideways_scrolling(visit: Visit, make_batch: MakeBatch) -> None:
    tab = visit(width=360, height=740)
    start(tab, make_batch())
    assert tab.width_overflow() == 0
    for name in (".a-word", ".a-deciding .a-command"):
        box = tab.page.locator(name).first.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    tab.page.locator(".a-word").first.click()
    expect(recent(tab)).to_have_count(1)
    assert tab.violations() == []

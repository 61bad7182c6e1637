"""Task batches: made on the page, watched, changed, closed."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]


@pytest.fixture
def batch(tab: Tab, sample: Station) -> dict[str, object]:
    """A batch of twenty calls taken at random, ready to be labelled."""
    project = sample.rows("/projects?search=Sample")[0]
    known = {row["name"]: row for row in sample.rows("/task-batches?limit=100")}
    name = f"Twenty calls {len(known)}"
    body = {
        "project_id": project["id"],
        "name": name,
        "source": {"kind": "random", "project_id": project["id"], "n": 20},
    }
    made = sample.call("POST", "/task-batches", json=body)
    tab.until(
        lambda: sample.call("GET", f"/task-batches/{made['id']}")["state"] == "open", "the batch is made", seconds=60
    )
    return dict(sample.call("GET", f"/task-batches/{made['id']}"))


def test_a_batch_is_made_on_the_page(tab: Tab, sample: Station) -> None:
    tab.open("/batches?make=1")
    dialog = tab.page.get_by_role("dialog", name="Make a batch")
    dialog.get_by_label("Name", exact=True).fill("A first look")
    dialog.get_by_label("Calls", exact=True).select_option(label="A random sample")
    dialog.get_by_label("How many").fill("12")
    dialog.get_by_role("button", name="Make the batch").click()
    expect(tab.heading("A first look")).to_be_visible()
    expect(tab.page.get_by_text("0 of 12")).to_be_visible()
    tab.open("/batches")
    expect(tab.page.get_by_role("row").filter(has_text="A first look")).to_contain_text("0 / 12")


def test_a_name_that_is_taken_is_said_beside_the_form(tab: Tab, batch: dict[str, object]) -> None:
    tab.expect_problem("http: 409")
    tab.expect_problem("status of 409")
    tab.open("/batches?make=1")
    dialog = tab.page.get_by_role("dialog", name="Make a batch")
    dialog.get_by_label("Name", exact=True).fill(str(batch["name"]))
    dialog.get_by_label("Calls", exact=True).select_option(label="A random sample")
    dialog.get_by_role("button", name="Make the batch").click()
    expect(dialog.get_by_role("alert")).to_be_visible()


def test_progress_moves_while_somebody_else_labels(tab: Tab, sample: Station, batch: dict[str, object]) -> None:
    tab.open(f"/batches/{batch['id']}")
    expect(tab.page.get_by_text("0 of 20")).to_be_visible()
    label_one(sample, batch)
    expect(tab.page.get_by_text("1 of 20")).to_be_visible()
    tab.page.get_by_role("link", name="Tasks").click()
    expect(tab.page.get_by_role("row").filter(has_text="sweep")).to_have_count(1)


def test_a_closed_batch_gives_out_nothing_until_it_is_opened_again(
    tab: Tab, sample: Station, batch: dict[str, object]
) -> None:
    tab.open(f"/batches/{batch['id']}?tab=settings")
    tab.button("Close the batch").click()
    expect(tab.button("Open the batch again")).to_be_visible()
    expect(tab.page.get_by_role("link", name="Label", exact=True)).to_have_count(0)
    assert sample.call("GET", f"/task-batches/{batch['id']}")["state"] == "closed"
    tab.button("Open the batch again").click()
    expect(tab.page.get_by_role("link", name="Label", exact=True)).to_be_visible()


def label_one(station: Station, batch: dict[str, object]) -> None:
    """Name one call of the batch as a script would."""
    task = station.call("POST", f"/task-batches/{batch['id']}/next", json={"n": 1})["results"][0]
    decision = {
        "key": "01a1fb20-c0a0-7759-b0bc-" + f"{task['id']:012x}",
        "task_id": task["id"],
        "action": "label",
        "label": "sweep",
        "decided_at": "2026-06-13T08:00:00Z",
    }
    answer = station.call("POST", f"/task-batches/{batch['id']}/decisions", json={"decisions": [decision]})
    assert [row["outcome"] for row in answer["results"]] == ["accepted"]

"""The explorer of clusters: looking, mapping by key, moving, comparing, applying, taking back."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.pages import LONGEST_S, Tab, Visit
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

CLUSTER_S = 180


@pytest.fixture(scope="module")
def run_id(sample: Station) -> Iterator[str]:
    """A finished clustering of the sample project."""
    body = {"project_id": sample.rows("/projects")[0]["id"], "name": "Kinds of calls", "method": "kmeans"}
    made = sample.call("POST", "/clustering-runs", json=body | {"params": {"n_clusters": 5}})
    sample.wait_until_idle(seconds=CLUSTER_S)
    yield made["id"]
    sample.call("DELETE", f"/clustering-runs/{made['id']}")


@pytest.fixture
def explorer(tab: Tab, run_id: str) -> Tab:
    tab.open(f"/clusterings/{run_id}")
    expect(cards(tab)).to_have_count(5)
    expect(tab.page.locator(".member-map canvas")).to_be_visible()
    return tab


def cards(tab: Tab) -> Locator:
    return tab.page.locator(".cluster-card:not(.cluster-new)")


def run_of(station: Station, run_id: str) -> dict[str, Any]:
    return dict(station.call("GET", f"/clustering-runs/{run_id}"))


def lasso_everything(tab: Tab) -> None:
    box = tab.page.locator(".member-map canvas").bounding_box()
    assert box is not None
    corners = [(2, 2), (box["width"] - 2, 2), (box["width"] - 2, box["height"] - 2), (2, box["height"] - 2)]
    tab.page.keyboard.down("Shift")
    tab.page.mouse.move(box["x"] + 2, box["y"] + 2)
    tab.page.mouse.down()
    for x, y in [*corners[1:], corners[0]]:
        tab.page.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    tab.page.mouse.up()
    tab.page.keyboard.up("Shift")


def test_map_and_cards_show_every_call(explorer: Tab, sample: Station, run_id: str) -> None:
    run = run_of(sample, run_id)
    assert sum(cluster["n_members"] for cluster in run["clusters"]) == run["n_members"]
    expect(cards(explorer).first.locator("canvas[data-state=there]")).to_be_visible()
    pixels = explorer.pixels(".member-map canvas")
    ground = np.median(pixels.reshape(-1, 3), axis=0)
    assert (np.abs(pixels - ground).max(axis=2) > 40).sum() > run["n_members"]
    lasso_everything(explorer)
    expect(explorer.page.get_by_text(f"{run['n_members']} selected")).to_be_visible()
    explorer.page.keyboard.press("Escape")
    assert explorer.violations() == []


def test_a_cluster_is_mapped_by_key_and_its_label_applied_and_undone(
    explorer: Tab, sample: Station, run_id: str
) -> None:
    kind = sample.rows(f"/species/{sample.rows('/species?search=Vespertilio')[0]['id']}/call-types")[0]
    explorer.page.keyboard.press("j")
    explorer.page.keyboard.press(kind["key"])
    expect(cards(explorer).nth(1).locator(".tag.confirmed")).to_have_text(kind["name"])
    members = sample.call("GET", f"/clustering-runs/{run_id}/members")
    labels = members["label"]
    n = sum(number == 1 and not label for number, label in zip(members["number"], labels, strict=True))
    explorer.page.keyboard.press("a")
    dialog = explorer.page.get_by_role("dialog", name="Apply the mapping")
    expect(dialog.get_by_role("status")).to_contain_text(f"{n} calls get a label")
    dialog.get_by_role("button", name=f"Label {n} calls").click()
    expect(explorer.page.get_by_text(f"{n} calls labelled")).to_be_visible()
    applied = sample.call("GET", f"/clustering-runs/{run_id}/members")["label"]
    assert applied.count(kind["name"]) - labels.count(kind["name"]) == n
    explorer.page.keyboard.press("u")
    expect(explorer.page.get_by_text(f"{n} calls as before")).to_be_visible()
    assert sample.call("GET", f"/clustering-runs/{run_id}/members")["label"] == labels
    explorer.page.keyboard.press("Backspace")
    expect(cards(explorer).nth(1).get_by_text("not mapped")).to_be_visible()


def test_chosen_calls_make_a_new_cluster_and_go_back(explorer: Tab, sample: Station, run_id: str) -> None:
    before = [cluster["n_members"] for cluster in run_of(sample, run_id)["clusters"]]
    explorer.page.keyboard.press("j")
    explorer.page.get_by_role("list", name="Calls of").locator(".tile-face").first.click()
    expect(explorer.page.get_by_text("1 selected")).to_be_visible()
    explorer.page.keyboard.press("n")
    expect(cards(explorer)).to_have_count(6)
    explorer.page.keyboard.press("u")
    expect(cards(explorer)).to_have_count(5)
    assert [cluster["n_members"] for cluster in run_of(sample, run_id)["clusters"]] == before


def test_two_clusters_are_compared_side_by_side(explorer: Tab) -> None:
    explorer.page.keyboard.press("m")
    explorer.page.keyboard.press("j")
    explorer.page.keyboard.press("m")
    dialog = explorer.page.get_by_role("dialog", name="Cluster 1 and Cluster 2")
    expect(dialog.get_by_role("row").nth(3)).to_be_visible()
    expect(dialog.locator("canvas[data-state=there]").first).to_be_visible()
    assert explorer.violations() == []


def test_a_clustering_is_started_from_the_page(tab: Tab, sample: Station) -> None:
    tab.open("/clusterings")
    tab.button("Group calls").first.click()
    dialog = tab.page.get_by_role("dialog", name="Group calls that are alike")
    dialog.get_by_label("Method").select_option("kmeans")
    dialog.get_by_role("button", name="Parameters, map, name").click()
    dialog.get_by_label("Number of groups").fill("3")
    dialog.get_by_label("Name").fill("Three kinds")
    dialog.get_by_role("button", name="Group them").click()
    expect(tab.heading("Three kinds")).to_be_visible()
    expect(cards(tab)).to_have_count(3, timeout=CLUSTER_S * 1000)
    sample.call("DELETE", f"/clustering-runs/{tab.page.url.rsplit('/', 1)[1]}")


def test_the_explorer_fits_a_phone(visit: Visit, run_id: str) -> None:
    tab = visit(width=360, height=780)
    tab.open(f"/clusterings/{run_id}")
    expect(cards(tab)).to_have_count(5)
    assert tab.width_overflow() <= 0

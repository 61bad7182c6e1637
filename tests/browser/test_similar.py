"""Find more like this: from any call, with more examples, to labels and batches."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

INDEX_S = 120


@pytest.fixture
def indexed(sample: Station) -> Station:
    """The station with every call of the sample described."""
    group_id = sample.rows("/groups")[0]["id"]
    sample.call("POST", "/similarity-index", json={"group_id": group_id})
    sample.wait_until_idle(seconds=INDEX_S)
    return sample


def a_call(station: Station, predicted: str) -> dict[str, Any]:
    rows = station.rows("/results/calls?limit=500")
    return next(row for row in rows if row["predicted"] == predicted and row["confidence"] > 0.8)


def tiles(tab: Tab) -> Locator:
    return tab.page.get_by_role("list", name="Similar calls").locator("li")


def labels_of(station: Station, ids: list[int]) -> list[str | None]:
    found = station.rows(f"/segments?ids={','.join(map(str, ids))}")
    return [row["label"] for row in found]


def numbers(tab: Tab, n: int) -> list[int]:
    return [int(str(tiles(tab).nth(i).get_attribute("data-segment"))) for i in range(n)]


def test_calls_like_a_call_of_the_table_are_found(tab: Tab, indexed: Station) -> None:
    tab.open("/calls")
    tab.page.get_by_role("link", name="Find more like this").first.click()
    expect(tab.heading("Find more like this")).to_be_visible()
    expect(tiles(tab).first.locator("canvas[data-state=there]")).to_be_visible()
    shares = [int(text.split()[0]) for text in tiles(tab).locator(".figure").all_inner_texts()]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) == 60
    assert tab.violations() == []


def test_examples_and_rejections_make_another_search(tab: Tab, indexed: Station) -> None:
    call = a_call(indexed, "constant")
    tab.open(f"/similar?examples={call['id']}")
    expect(tiles(tab)).to_have_count(60)
    liked, disliked = numbers(tab, 2)
    tiles(tab).first.hover()
    tiles(tab).first.get_by_role("button", name="Also an example").click()
    tiles(tab).first.hover()
    tiles(tab).first.get_by_role("button", name="Not like this").click()
    expect(tab.page.get_by_role("list", name="Examples").locator("li")).to_have_count(2)
    tab.page.keyboard.press("s")
    tab.until(lambda: tab.query().get("rejected") == str(disliked), "the address tells what was searched with")
    assert tab.query()["examples"] == f"{call['id']},{liked}"
    expect(tiles(tab).first).to_be_visible()
    assert disliked not in numbers(tab, tiles(tab).count())
    tab.page.go_back()
    expect(tab.page.get_by_role("list", name="Examples").locator("li")).to_have_count(1)


def test_chosen_calls_are_labelled_by_key_and_lose_the_label_again(tab: Tab, indexed: Station) -> None:
    call = a_call(indexed, "hockey")
    kinds = indexed.rows(f"/species/{indexed.rows('/species?search=Vespertilio')[0]['id']}/call-types")
    kind = next(row for row in kinds if row["name"] == "hockey")
    tab.open(f"/similar?examples={call['id']}")
    faces = tiles(tab).locator(".tile-face")
    faces.first.click()
    faces.nth(3).click(modifiers=["Shift"])
    expect(tab.page.get_by_text("4 selected")).to_be_visible()
    chosen = numbers(tab, 4)
    before = labels_of(indexed, chosen)
    tab.page.keyboard.press(kind["key"])
    expect(tiles(tab).first.locator(".tag.confirmed")).to_have_text("hockey")
    tab.until(lambda: labels_of(indexed, chosen) == ["hockey"] * 4, "the labels are stored")
    expect(tab.page.get_by_text("4 calls: hockey")).to_be_visible()
    tab.page.keyboard.press("u")
    tab.until(lambda: labels_of(indexed, chosen) == before, "the labels are gone again")


def test_a_call_of_a_recording_leads_to_its_like(tab: Tab, indexed: Station) -> None:
    call = a_call(indexed, "sweep")
    tab.open(f"/recordings/{call['recording_id']}?segment={call['id']}")
    expect(tab.page.get_by_text("1 selected", exact=True)).to_be_visible()
    tab.page.get_by_role("link", name="More like this").click()
    expect(tab.heading("Find more like this")).to_be_visible()
    expect(tiles(tab).first).to_be_visible()


def test_without_a_call_the_page_says_where_to_find_one(tab: Tab, sample: Station) -> None:
    tab.open("/similar")
    expect(tab.page.get_by_role("link", name="To the calls")).to_be_visible()
    assert tab.width_overflow() <= 0

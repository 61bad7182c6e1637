"""The collection, the tree, friends and the feed as people use them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]


def test_cards_are_walked_with_arrows_and_opened_with_enter(visit: Callable[..., Tab], sample: Station) -> None:
    tab = visit()
    tab.open("/collection?ordering=name")
    cards = tab.page.locator("a.plate")
    expect(cards).not_to_have_count(0)
    tab.page.keyboard.press("ArrowRight")
    tab.page.keyboard.press("ArrowRight")
    expect(cards.nth(1)).to_be_focused()
    name = cards.nth(1).locator(".species-name").inner_text()
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator("h1")).to_have_text(name)
    assert tab.problems == []


def test_an_entry_is_added_changed_deleted_and_brought_back(visit: Callable[..., Tab], sample: Station) -> None:
    tab = visit()
    tab.open("/collection?add=1")
    form = tab.page.get_by_role("dialog")
    form.get_by_role("combobox", name="Species").fill("Lanius collurio")
    form.get_by_role("textbox", name="Place").fill("Thorn hedge")
    form.get_by_role("button", name="Add", exact=True).click()
    expect(tab.page.locator("h1")).to_have_text("Lanius collurio")
    tab.page.keyboard.press("e")
    form.get_by_label("Notes").fill("A male on the topmost twig.")
    form.get_by_role("button", name="Save").click()
    expect(tab.page.get_by_text("A male on the topmost twig.")).to_be_visible()
    tab.page.get_by_role("button", name="Delete").click()
    tab.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(tab.page.locator("h1")).to_have_text("Collection")
    tab.page.get_by_role("button", name="More").click()
    tab.page.get_by_text("Deleted entries").click()
    deleted = tab.page.get_by_role("dialog", name="Deleted entries")
    expect(deleted.get_by_role("listitem").first).to_be_visible()
    # Others may have deleted entries of theirs; the list begins with the last one.
    brought = deleted.get_by_role("listitem").filter(has_text="Lanius collurio")
    n_deleted = brought.count()
    brought.first.get_by_role("button", name="Bring back").click()
    expect(brought).to_have_count(n_deleted - 1)
    entry = next(
        r for r in sample.rows("/dex/entries?limit=100") if r["species"]["scientific_name"] == "Lanius collurio"
    )
    sample.call("DELETE", f"/dex/entries/{entry['id']}")


def test_a_search_in_the_tree_flies_to_the_branch_and_tells_about_it(
    visit: Callable[..., Tab], sample: Station
) -> None:
    tab = visit()
    tab.open("/tree")
    tab.page.get_by_label("Find in the tree").fill("Nymphal")
    tab.page.get_by_role("button", name="Nymphalidae").click()
    panel = tab.page.get_by_label("Chosen branch")
    expect(panel.get_by_role("heading", name="Nymphalidae")).to_be_visible()
    expect(panel.get_by_text("First found by")).to_be_visible()
    assert tab.problems == []


def test_the_friend_code_is_shown_as_letters_and_as_a_picture(visit: Callable[..., Tab], sample: Station) -> None:
    tab = visit()
    tab.open("/friends")
    code = sample.call("GET", "/friends/code")["code"]
    expect(tab.page.locator(".code-letters")).to_have_text(f"{code[:4]}·{code[4:]}")
    expect(tab.page.get_by_role("img", name="QR code")).to_be_visible()

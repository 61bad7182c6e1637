"""Everything by keyboard: the skip link, a focus one can see, dialogs that Escape closes, keys that move."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

ACTIONS = {
    "/": "Add recordings",
    "/projects": "New project",
    "/recordings": "Add recordings",
    "/calls": "Download what is filtered",
    "/classifiers": "Train a classifier",
    "/repertoires": "New species",
    "/group": "New group",
    "/api-keys": "New key",
    "/status": "Look again",
}
"""The main action of each page."""

MOST_TABS = 60
"""More presses than any page needs from its skip link to its main action."""

FOCUSED = """() => {
    const one = document.activeElement;
    const style = getComputedStyle(one);
    return {
        name: (one.getAttribute("aria-label") || one.textContent || "").trim(),
        isRinged: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none",
    };
}"""


@pytest.mark.parametrize(("page", "action"), ACTIONS.items(), ids=ACTIONS)
def test_tab_reaches_the_main_action_with_a_visible_focus(tab: Tab, sample: Station, page: str, action: str) -> None:
    tab.open(page)
    expect(tab.page.locator("main").get_by_text(action).or_(tab.page.get_by_label(action)).first).to_be_visible()
    unseen = []
    for _ in range(MOST_TABS):
        tab.page.keyboard.press("Tab")
        focused = tab.page.evaluate(FOCUSED)
        if not focused["isRinged"]:
            unseen.append(focused["name"])
        if focused["name"] == action:
            break
    assert focused["name"] == action
    assert unseen == []


def test_the_first_tab_offers_to_skip_to_the_page(tab: Tab) -> None:
    tab.open("/projects")
    tab.page.keyboard.press("Tab")
    expect(tab.page.get_by_role("link", name="Skip to the page")).to_be_focused()
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator("main")).to_be_focused()


def test_escape_closes_a_dialog_and_focus_returns_to_what_opened_it(tab: Tab, sample: Station) -> None:
    tab.open("/projects")
    opener = tab.button("New project")
    opener.focus()
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("dialog", name="New project")).to_be_visible()
    expect(tab.page.get_by_label("Name")).to_be_focused()
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    assert "new" not in tab.query()


def test_the_palette_finds_a_recording_and_goes_there(tab: Tab, sample: Station) -> None:
    tab.open("/")
    tab.page.keyboard.press("Control+k")
    tab.page.get_by_role("combobox").fill("030900")
    option = tab.page.get_by_role("option", name="SAMPLE_20260613_030900.wav").first
    expect(option).to_have_attribute("aria-selected", "true")
    tab.page.keyboard.press("Enter")
    expect(tab.heading("SAMPLE_20260613_030900.wav")).to_be_visible()


def test_question_mark_shows_the_keys_of_this_page(tab: Tab) -> None:
    tab.open("/recordings")
    tab.page.keyboard.press("?")
    help_ = tab.page.get_by_role("dialog", name="Keys of this page")
    expect(help_.get_by_text("Next row")).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(help_).to_have_count(0)


def test_j_x_and_o_move_select_and_open_in_a_list(tab: Tab, sample: Station) -> None:
    tab.open("/recordings?ordering=name&search=SAMPLE")
    expect(tab.page.get_by_role("row").nth(8)).to_be_visible()
    tab.page.keyboard.press("j")
    tab.page.keyboard.press("j")
    tab.page.keyboard.press("x")
    expect(tab.page.get_by_role("toolbar", name="Actions on the selection")).to_contain_text("1 selected")
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("toolbar", name="Actions on the selection")).to_have_count(0)
    tab.page.keyboard.press("o")
    expect(tab.heading("SAMPLE_20260612_222700.wav")).to_be_visible()


def test_g_and_a_letter_go_to_an_area(tab: Tab) -> None:
    tab.open("/")
    for key, heading in (("s", "Recordings"), ("m", "Classifiers"), ("j", "Jobs")):
        tab.page.keyboard.press("g")
        tab.page.keyboard.press(key)
        expect(tab.heading(heading)).to_be_visible()

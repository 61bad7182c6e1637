"""A new user: the printed link, the first account, the empty station."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, FirstRun, Tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]


def test_the_printed_link_leads_through_the_first_account_to_an_empty_home(first_run: FirstRun) -> None:
    assert first_run.setup_title == "Set up this station"
    assert first_run.home_title == "Welcome, Ada Marsh"
    assert first_run.ways_to_begin == ["Look around first", "Bring your own", "Let it run by itself"]
    assert first_run.problems == []


def test_the_link_works_only_once(tab: Tab) -> None:
    tab.open(tab.station.first_run_path)
    expect(tab.page.locator("h1")).to_have_text("Already set up")

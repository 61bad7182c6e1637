"""Signing in and out, and what a visitor is told."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import ADMINISTRATOR, Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]


def fill_in(tab: Tab, password: str) -> None:
    tab.page.get_by_label("Email or user name").fill(ADMINISTRATOR.username)
    tab.page.get_by_label("Password").fill(password)
    tab.button("Sign in").click()


def test_signing_in_leads_to_the_page_that_was_wanted(visit: Callable[..., Tab], station: Station) -> None:
    tab = visit(None)
    tab.page.goto(f"{station.url}/projects?search=meadow")
    expect(tab.heading("Sign in")).to_be_visible()
    fill_in(tab, ADMINISTRATOR.password)
    expect(tab.heading("Projects")).to_be_visible()
    assert tab.query() == {"search": "meadow"}


def test_a_wrong_password_is_told_beside_the_form_and_keeps_the_name(
    visit: Callable[..., Tab], station: Station
) -> None:
    tab = visit(None)
    tab.expect_problem(r"^http: 401 POST .*/auth/login$")
    tab.open("/sign-in")
    fill_in(tab, "not the right one")
    expect(tab.page.get_by_role("alert")).to_contain_text("password")
    expect(tab.page.get_by_label("Email or user name")).to_have_value(ADMINISTRATOR.username)
    fill_in(tab, ADMINISTRATOR.password)
    expect(tab.page.get_by_role("navigation", name="Areas", exact=True)).to_be_visible()


def test_signing_out_closes_the_page_and_the_cookie(tab: Tab) -> None:
    tab.open("/projects")
    tab.page.get_by_role("button", name="your menu").click()
    tab.button("Sign out").click()
    expect(tab.heading("Sign in")).to_be_visible()
    assert [cookie["name"] for cookie in tab.context.cookies()] == []


def test_a_reload_stays_signed_in(tab: Tab) -> None:
    tab.open("/species")
    tab.page.reload()
    expect(tab.heading("Species")).to_be_visible()

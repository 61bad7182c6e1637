"""The second factor on the page: set up with an app, asked for at sign-in, replaced by a code on paper."""

import base64
import time
from collections.abc import Callable

import pytest
import requests
from playwright.sync_api import expect

from blueprints.accounts.service import app_codes
from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Person, Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

IDA = Person("ida", "ida@example.org", "seven slow herons rising", "Ida Fenn")


def sign_in(tab: Tab) -> None:
    tab.page.get_by_label("Email or user name").fill(IDA.username)
    tab.page.get_by_label("Password").fill(IDA.password)
    tab.button("Sign in").click()


def test_a_second_factor_is_set_up_asked_for_and_the_account_closed(
    visit: Callable[..., Tab], station: Station
) -> None:
    account = {"email": IDA.email, "username": IDA.username, "password": IDA.password, "display_name": IDA.name}
    requests.post(f"{station.url}/api/v1/auth/register", json=account, timeout=60).raise_for_status()
    tab = visit(None)
    tab.open("/sign-in")
    sign_in(tab)
    expect(tab.page.get_by_role("navigation", name="Areas", exact=True)).to_be_visible()
    tab.open("/profile")
    tab.button("Set up a second factor").click()
    dialog = tab.page.get_by_role("dialog")
    dialog.get_by_label("Present password").fill(IDA.password)
    tab.page.keyboard.press("Enter")
    expect(dialog.get_by_role("img", name="QR code for your app")).to_be_visible()
    shown = "".join(dialog.locator(".secret").inner_text().split())
    secret = base64.b32decode(shown + "=" * (-len(shown) % 8))
    dialog.get_by_label("Code that the app shows").fill(app_codes.code_of(secret, app_codes.step_at(time.time())))
    tab.page.keyboard.press("Enter")
    listed = dialog.locator(".recovery-codes li")
    expect(listed).to_have_count(10)
    codes = listed.all_inner_texts()
    tab.button("I have them").click()
    expect(tab.page.get_by_text("10 recovery codes left")).to_be_visible()
    tab.page.goto("about:blank")

    again = visit(None)
    again.open("/sign-in")
    sign_in(again)
    again.button("Use a recovery code").click()
    again.page.get_by_label("Recovery code").fill(codes[3].lower())
    again.page.keyboard.press("Enter")
    expect(again.page.get_by_role("navigation", name="Areas", exact=True)).to_be_visible()

    again.open("/profile")
    # What the page asks for while the account closes is refused.
    again.expect_problem(r"^http: 401 ")
    again.button("Close my account…").click()
    dialog = again.page.get_by_role("dialog")
    dialog.get_by_label("Present password").fill(IDA.password)
    dialog.get_by_label("Code").fill(codes[4])
    again.button("Close my account").last.click()
    expect(again.heading("Sign in")).to_be_visible()

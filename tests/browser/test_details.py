"""What a classifier says of itself, and a key that lets a script do what the page does."""

import pytest
import requests
from playwright.sync_api import expect

from processing.audio import synthesis
from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]


def test_a_classifier_shows_its_honest_scores_and_what_it_takes_for_what(tab: Tab, sample: Station) -> None:
    tab.open("/classifiers")
    tab.page.get_by_role("link", name="Sample calls").click()
    expect(tab.heading("What would fool you")).to_be_visible()
    expect(tab.page.get_by_role("row").filter(has_text="Honest: recordings it never saw")).to_contain_text("%")
    matrix = tab.page.get_by_role("region", name="Confusion matrix").get_by_role("table")
    labels = {kind.label for kind in synthesis.CALL_TYPES}
    assert labels <= set(matrix.get_by_role("columnheader").all_inner_texts())
    told = sum(int(text) for text in matrix.get_by_role("cell").all_inner_texts() if text.isdigit())
    classifier = sample.rows("/classifiers")[0]
    evaluation = sample.call("GET", f"/classifiers/{classifier['id']}/evaluation")
    assert told == evaluation["scores"]["n_calls"]
    for chart in ("Reliability", "Learning curve"):
        expect(tab.page.get_by_role("img", name=chart)).to_be_visible()


def test_a_key_made_on_the_page_works_and_a_revoked_one_does_not(tab: Tab, station: Station) -> None:
    tab.open("/api-keys")
    tab.button("New key").click()
    tab.page.get_by_label("Name").fill("Field laptop")
    tab.button("Make the key").click()
    secret = tab.page.locator(".secret").inner_text().strip()
    headers = {"Authorization": f"Bearer {secret}"}
    url = f"{station.url}/api/v1/recordings?limit=1"
    assert secret.startswith("fs_")
    assert requests.get(url, headers=headers, timeout=30).status_code == 200
    tab.button("I have it").click()
    expect(tab.page.get_by_role("row").filter(has_text="Field laptop")).to_be_visible()
    assert secret not in tab.page.content()
    tab.button("Revoke Field laptop").click()
    tab.button("Revoke").click()
    expect(tab.page.get_by_role("row").filter(has_text="Field laptop")).to_have_count(0)
    assert requests.get(url, headers=headers, timeout=30).status_code == 401


def test_a_read_only_key_reads_and_does_not_write(tab: Tab, station: Station) -> None:
    tab.open("/api-keys")
    tab.button("New key").click()
    tab.page.get_by_label("Name").fill("Dashboard")
    tab.page.get_by_label("May also write").uncheck()
    tab.button("Make the key").click()
    headers = {"Authorization": f"Bearer {tab.page.locator('.secret').inner_text().strip()}"}
    assert requests.get(f"{station.url}/api/v1/projects", headers=headers, timeout=30).status_code == 200
    answer = requests.post(f"{station.url}/api/v1/groups", headers=headers, json={"name": "Mine"}, timeout=30)
    assert answer.status_code == 403

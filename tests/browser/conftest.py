"""One station and one Chromium for all page tests; the sample project is loaded once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.pages import FirstRun, Tab, Visit, first_run_through_the_page
from tests.browser.station import ADMINISTRATOR, Person, Station, running_station

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

SAMPLE_S = 600
"""The sample project takes about 30 s of two quiet cores, its classifier the most of it."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Only one may be open in a thread: every browser of the session is started from it."""
    if not Path(CHROMIUM).exists():
        pytest.skip("needs Chromium")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def empty_station() -> Iterator[Station]:
    """A station nobody has set up."""
    with running_station() as station:
        yield station


@pytest.fixture(scope="session")
def first_run(empty_station: Station, chromium: Browser) -> FirstRun:
    """What a new user sees from the printed link to the first home page."""
    return first_run_through_the_page(chromium, empty_station)


@pytest.fixture(scope="session")
def station(empty_station: Station, first_run: FirstRun) -> Station:
    """The station with its administrator, and a key of theirs for looking behind the page."""
    empty_station.key = empty_station.sign_in(ADMINISTRATOR)["access_token"]
    made = empty_station.call("POST", "/me/api-keys", json={"name": "tests", "scopes": ["read", "write"]})
    empty_station.key = made["key"]
    return empty_station


@pytest.fixture(scope="session")
def sample(station: Station) -> Station:
    """The station with the sample project made, segmented, trained on and classified."""
    station.call("POST", "/sample-project", json={})
    station.wait_until_idle(seconds=SAMPLE_S)
    return station


@pytest.fixture(scope="session")
def furnished(sample: Station) -> Station:
    """The sample with a batch of calls to label and a few clusters."""
    project = next(row["id"] for row in sample.rows("/projects") if row["name"] == "Sample project")
    source = {"kind": "random", "project_id": project, "n": 30}
    batch = {"project_id": project, "name": "Looked at", "source": source, "n_annotators": 2, "learn_every": 10}
    sample.call("POST", "/task-batches", json=batch)
    sample.call("POST", "/clustering-runs", json={"project_id": project, "name": "Looked at", "method": "kmeans"})
    sample.wait_until_idle(seconds=300)
    return sample


MADE_IN_TESTS = ("task-batches", "recordings", "classifiers", "projects", "species")
"""What a test may make that others would meet in their lists; in the order in which it can be deleted."""


@pytest.fixture
def tabs() -> Iterator[list[Tab]]:
    """The tabs a test opened; at the end none of them may have seen a problem."""
    opened: list[Tab] = []
    yield opened
    close_all(opened)
    for tab in opened:
        assert tab.problems == []


def close_all(tabs: list[Tab]) -> None:
    """Close every tab; a fixture that takes away what tabs show does so first."""
    for tab in tabs:
        tab.context.close()


@pytest.fixture
def leaves_nothing(station: Station, tabs: list[Tab]) -> Iterator[None]:
    """Delete what a test made, so that others find the station as they know it."""
    before = {kind: {row["id"] for row in station.rows(f"/{kind}?limit=500")} for kind in MADE_IN_TESTS}
    yield
    close_all(tabs)
    for kind in MADE_IN_TESTS:
        for row in station.rows(f"/{kind}?limit=500"):
            if row["id"] not in before[kind]:
                station.call("DELETE", f"/{kind}/{row['id']}")


@pytest.fixture
def visit(chromium: Browser, empty_station: Station, tabs: list[Tab]) -> Visit:
    """Opens tabs, each for a person or for nobody."""

    def open_tab(person: Person | None = ADMINISTRATOR, *, width: int = 1440, height: int = 900) -> Tab:
        # Without motion a colour is what it will be at once, and axe need not wait for it. Only tests of the field
        # keep the pages on the device: a browser fetches 400 files for that.
        context = chromium.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", service_workers="block"
        )
        tab = Tab(context, empty_station)
        tabs.append(tab)
        if person is not None:
            tab.be(person)
        return tab

    return open_tab


@pytest.fixture
def tab(visit: Callable[..., Tab], station: Station) -> Tab:
    """One wide tab of the administrator."""
    return visit()

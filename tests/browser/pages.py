"""A tab of the station's page, what went wrong in it, and short ways to look at it."""

import io
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Request, Response, expect

from tests.browser.station import ADMINISTRATOR, Person, Station

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WAIT_MS = 30_000
"""Long for a person, not for a machine that does other work as well."""

LONGEST_S = 900
"""The first test of a session also waits for the station and its sample project."""

ABORTED = "net::ERR_ABORTED"
"""A request the page itself gave up, because the person has gone on."""

NO_WORKER = "Service Worker registration blocked by Playwright"
"""What the browser says where a test's pages are not to be kept on the device."""

LEAN = {"resultTypes": ["violations"], "selectors": False}
"""What axe tells of a page: not what is right about it, and no paths to elements, which take it a third of its time."""

expect.set_options(timeout=WAIT_MS)


class Tab:
    """A tab of its own context: cookies, storage, and every problem it saw."""

    def __init__(self, context: BrowserContext, station: Station) -> None:
        self.context = context
        self.station = station
        self.expected = [re.compile(NO_WORKER)]
        self._seen: list[str] = []
        self.page = context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self.page.on("pageerror", lambda error: self._seen.append(f"error: {error}"))
        self.page.on("console", self._on_console)
        self.page.on("response", self._on_response)
        self.page.on("requestfailed", self._on_failed)

    def _on_console(self, message: ConsoleMessage) -> None:
        # The browser tells of a refused request a second time, without its address.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self._seen.append(f"console: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self._seen.append(f"http: {response.status} {response.request.method} {response.url}")

    def _on_failed(self, request: Request) -> None:
        if request.failure != ABORTED:
            self._seen.append(f"failed: {request.failure} {request.url}")

    @property
    def problems(self) -> list[str]:
        """What went wrong and was not expected."""
        return [text for text in self._seen if not any(pattern.search(text) for pattern in self.expected)]

    def expect_problem(self, pattern: str) -> None:
        """A problem this test makes on purpose."""
        self.expected.append(re.compile(pattern))

    def be(self, person: Person) -> None:
        """Sign in without the form: the cookie of a sign-in, and the note that this browser has one."""
        body = {"login": person.username, "password": person.password, "cookie": True}
        answer = self.context.request.post(f"{self.station.url}/api/v1/auth/login", data=body)
        assert answer.ok, answer.text()
        self.context.add_init_script("localStorage.setItem('fieldstation.signed-in', '1')")

    def open(self, path: str) -> None:
        """Go to an address and wait until its heading is there and nothing is being loaded."""
        self.page.goto(self.station.url + path)
        self.settle()

    def settle(self) -> None:
        expect(self.page.locator("h1").first).to_be_visible()
        expect(self.page.locator(".skeleton")).to_have_count(0)

    def button(self, name: str, *, exact: bool = True) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact)

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", name=name, exact=True)

    def query(self) -> dict[str, str]:
        """The query of the address."""
        return dict(self.page.evaluate("Object.fromEntries(new URLSearchParams(location.search))"))

    def until(self, is_so: Callable[[], Any], what: str, *, seconds: float = 30) -> Any:
        """Wait for something of the page that is no element, or of the station behind it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = is_so()
            if found:
                return found
            self.page.wait_for_timeout(100)
        raise AssertionError(f"not within {seconds} s: {what}")

    def pixels(self, selector: str) -> np.ndarray:
        """The pixels of an element as shown, RGB."""
        shot = self.page.locator(selector).first.screenshot()
        return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(float)

    def drop(self, selector: str, files: list[Path]) -> None:
        """Drop files on an element, as from a file manager."""
        held = [{"name": file.name, "data": list(file.read_bytes())} for file in files]
        self.page.evaluate(
            """([selector, held]) => {
                const transfer = new DataTransfer();
                for (const { name, data } of held) transfer.items.add(new File([new Uint8Array(data)], name));
                const options = { bubbles: true, cancelable: true, dataTransfer: transfer };
                const target = document.querySelector(selector);
                const kinds = ["dragenter", "dragover", "drop"];
                for (const kind of kinds) target.dispatchEvent(new DragEvent(kind, options));
            }""",
            [selector, held],
        )

    def violations(self, **options: Any) -> list[str]:
        """What axe finds wrong, a line each with the first elements concerned."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text())
        asked = json.dumps(LEAN | options)
        found = self.page.evaluate(f"axe.run(document, {asked}).then((r) => r.violations)")
        return [
            f"{rule['id']} ({rule['impact']}): {[node['html'][:160] for node in rule['nodes'][:3]]}" for rule in found
        ]

    def width_overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


Visit = Callable[..., Tab]


class FirstRun(NamedTuple):
    """What a new user sees: the set-up form, then the empty home page."""

    setup_title: str
    home_title: str
    ways_to_begin: list[str]
    problems: list[str]


def first_run_through_the_page(browser: Browser, station: Station) -> FirstRun:
    """Open the printed link, fill in the form, and look at the first page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    tab = Tab(context, station)
    tab.open(station.first_run_path)
    tab.page.get_by_label("Email", exact=True).fill(ADMINISTRATOR.email)
    setup_title = tab.page.locator("h1").inner_text()
    tab.page.get_by_label("User name").fill(ADMINISTRATOR.username)
    tab.page.get_by_label("Name as others see it").fill(ADMINISTRATOR.name)
    tab.page.get_by_label("Password").fill(ADMINISTRATOR.password)
    tab.button("Start").click()
    ways = tab.page.locator(".first-step h2")
    expect(ways.first).to_be_visible()
    seen = FirstRun(setup_title, tab.page.locator("h1").inner_text(), ways.all_inner_texts(), tab.problems)
    context.close()
    return seen

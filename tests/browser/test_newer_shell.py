"""A newer version of the pages: offered when the station has one, taken when a person says so."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import LONGEST_S, WAIT_MS
from tests.browser.station import Station

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]

KEPT = "async () => Boolean((await navigator.serviceWorker.ready).active && navigator.serviceWorker.controller)"
VERSION = "document.querySelector('meta[name=\"fieldstation-shell\"]').content"


class Front(ThreadingHTTPServer):
    """Passes on what a station answers; once `is_newer`, under another version of its pages."""

    daemon_threads = True

    def __init__(self, station: Station) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.station = station
        self.is_newer = False
        self.session = requests.Session()
        text = self.session.get(f"{station.url}/", timeout=60).text
        (self.version,) = re.findall(r'name="fieldstation-shell" content="([0-9a-f]+)"', text)

    @property
    def newer(self) -> str:
        return self.version[::-1]


class _Passing(BaseHTTPRequestHandler):
    server: Front
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        answer = self.server.session.get(self.server.station.url + self.path, timeout=60)
        content = answer.content
        if self.server.is_newer and self.path in {"/", "/service-worker.js"}:
            content = content.replace(self.server.version.encode(), self.server.newer.encode())
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() in {"content-type", "cache-control", "content-security-policy", "service-worker-allowed"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """A test says nothing of what it was asked."""


@contextmanager
def front_of(station: Station) -> Iterator[Front]:
    with Front(station) as front:
        threading.Thread(target=front.serve_forever, daemon=True).start()
        yield front
        front.shutdown()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(4 * WAIT_MS)
    yield page
    context.close()


def test_a_newer_version_is_offered_and_loaded_when_a_person_takes_it(page: Page, station: Station) -> None:
    with front_of(station) as front:
        page.goto(f"http://127.0.0.1:{front.server_port}/sign-in")
        page.wait_for_function(KEPT)
        assert page.evaluate(VERSION) == front.version
        front.is_newer = True
        page.reload()
        # The page of before, out of the device, goes on until somebody says so.
        expect(page.get_by_text("A newer version of these pages is ready")).to_be_visible(timeout=4 * WAIT_MS)
        assert page.evaluate(VERSION) == front.version
        page.get_by_role("button", name="Load it").click()
        expect(page.locator('meta[name="fieldstation-shell"]')).to_have_attribute("content", front.newer)
        page.reload()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert page.evaluate(VERSION) == front.newer

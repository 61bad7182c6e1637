"""One synthetic recording, its server, and a Chromium for the viewer's tests."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import soundfile
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright

from tests.browser.viewer.server import ViewerServer, running

SR = 250_000
CALLS_S = (0.5, 0.62, 1.4, 2.6)
CALL_LENGTH_S = 0.006
CALL_BAND_HZ = (40_000, 60_000)
"""Each call falls from the upper to the lower of these."""

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
IMITATED_CARD = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
"""Lets WebGL2 run without a graphics card, so that the shader is tried too."""


def sweep() -> np.ndarray:
    t = np.arange(int(CALL_LENGTH_S * SR)) / SR
    low, high = CALL_BAND_HZ
    phase = 2 * np.pi * (high * t - (high - low) / CALL_LENGTH_S * t**2 / 2)
    return 0.3 * np.sin(phase) * np.hanning(len(t)) ** 0.25


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ViewerServer]:
    """Four calls in three seconds of faint noise; the last is the model's, the others a person's."""
    folder = tmp_path_factory.mktemp("viewer")
    y = 1e-3 * np.random.default_rng(5).standard_normal(3 * SR)
    for onset_s in CALLS_S:
        y[int(onset_s * SR) :][: len(sweep())] += sweep()
    soundfile.write(folder / "calls.wav", y, SR, subtype="PCM_16")
    segments: list[dict[str, Any]] = [
        {
            "id": str(100 + i),
            "onset_s": onset_s,
            "offset_s": onset_s + CALL_LENGTH_S,
            "low_hz": 35_000,
            "high_hz": 65_000,
            "label": "sweep",
            "source": "model" if onset_s == CALLS_S[-1] else "person",
            "confidence": 0.9,
        }
        for i, onset_s in enumerate(CALLS_S)
    ]
    with running(ViewerServer(folder / "calls.wav", segments, folder, has_pyramid=True)) as served:
        yield served


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS + IMITATED_CARD)
    yield browser
    browser.close()


class ViewerPage:
    """The harness in one tab, and short ways to look at it."""

    def __init__(self, page: Page, server: ViewerServer) -> None:
        self.page = page
        self.server = server
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self.problems.append(message.text))

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.server.url}/harness.html?{query}")
        self.until("!!window.viewer && viewer.figures().isComplete && viewer.figures().underWay === 0")
        self.page.wait_for_timeout(150)

    def js(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def until(self, expression: str, *, seconds: float = 15) -> None:
        """Polls from outside: the page's policy forbids the evaluation Playwright would wait with."""
        for _ in range(int(seconds * 20)):
            if self.js(expression):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never became true: {expression}")

    def at_rest(self) -> int:
        """Wait until nothing is under way and nothing more is asked for; how often the server was asked by then."""
        requests, n_still = -1, 0
        while n_still < 8:
            self.until("viewer.figures().isComplete && viewer.figures().underWay === 0")
            self.page.wait_for_timeout(50)
            now = sum(self.server.requests.values())
            n_still = n_still + 1 if now == requests else 0
            requests = now
        return requests

    def box(self) -> dict[str, float]:
        """The spectrogram's rectangle on the page."""
        found = self.page.locator(".v-spectrum").bounding_box()
        assert found is not None
        return dict(found)

    def at(self, t: float, f: float) -> tuple[float, float]:
        """The page's coordinates of a time and a frequency."""
        view, box = self.js("viewer.view()"), self.box()
        x = box["x"] + (t - view["t0"]) / (view["t1"] - view["t0"]) * box["width"]
        y = box["y"] + (view["f1"] - f) / (view["f1"] - view["f0"]) * box["height"]
        return x, y

    def drag(self, start: tuple[float, float], stop: tuple[float, float]) -> None:
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move((start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2)
        self.page.mouse.move(*stop)
        self.page.mouse.up()
        self.page.wait_for_timeout(80)

    def pixels(self) -> np.ndarray:
        """The spectrogram's pixels as shown, RGB."""
        box = self.box()
        shot = self.page.screenshot(clip={name: box[name] for name in ("x", "y", "width", "height")})
        return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(float)

    def segments(self) -> list[dict[str, Any]]:
        return list(self.js("viewer.segments().map((s) => ({...s}))"))


@pytest.fixture
def viewer(browser: Browser, server: ViewerServer) -> Iterator[Callable[..., ViewerPage]]:
    """Opens the harness; at the end nothing may have gone wrong on the page."""
    context = browser.new_context(viewport={"width": 1200, "height": 700})
    opened: list[ViewerPage] = []

    def open_page(query: str = "") -> ViewerPage:
        page = ViewerPage(context.new_page(), server)
        opened.append(page)
        page.open(query)
        return page

    yield open_page
    context.close()
    for page in opened:
        assert page.problems == []

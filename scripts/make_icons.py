"""Draws the page's mark as the pictures a device wants of an installed page, from static/icons/mark.svg.

Run by hand where Chromium is, when the mark has changed: `.venv/bin/python scripts/make_icons.py`.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).resolve().parent.parent / "static" / "icons"
CHROMIUM = "/usr/bin/chromium"
NIGHT = "#0f1412"
"""The mark's own ground, which a maskable picture fills to its edges."""

PICTURES = {"mark-192.png": (192, 1.0, "transparent"), "mark-512.png": (512, 1.0, "transparent"),
            "mark-maskable-512.png": (512, 0.72, NIGHT)}  # fmt: skip
"""By file: pixels, how much of the width the mark takes (a mask may cut a tenth off each side), the ground."""


def main() -> int:
    mark = (ICONS / "mark.svg").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, (size, share, ground) in PICTURES.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(
                f"<style>body{{margin:0;display:grid;place-items:center;height:{size}px;background:{ground}}}"
                f"svg{{width:{share * size}px}}</style>{mark}"
            )
            page.screenshot(path=ICONS / name, omit_background=True)
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

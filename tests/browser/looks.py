"""Looks of a page: theme or forced colours, and a width; and what axe finds in each."""

from typing import Any, Literal, NamedTuple

from playwright.sync_api import expect

from tests.browser.pages import Tab

NARROW, WIDE = 360, 1440
HEIGHT = {NARROW: 780, WIDE: 900}

DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
"""Colours of another medium hold only once they have been drawn."""

COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""All that a change of theme can spoil."""


class Look(NamedTuple):
    """How a page is shown."""

    colours: Literal["light", "dark", "forced"]
    width: int


EVERY_LOOK = [Look(colours, width) for width in (WIDE, NARROW) for colours in ("light", "dark", "forced")]


def put_on(tab: Tab, look: Look) -> None:
    """Show the open page in a look."""
    tab.page.set_viewport_size({"width": look.width, "height": HEIGHT[look.width]})
    theme: Literal["light", "dark"] = "dark" if look.colours == "dark" else "light"
    tab.page.emulate_media(color_scheme=theme, forced_colors="active" if look.colours == "forced" else "none")
    expect(tab.page.locator("html")).to_have_attribute("data-theme", theme)
    tab.page.evaluate(DRAWN)


def faults(tab: Tab, looks: dict[Look, dict[str, Any]]) -> list[str]:
    """What is wrong with the open page in some looks, each with the rules it is held against (none: all)."""
    found: list[str] = []
    for look, rules in looks.items():
        put_on(tab, look)
        found += [f"{look.width} px, {look.colours}: {text}" for text in tab.violations(**rules)]
        if tab.width_overflow() > 0:
            found.append(f"{look.width} px: {tab.width_overflow()} px wider than the window")
    return found

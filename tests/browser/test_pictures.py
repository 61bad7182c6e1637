"""Identify, the wall of pictures and a picture's page as people use them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages import LONGEST_S, Tab
from tests.browser.station import Station
from tests.factories.images import exif_of, paint

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LONGEST_S)]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph that a phone stored on its side."""
    path = tmp_path / "garden.jpg"
    paint((400, 300), seed=991).save(path, exif=exif_of(orientation=6, place=(46.5, 13.25)))
    return path


def test_a_picture_is_brought_edited_and_named_by_hand(
    visit: Callable[..., Tab], sample: Station, photo: Path
) -> None:
    tab = visit()
    tab.open("/identify")
    tab.page.get_by_label("Choose a picture").set_input_files(photo)
    shown = tab.page.locator(".picture-hold img")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth < image.naturalHeight")
    tab.page.get_by_role("button", name="Crop", exact=False).first.click()
    tab.page.keyboard.press("ArrowRight")
    tab.page.get_by_role("button", name="Keep this part").click()
    expect(tab.page.get_by_text("Version 2")).to_be_visible()
    tab.page.keyboard.press("r")
    expect(tab.page.get_by_text("Version 3")).to_be_visible()
    tab.page.keyboard.press("u")
    expect(tab.page.get_by_text("Version 2")).to_be_visible()
    tab.page.get_by_role("button", name="Name it yourself").click()
    tab.page.get_by_role("combobox", name="Species").fill("Lacerta agilis")
    tab.page.get_by_role("button", name="It is this").click()
    expect(tab.page.get_by_role("region", name="Named by people")).to_contain_text("Lacerta agilis")
    assert tab.violations() == []
    assert tab.problems == []


def test_the_station_proposes_what_it_has_learned_and_a_person_confirms(
    visit: Callable[..., Tab], sample: Station
) -> None:
    frog = next(row for row in sample.rows("/images?identified=false") if row["name"] == "encounter-9-0.jpg")
    tab = visit()
    tab.open(f"/identify?image={frog['id']}")
    tab.page.get_by_role("button", name="What is it?").click()
    card = tab.page.locator(".result-card").filter(has_text="Hyla arborea")
    expect(card).to_be_visible()
    assert tab.violations() == []
    card.get_by_role("button", name="Right, add it").click()
    expect(card.get_by_text("Confirmed")).to_be_visible()
    assert "Hyla arborea" in [row["species"]["scientific_name"] for row in sample.rows("/dex/entries")]


def test_the_wall_is_narrowed_by_what_stands_in_the_address(visit: Callable[..., Tab], sample: Station) -> None:
    tab = visit()
    tab.open("/pictures?identified=true")
    tiles = tab.page.locator(".picture-tile")
    expect(tiles.filter(has_text="Strix aluco")).to_be_visible()
    expect(tiles.filter(has_text="encounter-7-0.jpg")).to_have_count(0)
    tiles.filter(has_text="Strix aluco").get_by_role("link").click()
    expect(tab.page.locator("h1")).to_have_text("Strix aluco")

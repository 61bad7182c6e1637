"""The standard picture: upright for all eight orientations, sRGB, within its size, and bare."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from processing.images.exif import read_exif
from processing.images.opening import open_picture
from processing.images.standard import make_set, make_standard
from processing.images.transformations import Crop
from tests.factories.images import exif_of
from tests.processing.images.scenes import CORNERS, RED, alike, as_stored, corners, save, scene

UPRIGHT = list(CORNERS.values())


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif"])
def test_every_orientation_comes_out_upright(orientation, name, tmp_path):
    path = save(as_stored(orientation), tmp_path / name, orientation=orientation, quality=95)
    facts, size = make_set(path, tmp_path)
    assert (facts.orientation, facts.width, facts.height, size) == (orientation, 240, 160, (240, 160))
    for file in ("standard.webp", "768.webp", "256.webp"):
        with Image.open(tmp_path / file) as picture:
            assert picture.size == (240, 160)
            assert alike(corners(picture), UPRIGHT), f"{file} of orientation {orientation}"


@pytest.mark.parametrize("orientation", [0, 9, 77])
def test_an_orientation_that_does_not_exist_changes_nothing(orientation, tmp_path):
    path = save(scene(), tmp_path / "a.jpg", orientation=orientation, quality=95)
    assert alike(corners(make_standard(path)), UPRIGHT)


@pytest.mark.parametrize("kind", ["heic", "avif"])
def test_a_phones_own_turn_is_applied_once(kind, tmp_path):
    from pillow_heif import register_heif_opener

    register_heif_opener()
    path = save(as_stored(6), tmp_path / f"a.{kind}", orientation=6, quality=95)
    standard = make_standard(path)
    assert standard.size == (240, 160)
    assert alike(corners(standard), UPRIGHT)


def test_the_longer_side_is_2560_at_most_and_nothing_is_blown_up(tmp_path):
    large = save(scene((1000, 5200)), tmp_path / "large.jpg")
    facts, size = make_set(large, tmp_path)
    assert ((facts.width, facts.height), size) == ((1000, 5200), (492, 2560))
    sizes = {name: Image.open(tmp_path / name).size for name in ("768.webp", "256.webp")}
    assert sizes == {"768.webp": (148, 768), "256.webp": (49, 256)}


def test_a_crop_of_a_large_picture_keeps_the_originals_pixels(tmp_path):
    stripes = Image.new("RGB", (5000, 400))
    for x in range(0, 5000, 2):
        stripes.paste((255, 255, 255), (x, 0, x + 1, 400))
    path = save(stripes, tmp_path / "stripes.png")
    cropped = make_standard(path, [Crop(0.1, 0.0, 0.2, 1.0)])
    assert cropped.size == (1000, 400)
    assert {cropped.getpixel((x, 200)) for x in (400, 401)} == {(255, 255, 255), (0, 0, 0)}


def test_colours_of_another_profile_become_srgb(tmp_path):
    lab = ImageCms.createProfile("LAB")
    image = ImageCms.profileToProfile(scene(), ImageCms.createProfile("sRGB"), lab, outputMode="LAB")
    path = tmp_path / "lab.tif"
    image.save(path, icc_profile=ImageCms.ImageCmsProfile(lab).tobytes())
    assert alike(corners(make_standard(path)), UPRIGHT)


def test_a_broken_profile_changes_nothing(tmp_path):
    path = save(scene(), tmp_path / "a.png", icc_profile=b"not a profile")
    assert corners(make_standard(path)) == UPRIGHT


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_other_colour_models_become_rgb(mode, tmp_path):
    path = save(scene(mode=mode), tmp_path / "a.tif")
    standard = make_standard(path)
    assert standard.mode == "RGB"
    assert alike(corners(standard), corners(scene(mode=mode).convert("RGB")))


def test_sixteen_bits_are_scaled_and_not_cut_off(tmp_path):
    grey = Image.new("I;16", (64, 64), 0x8000)
    path = save(grey, tmp_path / "a.png")
    assert make_standard(path).getpixel((5, 5)) == (127, 127, 127)


def test_what_is_transparent_becomes_white(tmp_path):
    glass = Image.new("RGBA", (64, 64), (*RED, 0))
    assert make_standard(save(glass, tmp_path / "a.png")).getpixel((5, 5)) == (255, 255, 255)


def _private(path: Path) -> bytes:
    photo = scene()
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", exif=exif_of(place=(46.5, 13.25), serial="SN-4711"), comment=b"secret-comment")
    path.write_bytes(buffer.getvalue())
    return buffer.getvalue()


def test_nothing_but_pixels_is_in_what_is_shown(tmp_path):
    path = tmp_path / "a.jpg"
    assert b"SN-4711" in _private(path)
    make_set(path, tmp_path)
    for file in ("standard.webp", "768.webp", "256.webp"):
        content = (tmp_path / file).read_bytes()
        assert not any(word in content for word in (b"SN-4711", b"Exif", b"EXIF", b"XMP", b"ICCP", b"secret"))
        with Image.open(tmp_path / file) as picture:
            assert (dict(picture.getexif()), picture.info.get("exif")) == ({}, None)


REAL = Path(os.environ.get("FIELDSTATION_DATA", "/nonexistent")) / "images"


@pytest.mark.skipif(not REAL.is_dir(), reason="set FIELDSTATION_DATA to a folder with images/")
def test_real_photographs_lose_place_and_serial_numbers(tmp_path):
    for path in sorted(REAL.iterdir()):
        if path.suffix.lower() not in {".jpg", ".jpeg", ".png", ".heic"}:
            continue
        facts, size = make_set(path, tmp_path)
        assert max(size) <= 2560
        assert (size[0] > size[1]) == (facts.width > facts.height), path.name
        for file in ("standard.webp", "768.webp", "256.webp"):
            with open_picture(tmp_path / file) as shown:
                assert dict(shown.getexif()) == {}
                assert read_exif(shown).latitude is None
            assert b"Exif" not in (tmp_path / file).read_bytes()

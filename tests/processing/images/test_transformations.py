"""Every transformation does to the pixels what it says, is checked, and is applied after conversion too."""

import pytest
from PIL import Image

from processing.errors import ImageError
from processing.images.standard import make_standard
from processing.images.transformations import (
    MIN_SIDE,
    Brightness,
    Contrast,
    Crop,
    Flip,
    Rotate,
    apply_transformations,
    inscribed,
    read_transformations,
    size_after,
    write_transformations,
)
from tests.processing.images.scenes import BLUE, GREEN, RED, YELLOW, alike, as_stored, corners, save, scene

QUARTERS = {
    0: [RED, GREEN, BLUE, YELLOW],
    90: [BLUE, RED, YELLOW, GREEN],
    180: [YELLOW, BLUE, GREEN, RED],
    270: [GREEN, YELLOW, RED, BLUE],
}
"""Corners of the scene after so many degrees clockwise."""


@pytest.mark.parametrize("degrees", [-810, -450, -360, -270, -180, -90, 0, 90, 180, 270, 360, 450, 540, 720, 990])
def test_a_turn_by_any_multiple_of_ninety_moves_pixels_exactly(degrees):
    turned = Rotate(degrees).apply(scene())
    assert corners(turned) == QUARTERS[degrees % 360]
    assert turned.size == ((240, 160) if degrees % 180 == 0 else (160, 240)) == Rotate(degrees).size((240, 160))


def test_four_quarter_turns_are_none():
    assert apply_transformations(scene(), [Rotate(90)] * 4).tobytes() == scene().tobytes()


@pytest.mark.parametrize("degrees", [-7.5, 12, 33, 45, 60, 89, 135])
def test_a_free_turn_shows_no_empty_corner(degrees):
    turned = Rotate(degrees).apply(Image.new("RGB", (240, 160), "white"))
    darkest = min(low for low, _high in turned.getextrema())
    assert darkest > 250
    assert turned.size == Rotate(degrees).size((240, 160))


def test_a_free_turn_is_clockwise_about_the_middle():
    dot = Image.new("RGB", (400, 400), "black")
    dot.paste((255, 255, 255), (295, 195, 306, 206))
    turned = Rotate(30).apply(dot)
    # The dot lay 100 pixels to the right of the middle; clockwise by 30 degrees it lies below that line.
    x, y = turned.width / 2 + 100 * 0.8660, turned.height / 2 + 100 * 0.5
    assert turned.getpixel((round(x), round(y)))[0] > 200


@pytest.mark.parametrize("size", [(240, 160), (160, 240), (300, 300), (1000, 60)])
@pytest.mark.parametrize("degrees", [1, 20, 45, 70, 91, 179, -30])
def test_the_inscribed_rectangle_lies_within_the_turned_picture(size, degrees):
    import math

    width, height = inscribed(size, degrees)
    angle = math.radians(degrees)
    for x, y in ((width / 2, height / 2), (width / 2, -height / 2)):
        back = (abs(x * math.cos(angle) + y * math.sin(angle)), abs(-x * math.sin(angle) + y * math.cos(angle)))
        assert back[0] <= size[0] / 2 + 1e-6
        assert back[1] <= size[1] / 2 + 1e-6


def test_a_crop_keeps_its_rectangle():
    cropped = Crop(0.5, 0.0, 0.5, 0.5).apply(scene())
    assert (cropped.size, set(corners(cropped))) == ((120, 80), {GREEN})
    inner = Crop(0.25, 0.25, 0.5, 0.5).apply(scene())
    assert (inner.size, corners(inner)) == ((120, 80), [RED, GREEN, BLUE, YELLOW])


def test_flips_mirror():
    assert corners(Flip("horizontal").apply(scene())) == [GREEN, RED, YELLOW, BLUE]
    assert corners(Flip("vertical").apply(scene())) == [BLUE, YELLOW, RED, GREEN]


def test_brightness_multiplies_every_value():
    grey = Image.new("RGB", (32, 32), (100, 100, 100))
    assert Brightness(1.5).apply(grey).getpixel((3, 3)) == (150, 150, 150)
    assert Brightness(0.5).apply(grey).getpixel((3, 3)) == (50, 50, 50)
    assert Brightness(1).apply(scene()).tobytes() == scene().tobytes()


def test_contrast_multiplies_the_distance_from_the_mean():
    halves = Image.new("RGB", (40, 40), (80, 80, 80))
    halves.paste((120, 120, 120), (20, 0, 40, 40))
    harder = Contrast(2.0).apply(halves)
    assert (harder.getpixel((3, 3)), harder.getpixel((30, 3))) == ((60, 60, 60), (140, 140, 140))
    assert Contrast(1).apply(scene()).tobytes() == scene().tobytes()


def test_transformations_are_applied_in_their_order():
    turned_first = apply_transformations(scene(), [Rotate(90), Crop(0, 0, 0.5, 0.5)])
    cropped_first = apply_transformations(scene(), [Crop(0, 0, 0.5, 0.5), Rotate(90)])
    assert (set(corners(turned_first)), set(corners(cropped_first))) == ({BLUE}, {RED})


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turn_counts_from_the_upright_picture_and_survives_conversion(orientation, tmp_path):
    path = save(as_stored(orientation), tmp_path / "a.jpg", orientation=orientation, quality=95)
    assert alike(corners(make_standard(path, [Rotate(90)])), QUARTERS[90])


@pytest.mark.parametrize("name", ["a.heic", "a.avif", "a.gif", "a.tif", "a.png", "a.webp"])
def test_edits_are_applied_to_what_had_to_be_converted_first(name, tmp_path):
    from pillow_heif import register_heif_opener

    register_heif_opener()
    path = save(scene(), tmp_path / name, **({} if name == "a.gif" else {"quality": 95}))
    edited = make_standard(path, [Rotate(180), Crop(0, 0, 0.5, 0.5), Brightness(0.5)])
    assert edited.size == (120, 80)
    assert alike(corners(edited), [tuple(value // 2 for value in YELLOW)] * 4)


GOOD = [
    {"op": "rotate", "degrees": 90}, {"op": "crop", "x": 0.1, "y": 0.1, "width": 0.5, "height": 0.5},
    {"op": "flip", "axis": "vertical"}, {"op": "brightness", "factor": 1.2}, {"op": "contrast", "factor": 0.8},
]  # fmt: skip


def test_documents_are_read_and_written_alike():
    assert write_transformations(read_transformations(GOOD)) == GOOD


BAD = [
    {}, {"op": "explode"}, {"op": "rotate"}, {"op": "rotate", "degrees": "90"}, {"op": "rotate", "degrees": True},
    {"op": "rotate", "degrees": float("nan")}, {"op": "rotate", "degrees": float("inf")},
    {"op": "rotate", "degrees": 4000}, {"op": "rotate", "degrees": 90, "more": 1},
    {"op": "crop", "x": 0, "y": 0, "width": 0, "height": 1},
    {"op": "crop", "x": 0.6, "y": 0, "width": 0.5, "height": 1},
    {"op": "crop", "x": -0.1, "y": 0, "width": 0.5, "height": 1}, {"op": "crop", "x": 0, "y": 0, "width": 0.5},
    {"op": "flip", "axis": "sideways"}, {"op": "flip", "axis": None}, {"op": "brightness", "factor": 0},
    {"op": "contrast", "factor": 1e9}, {"op": "contrast", "factor": None},
]  # fmt: skip


@pytest.mark.parametrize("document", BAD, ids=str)
def test_a_wrong_transformation_is_refused(document):
    with pytest.raises(ImageError) as refusal:
        read_transformations([document])
    assert refusal.value.code == "bad-transformation"


def test_too_many_and_too_little_are_refused():
    with pytest.raises(ImageError, match="at most 50"):
        read_transformations([GOOD[0]] * 51)
    tiny = [Crop(0, 0, 0.25, 0.25)] * 3
    with pytest.raises(ImageError, match=f"{MIN_SIDE} pixels must be left"):
        size_after((240, 160), tiny)

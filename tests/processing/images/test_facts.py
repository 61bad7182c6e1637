"""What a picture's file says of it, and which pictures look alike."""

import io
from datetime import datetime

import pytest
from PIL import Image, ImageEnhance

from processing.images.exif import read_exif
from processing.images.hashing import NEAR_BITS, distance, perceptual_hash
from tests.factories.images import exif_of, paint


def _with(**exif):
    buffer = io.BytesIO()
    paint().save(buffer, "JPEG", exif=exif_of(**exif))
    return Image.open(buffer)


def test_time_offset_place_and_camera_are_read():
    facts = read_exif(_with(place=(-12.5, -77.0391), offset="-05:00"))
    assert facts.taken == datetime.fromisoformat("2026-06-12T21:40:00")
    assert (facts.utc_offset_min, facts.camera) == (-300, "Acme TrailCam 3")
    assert (facts.latitude, facts.longitude) == pytest.approx((-12.5, -77.0391), abs=1e-6)


def test_serial_numbers_are_not_among_the_facts():
    assert "SN-4711" not in str(read_exif(_with(place=(1, 2))))


NEVER_SET = ["0000:00:00 00:00:00", "    :  :     :  :  ", "2026:13:40 25:61:61", "1492:01:01 00:00:00"]


@pytest.mark.parametrize("taken", NEVER_SET)
def test_a_clock_that_was_never_set_says_nothing(taken):
    assert read_exif(_with(taken=taken)).taken is None


def test_a_receiver_without_a_fix_says_no_place():
    assert read_exif(_with(place=(0, 0))).latitude is None


@pytest.mark.parametrize("offset", ["+99:00", "later", "", None])
def test_an_offset_that_is_none_is_left_out(offset):
    assert read_exif(_with(offset=offset)).utc_offset_min is None


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_picture_without_or_with_broken_exif_says_nothing():
    assert read_exif(paint()).taken is None
    head = b"Exif\0\0"
    for block in (head + b"II*\0\xff\xff\xff\xff", head, head + b"\xff" * 40, exif_of(place=(46, 13))[:90]):
        buffer = io.BytesIO()
        paint().save(buffer, "JPEG", exif=block)
        assert read_exif(Image.open(buffer)).latitude is None


def test_copies_that_were_scaled_encoded_or_brightened_look_alike():
    original = paint((640, 480), seed=3)
    mine = perceptual_hash(original)
    buffer = io.BytesIO()
    original.resize((320, 240)).save(buffer, "JPEG", quality=40)
    assert distance(mine, perceptual_hash(Image.open(buffer))) <= NEAR_BITS
    assert distance(mine, perceptual_hash(ImageEnhance.Brightness(original).enhance(1.1))) <= NEAR_BITS


def test_other_pictures_do_not():
    hashes = [perceptual_hash(paint((320, 240), seed)) for seed in range(12)]
    others = [distance(a, b) for n, a in enumerate(hashes) for b in hashes[n + 1 :]]
    assert min(others) > NEAR_BITS


def test_a_picture_of_one_grey_has_no_hash():
    assert perceptual_hash(Image.new("RGB", (100, 80), "grey")) == 0

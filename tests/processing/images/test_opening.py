"""Pictures of every format are read; bombs, broken files and other files are refused in clear words."""

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from processing.bounded import nursery
from processing.errors import ImageError
from processing.images.bounded import LIMITS, make_set_bounded
from processing.images.formats import sniff
from processing.images.standard import look_into, make_standard
from tests.processing.images.scenes import CORNERS, alike, corners, save, scene

FORMATS = {
    "jpeg": ("a.jpg", {"quality": 95}), "png": ("a.png", {}), "webp": ("a.webp", {"quality": 95}),
    "tiff": ("a.tif", {}), "heif": ("a.heic", {"quality": 95}), "avif": ("a.avif", {"quality": 95}),
    "gif": ("a.gif", {}),
}  # fmt: skip


def _written(kind: str, folder: Path) -> Path:
    from pillow_heif import register_heif_opener

    register_heif_opener()
    name, saving = FORMATS[kind]
    return save(scene(), folder / name, **saving)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_read(kind, tmp_path):
    path = _written(kind, tmp_path)
    facts = look_into(path)
    assert (facts.format, facts.width, facts.height) == (kind, 240, 160)
    assert alike(corners(make_standard(path)), list(CORNERS.values()))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_name_that_lies_does_not_matter(kind, tmp_path):
    path = _written(kind, tmp_path).rename(tmp_path / "holiday.txt")
    assert sniff(path.read_bytes()[:512]) == kind
    assert look_into(path).format == kind


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_cut_short_is_damaged(kind, tmp_path):
    noise = Image.effect_noise((300, 200), 90).convert("RGB")
    name, saving = FORMATS[kind]
    _written(kind, tmp_path)
    path = save(noise, tmp_path / name, **saving)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with pytest.raises(ImageError) as refusal:
        make_standard(path)
    assert refusal.value.code == "picture-damaged"


@pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\0" * 600])
def test_other_files_are_no_pictures(content, tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    with pytest.raises(ImageError) as refusal:
        look_into(path)
    assert refusal.value.code == "not-a-picture"


def _png(width: int, height: int, rows: bytes) -> bytes:
    """A PNG of one bit a pixel whose header says any size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_001, 10_000), (60_000, 60_000), (2_000_000_000, 2)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(size, tmp_path):
    path = tmp_path / "bomb.png"
    path.write_bytes(_png(*size, rows=b""))
    with pytest.raises(ImageError) as refusal:
        look_into(path)
    assert refusal.value.code == "picture-too-large"


def test_a_picture_of_a_hundred_megapixels_is_taken(tmp_path):
    path = tmp_path / "large.png"
    path.write_bytes(_png(10_000, 10_000, rows=bytes(10_000 * 1251)))
    made = make_set_bounded(path, tmp_path)
    assert ((made.facts.width, made.facts.height), made.size) == ((10_000, 10_000), (2560, 2560))


def test_only_the_first_picture_of_an_animation_is_read(tmp_path):
    frames = [scene(), Image.new("RGB", (240, 160), "black")]
    path = tmp_path / "a.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert alike(corners(make_standard(path)), list(CORNERS.values()))


def test_a_decoder_without_memory_ends_alone_with_a_clear_word(tmp_path, monkeypatch):
    # A sitecustomize of the test lowers the limits of the interpreter started for this call.
    monkeypatch.setattr(nursery, "is_open", lambda: False)
    (tmp_path / "sitecustomize.py").write_text("import resource; resource.setrlimit(resource.RLIMIT_CPU, (0, 0))")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    path = save(scene(), tmp_path / "a.png")
    with pytest.raises(ImageError) as refusal:
        make_set_bounded(path, tmp_path)
    assert refusal.value.code == "picture-too-costly"


def test_the_child_has_limits_on_memory_and_time():
    assert LIMITS.memory_bytes <= 2 * 1024**3
    assert LIMITS.cpu_s <= 30

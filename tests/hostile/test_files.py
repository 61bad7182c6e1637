"""The hostile corpus, files: each is refused in words, or read, within bounds the kernel keeps."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.uploads.archives import Limits, open_archive
from ml.calls.onnx import Takes, accept
from ml.calls.store import load
from ml.detection.store import load as load_detector
from ml.vision.answers import VisionError
from ml.vision.reading import read_answer
from processing.audio.admission import admit
from processing.audio.formats import read_segments
from processing.errors import ProcessingError
from processing.images.bounded import make_set_bounded
from processing.taxonomy.checklist import open_checklist
from processing.telemetry.messages import BodyFormat, decode, unpack
from processing.timeseries.read import detect, read
from tests.architecture.error_codes import codes_in_document
from tests.hostile import archives, models, pictures, sounds, tables
from tests.hostile.bounds import outcome

LIMITS = Limits(max_members=50, max_total_bytes=64 << 20, max_member_bytes=1 << 20)

TWO = Takes(("fall", "rise"), "warble27")

KNOWN = frozenset(codes_in_document())


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def write_bytes(content: bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return write_bytes


def check(found: str, *, is_taken: bool = False) -> None:
    """A refusal with a documented code; `is_taken` where reading the file is as good an answer."""
    assert found in KNOWN or (is_taken and found == "taken"), found


def _unpack(path: Path, folder: Path) -> None:
    with open_archive(path, LIMITS) as archive:
        for number, member in enumerate(archive.members):
            archive.extract(member, folder / str(number))


@pytest.mark.parametrize("name", archives.CASES)
def test_an_archive(name: str, write: Callable[[bytes], Path], tmp_path: Path) -> None:
    path, before = write(archives.CASES[name]()), set(tmp_path.parent.iterdir())
    found = outcome(lambda: _unpack(path, tmp_path))
    is_forgiven = name in archives.HARMLESS and found == "taken"
    assert found.startswith("archive-") or found == "too-large" or is_forgiven, found
    assert set(tmp_path.parent.iterdir()) == before
    assert sum(one.stat().st_size for one in tmp_path.iterdir() if one != path) <= LIMITS.max_total_bytes


@pytest.mark.parametrize("name", sounds.REFUSED)
def test_a_sound(name: str, write: Callable[[bytes], Path]) -> None:
    path = write(sounds.REFUSED[name]())
    check(outcome(lambda: admit(path)))


@pytest.mark.parametrize("name", sounds.SURVIVED)
def test_a_sound_that_may_be_read(name: str, write: Callable[[bytes], Path]) -> None:
    path = write(sounds.SURVIVED[name]())
    check(outcome(lambda: admit(path)), is_taken=True)


def _made(path: Path, folder: Path) -> str:
    try:
        make_set_bounded(path, folder)
    except ProcessingError as exc:
        return exc.code
    return "taken"


@pytest.mark.parametrize("name", pictures.REFUSED)
def test_a_picture(name: str, write: Callable[[bytes], Path], tmp_path: Path) -> None:
    check(_made(write(pictures.REFUSED[name]()), tmp_path))


@pytest.mark.parametrize("name", pictures.SURVIVED)
def test_a_picture_that_may_be_read(name: str, write: Callable[[bytes], Path], tmp_path: Path) -> None:
    check(_made(write(pictures.SURVIVED[name]()), tmp_path), is_taken=True)


def _series(path: Path) -> None:
    read(path, detect(path, name="a", zone="UTC").plan)


@pytest.mark.parametrize("name", tables.SERIES)
def test_a_file_of_values(name: str, write: Callable[[bytes], Path]) -> None:
    path = write(tables.SERIES[name]())
    check(outcome(lambda: _series(path)), is_taken=True)


@pytest.mark.parametrize("name", tables.SEGMENTS)
def test_a_file_of_segments(name: str, write: Callable[[bytes], Path]) -> None:
    path = write(tables.SEGMENTS[name]())
    check(outcome(lambda: read_segments(path)), is_taken=True)


@pytest.mark.parametrize("name", [*archives.CASES][16:40])
def test_an_archive_offered_as_a_checklist(name: str, write: Callable[[bytes], Path]) -> None:
    path = write(archives.CASES[name]())
    check(outcome(lambda: open_checklist(path, name="a.zip").source.close()), is_taken=True)


@pytest.mark.parametrize("name", tables.BODIES)
def test_a_body_of_readings(name: str) -> None:
    form, body = tables.BODIES[name]
    check(outcome(lambda: decode(body, BodyFormat(form), received_us=0)), is_taken=True)


@pytest.mark.parametrize("body", [b"\x1f\x8b", b"\x1f\x8b\x08" + bytes(60), b"plain text"])
def test_a_body_that_is_no_gzip(body: bytes) -> None:
    assert outcome(lambda: unpack(body)) == "body-unreadable"


def test_a_body_that_unpacks_to_a_gigabyte() -> None:
    import gzip

    packed = gzip.compress(bytes(64 << 20))
    assert outcome(lambda: unpack(packed)) == "body-unreadable"


@pytest.mark.parametrize("name", models.PICKLES)
def test_a_pickle_runs_nothing(name: str, write: Callable[[bytes], Path]) -> None:
    path = write(models.PICKLES[name]())
    found = outcome(lambda: read_segments(path, format_name="pickle"))
    assert found in {"unsafe-pickle", "broken-pickle", "too-large", "not-a-table", "not-predecessor"}, found
    assert not Path("/tmp/owned").exists()


@pytest.mark.parametrize("name", models.CLASSIFIERS)
def test_a_classifier(name: str) -> None:
    data = models.CLASSIFIERS[name]()
    check(outcome(lambda: load(data)))
    check(outcome(lambda: load_detector(data)))


@pytest.mark.parametrize("name", models.MODELS)
def test_an_onnx_model(name: str) -> None:
    data = models.MODELS[name]()
    check(outcome(lambda: accept(data, TWO)))


@pytest.mark.parametrize("text", tables.ANSWERS, ids=range(len(tables.ANSWERS)))
def test_an_answer_of_a_vision_provider(text: str) -> None:
    def read_it() -> None:
        try:
            read_answer(text)
        except VisionError as exc:
            raise ProcessingError(exc.code, exc.message) from exc

    check(outcome(read_it), is_taken=True)

"""Work in a bounded process: its results and refusals arrive, its crashes and excesses end nothing else."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PIL import Image

from processing.audio.admission import Admitted, admit, admit_bounded
from processing.bounded import BoundedError, Limits, calls, nursery, run
from processing.errors import ProcessingError, SignalError
from processing.images.sets import write_set

SMALL = Limits(memory_bytes=1 << 30, cpu_s=20, wait_s=30.0)


@pytest.fixture(params=["nursery", "interpreter"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to a bounded process."""
    if request.param == "interpreter":
        monkeypatch.setattr(nursery, "is_open", lambda: False)
    return str(request.param)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "PIPI_20240621_221504.flac"
    soundfile.write(path, np.sin(np.arange(2_000_000) / 5) / 2, 48_000, subtype="PCM_16")
    return path


def test_the_result_is_what_the_function_gives_here(way: str, sound: Path) -> None:
    found = admit_bounded(sound, time_expansion=2.0)
    assert isinstance(found, Admitted)
    assert found == admit(sound, time_expansion=2.0)


def test_a_refusal_is_raised_as_the_function_raises_it(way: str, tmp_path: Path) -> None:
    path = tmp_path / "diary.wav"
    path.write_text("tonight I heard nothing")
    with pytest.raises(SignalError) as refused:
        admit_bounded(path)
    assert refused.value.code == "not-audio"


def test_too_little_memory_refuses_the_file_and_ends_nothing_else(way: str, sound: Path, tmp_path: Path) -> None:
    picture = tmp_path / "large.png"
    Image.new("RGB", (4000, 4000)).save(picture, compress_level=1)
    with pytest.raises(ProcessingError) as refused:
        run(Limits(memory_bytes=1 << 20, cpu_s=20, wait_s=30.0), write_set, picture, tmp_path, [])
    assert refused.value.code in {"too-costly", "picture-too-large"}
    assert admit_bounded(sound).info.sr == 48_000


def test_a_file_larger_than_may_be_written_is_not(way: str, tmp_path: Path) -> None:
    from tests.processing.images.scenes import save, scene

    picture = save(scene(), tmp_path / "a.png")
    with pytest.raises(BoundedError) as refused:
        run(Limits(file_bytes=100), write_set, picture, tmp_path, [])
    assert refused.value.code in {"reader-failed", "too-costly"}
    assert all(path.stat().st_size <= 100 for path in tmp_path.glob("*.webp"))


def test_waiting_ends_by_the_clock(sound: Path, tmp_path: Path) -> None:
    fifo = tmp_path / "endless.wav"
    os.mkfifo(fifo)
    with pytest.raises(BoundedError) as refused:
        run(Limits(wait_s=0.5), admit, fifo)
    assert refused.value.code == "too-costly"


def test_only_functions_of_the_numeric_packages_are_called() -> None:
    for name in ("os:system", "subprocess:run", "core.config:load_settings", "processing_evil:x"):
        with pytest.raises(ValueError, match="expected a function of"):
            calls.find(name)


def test_the_child_knows_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "OPENAI_API_KEY", "S3_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "secret")
    assert "secret" not in calls.surroundings().values()


def test_a_nursery_that_was_killed_is_done_without(sound: Path, own_nursery: Any) -> None:
    nursery._started[-1].kill()
    nursery._started[-1].wait(10)
    assert admit_bounded(sound).info.sr == 48_000
    assert not nursery.is_open()


@pytest.fixture
def own_nursery(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A nursery of this test alone, beside the session's."""
    monkeypatch.setattr(nursery, "_line", [])
    nursery.start()
    yield
    nursery.stop()


def test_an_answer_that_is_no_answer_is_a_refusal() -> None:
    for answer in (b"", b"{", b"x" * (calls.MOST_ANSWER_BYTES + 1)):
        with pytest.raises(BoundedError):
            calls._result_of(admit, answer)

"""The outline of a sound: every extreme is kept, at every zoom."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from processing.audio.decode import open_audio
from processing.audio.waveform import build_peaks, peaks, serve_peaks
from processing.errors import SignalError

SR = 48_000


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200 s of faint noise with one full-scale click of a single sample at 123.4 s."""
    y = 0.01 * np.random.default_rng(3).standard_normal(200 * SR + 321)
    y[int(123.4 * SR)] = -0.9
    path = tmp_path_factory.mktemp("sound") / "s.wav"
    soundfile.write(path, y, SR, subtype="PCM_16")
    return path


def test_each_pixel_holds_its_lowest_and_highest_sample(sound: Path) -> None:
    with open_audio(sound) as audio:
        y = audio.read(SR, SR)
        found = peaks(audio, 1.0, 2.0, 480)
    np.testing.assert_array_equal(found[:, 0], y.reshape(480, 100).min(axis=1))
    np.testing.assert_array_equal(found[:, 1], y.reshape(480, 100).max(axis=1))


def test_a_pixel_shorter_than_a_sample_shows_the_sample_it_lies_in(sound: Path) -> None:
    with open_audio(sound) as audio:
        y = audio.read(0, 10)
        found = peaks(audio, 0.0, 10 / SR, 100)
    np.testing.assert_array_equal(found[5::10, 0], y)


def test_what_lies_outside_the_file_is_zero(sound: Path) -> None:
    with open_audio(sound) as audio:
        found = peaks(audio, -1.0, 1.0, 200)
    assert not found[:100].any()
    assert found[100:].any(axis=1).all()


def test_the_stored_outline_equals_the_computed_one(sound: Path, tmp_path: Path) -> None:
    with open_audio(sound) as audio:
        info = audio.info
        stored = build_peaks(audio, tmp_path / "w")
        whole = 1024 * 9000
        exact = peaks(audio, 0, whole / SR, 1125)
    served = serve_peaks(sound, info, 0, whole / SR, 1125, stored=stored)
    assert served.is_final
    np.testing.assert_allclose(served.pairs, exact, atol=1 / 32767)


@pytest.mark.parametrize("width", [1, 37, 900])
def test_a_click_of_one_sample_is_seen_in_the_whole_file(sound: Path, tmp_path: Path, width: int) -> None:
    with open_audio(sound) as audio:
        stored = build_peaks(audio, tmp_path / "w")
        served = serve_peaks(sound, audio.info, 0, audio.info.duration_s, width, stored=stored)
    pixel = int(served.pairs[:, 0].argmin())
    assert served.pairs[pixel, 0] == pytest.approx(-0.9, abs=1e-3)
    assert pixel == pytest.approx(123.4 / 200 * width, abs=1)


def test_a_long_span_without_a_stored_outline_is_a_sketch(sound: Path) -> None:
    with open_audio(sound) as audio:
        info = audio.info
    served = serve_peaks(sound, info, 0, info.duration_s, 500)
    assert not served.is_final
    assert (served.pairs[:, 1] > 0.005).all()


@pytest.mark.parametrize(("from_s", "to_s", "width"), [(0, 1, 0), (0, 1, 100_000), (1, 1, 10), (2, 1, 10)])
def test_a_wrong_span_or_width_is_refused(sound: Path, from_s: float, to_s: float, width: int) -> None:
    with open_audio(sound) as audio, pytest.raises(SignalError) as caught:
        peaks(audio, from_s, to_s, width)
    assert caught.value.code == "bad-parameter"

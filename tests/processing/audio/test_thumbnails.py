"""Thumbnails of calls: where the call lies in the picture, what a byte means, and what odd calls give."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from processing.audio.decode import open_audio
from processing.audio.intervals import Interval
from processing.audio.thumbnails import Look, thumbnail, top_of, window_of
from processing.errors import SignalError
from tests.processing.audio.sounds import BAT_SR, add_sweep, noise

TONE_HZ = 50_000.0


def draw(path: Path, y: np.ndarray, call: Interval, look: Look | None = None, sr: int = BAT_SR) -> np.ndarray:
    file = path / "sound.wav"
    soundfile.write(file, y, sr, subtype="FLOAT")
    with open_audio(file) as audio:
        return np.asarray(thumbnail(audio, call, look or Look()))


def test_a_falling_call_falls_in_the_picture(tmp_path: Path) -> None:
    y = noise(1.0)
    call = add_sweep(y, 0.4, 0.005, (80_000, 40_000), 0.3)
    picture = draw(tmp_path, y, call)
    assert (picture.shape, picture.dtype) == ((64, 96), np.uint8)
    peaks = picture.argmax(axis=0)[28:68]
    assert np.all(np.diff(peaks.astype(int)) >= 0)
    # Rows count from 125 kHz down: 80 kHz is row 23, 40 kHz row 43.
    assert 22 <= peaks[0] <= 26
    assert 40 <= peaks[-1] <= 44
    assert picture[:, :20].max() < picture[:, 30:60].max() - 60


def test_a_full_scale_sine_is_zero_decibels(tmp_path: Path) -> None:
    tone = np.sin(2 * np.pi * TONE_HZ * np.arange(BAT_SR) / BAT_SR)
    picture = draw(tmp_path, tone, Interval(0.4, 0.5, 45_000, 55_000), Look(n_fft=512))
    # The tone may lie half a bin beside the next frequency computed, which costs a Hann window up to 1.4 dB.
    assert picture.max(axis=0).min() >= 252


def test_a_call_of_three_milliseconds_shows_in_a_context_of_a_second(tmp_path: Path) -> None:
    y = noise(2.2)
    call = add_sweep(y, 1.0, 0.003, (60_000, 50_000), 0.3)
    picture = draw(tmp_path, y, call, Look(context=333.0, n_fft=256))
    assert np.ptp(picture.max(axis=0).astype(int)) > 60


def test_alike_calls_have_the_same_axis_whatever_the_recorder() -> None:
    assert top_of(40_000, 250_000, Look()) == top_of(44_000, 384_000, Look()) == 64_000
    assert top_of(80_000, 250_000, Look()) == 125_000
    assert top_of(None, 44_100, Look()) == 22_050
    assert top_of(3_000, 44_100, Look(top_hz=10_000)) == 10_000
    assert top_of(3_000, 44_100, Look(top_hz=100_000)) == 22_050


def test_longer_calls_get_longer_windows() -> None:
    lengths = [window_of(seconds * 48_000, 48_000, 12_000, Look()) for seconds in (0.001, 0.05, 1.0, 60.0)]
    assert lengths == sorted(lengths)
    assert lengths[0] == 64
    assert lengths[-1] == 4096


def test_beyond_the_file_there_is_nothing(tmp_path: Path) -> None:
    picture = draw(tmp_path, noise(0.1), Interval(0.0, 0.1))
    assert picture[:, :20].max() == 0
    assert picture[:, -20:].max() == 0
    assert picture[:, 30:60].min() > 0


def test_silence_is_all_zero(tmp_path: Path) -> None:
    assert draw(tmp_path, np.zeros(BAT_SR, np.float32), Interval(0.1, 0.2)).max() == 0


def test_a_call_of_many_seconds_reads_only_what_it_shows(tmp_path: Path) -> None:
    y = noise(8.0)
    add_sweep(y, 2.0, 4.0, (30_000, 30_000), 0.3)
    picture = draw(tmp_path, y, Interval(0.0, 8.0, 28_000, 32_000), Look(context=0.0))
    assert picture[:, 30:66].max(axis=0).min() > picture[:, :20].max()


@pytest.mark.parametrize("call", [Interval(0.2, 0.2), Interval(0.3, 0.2)])
def test_a_call_without_length_is_refused(tmp_path: Path, call: Interval) -> None:
    with pytest.raises(SignalError, match="onset before the offset"):
        draw(tmp_path, noise(0.5), call)


@pytest.mark.parametrize("look", [Look(width=0), Look(n_fft=8), Look(context=-1), Look(top_hz=0)])
def test_numbers_out_of_range_are_refused(tmp_path: Path, look: Look) -> None:
    with pytest.raises(SignalError) as raised:
        draw(tmp_path, noise(0.5), Interval(0.1, 0.2), look)
    assert raised.value.code == "bad-parameter"

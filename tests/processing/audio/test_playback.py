"""Sound made audible: right pitch, right length, no aliases, bounded."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from processing.audio.decode import open_audio
from processing.audio.playback import Mode, Playback, band_pass, expanded, heterodyned, render_wav, stretched
from processing.errors import SignalError

SR = 250_000


def sine(frequency_hz: float, seconds: float, *, sr: int = SR, amplitude: float = 0.5) -> np.ndarray:
    return (amplitude * np.sin(2 * np.pi * frequency_hz * np.arange(int(seconds * sr)) / sr)).astype(
        np.float32
    )


def peak_hz(y: np.ndarray, sr: int) -> float:
    spectrum = np.abs(np.fft.rfft(y * np.hanning(len(y))))
    return float(spectrum.argmax() * sr / len(y))


def rms(y: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(y, dtype=np.float64))))


def heard(path: Path, playback: Playback) -> tuple[np.ndarray, int]:
    with open_audio(path) as audio:
        y, sr = soundfile.read(io.BytesIO(render_wav(audio, playback)))
    return y, sr


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "call.wav"
    soundfile.write(path, sine(45_000, 1.0), SR, subtype="PCM_16")
    return path


def test_ten_times_slower_is_ten_times_deeper_and_longer(call: Path) -> None:
    y, sr = heard(call, Playback(0.2, 0.4, factor=10))
    assert sr == 25_000
    assert len(y) / sr == pytest.approx(2.0)
    assert peak_hz(y, sr) == pytest.approx(4500, abs=1)


@pytest.mark.parametrize("factor", [1, 2, 3, 7, 8.5, 16, 32])
@pytest.mark.parametrize("sr", [16_000, 44_100, 250_000, 384_000])
def test_every_factor_gives_a_playable_rate_and_the_right_pitch(sr: int, factor: float) -> None:
    frequency_hz = 0.02 * sr
    y, out_sr = expanded(sine(frequency_hz, 0.3, sr=sr), sr, factor)
    assert 8_000 <= out_sr <= 48_000
    assert len(y) / out_sr == pytest.approx(0.3 * factor, rel=1e-3)
    assert peak_hz(y, out_sr) == pytest.approx(frequency_hz / factor, rel=0.01)


def test_what_is_too_high_to_be_heard_does_not_fold_back() -> None:
    y, sr = expanded(sine(45_000, 0.5), SR, 1)
    assert sr == 48_000
    assert rms(y[2000:-2000]) < 0.5 * 10 ** (-60 / 20)


def test_stretching_keeps_the_pitch_and_changes_the_length(tmp_path: Path) -> None:
    path = tmp_path / "bird.wav"
    soundfile.write(path, sine(3_000, 1.0, sr=44_100), 44_100, subtype="PCM_16")
    y, sr = heard(path, Playback(0, 1, mode=Mode.STRETCH, factor=4))
    assert len(y) / sr == pytest.approx(4.0, rel=1e-3)
    assert peak_hz(y, sr) == pytest.approx(3000, abs=5)


def test_stretching_keeps_the_level() -> None:
    y = stretched(sine(3_000, 1.0, sr=44_100), 44_100, 4)
    assert rms(y[44_100:-44_100]) == pytest.approx(0.5 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("n", [0, 1, 100])
def test_stretching_almost_nothing_gives_its_length(n: int) -> None:
    assert len(stretched(np.zeros(n, np.float32), 44_100, 8)) == 8 * n


def test_heterodyne_gives_the_difference_to_the_tuned_frequency() -> None:
    y, sr = heterodyned(sine(45_000, 0.5), SR, 43_000)
    assert peak_hz(y, sr) == pytest.approx(2000, abs=5)
    assert rms(y[2000:-2000]) == pytest.approx(0.5 / np.sqrt(2), rel=0.1)


def test_heterodyne_is_deaf_to_what_is_far_from_the_tuned_frequency() -> None:
    y, _ = heterodyned(sine(70_000, 0.5), SR, 43_000)
    assert rms(y[2000:-2000]) < 0.5 * 10 ** (-40 / 20)


def test_the_band_as_seen_removes_what_is_outside() -> None:
    both = sine(20_000, 0.2) + sine(60_000, 0.2)
    y = band_pass(both, SR, low_hz=40_000, high_hz=80_000)[5000:-5000]
    assert peak_hz(y, SR) == pytest.approx(60_000, abs=10)
    assert rms(y) == pytest.approx(0.5 / np.sqrt(2), rel=0.02)


@pytest.mark.parametrize(("low_hz", "high_hz"), [(5e-324, None), (None, 5e-324), (0.5, 0.9), (1.0, None)])
def test_edges_next_to_0_hz_leave_finite_sound(low_hz: float | None, high_hz: float | None) -> None:
    y = np.random.default_rng(0).normal(0, 0.1, 20_000).astype(np.float32)
    kept = band_pass(y, SR, low_hz=low_hz, high_hz=high_hz)
    assert kept.shape == y.shape
    assert np.isfinite(kept).all()


def test_the_native_mode_sends_the_samples_at_the_real_rate(call: Path) -> None:
    y, sr = heard(call, Playback(0, 0.1, mode=Mode.NATIVE, is_normalised=False))
    original, _ = soundfile.read(call, stop=25_000)
    assert sr == SR
    np.testing.assert_allclose(y, original, atol=1.01 / 32767)


def test_faint_sound_is_lifted_and_silence_stays_silent(tmp_path: Path) -> None:
    faint, silent = tmp_path / "faint.wav", tmp_path / "silent.wav"
    soundfile.write(faint, sine(4_000, 0.5, amplitude=0.01), SR, subtype="PCM_24")
    soundfile.write(silent, np.zeros(SR // 2), SR, subtype="PCM_16")
    assert np.abs(heard(faint, Playback(0, 0.5))[0]).max() == pytest.approx(0.891, abs=0.01)
    assert not heard(silent, Playback(0, 0.5))[0].any()


def test_a_window_over_the_end_is_cut_at_the_end(call: Path) -> None:
    y, sr = heard(call, Playback(0.9, 5.0, factor=10))
    assert len(y) / sr == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("playback", "code"),
    [
        (Playback(0, 1, factor=64), "bad-parameter"),
        (Playback(0, 1, factor=0.5), "bad-parameter"),
        (Playback(0, 1, mode=Mode.HETERODYNE, tuned_hz=200_000), "bad-parameter"),
        (Playback(0, 1, low_hz=50_000, high_hz=40_000), "bad-parameter"),
        (Playback(0, 1, low_hz=SR, high_hz=2 * SR), "bad-parameter"),
        (Playback(0.5, 0.5), "bad-parameter"),
        (Playback(7, 8), "empty"),
    ],
)
def test_a_wrong_wish_is_refused(call: Path, playback: Playback, code: str) -> None:
    with pytest.raises(SignalError) as caught:
        heard(call, playback)
    assert caught.value.code == code


def test_more_than_five_minutes_of_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.zeros(8_000 * 20), 8_000, subtype="PCM_16")
    with pytest.raises(SignalError) as caught:
        heard(path, Playback(0, 20, factor=32))
    assert caught.value.code == "too-long"

"""Faults put into synthetic recordings and found again, sound ones left in peace."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from processing.arrays import FloatArray
from processing.audio import quality
from processing.audio.decode import open_audio
from processing.audio.findings import Severity
from processing.audio.quality import Assessment, assess
from processing.audio.sample_tally import SampleTally

SR = 48_000


def noise(seconds: float = 3.0, level: float = 0.01, seed: int = 0, sr: int = SR) -> FloatArray:
    return np.random.default_rng(seed).normal(scale=level, size=round(seconds * sr)).astype(np.float32)


def tone(hz: float, seconds: float = 3.0, level: float = 0.5, sr: int = SR) -> FloatArray:
    return (level * np.sin(2 * np.pi * hz * np.arange(round(seconds * sr)) / sr)).astype(np.float32)


def assessed(tmp_path: Path, y: FloatArray, sr: int = SR, subtype: str = "PCM_16") -> Assessment:
    path = tmp_path / "a.wav"
    soundfile.write(path, y, sr, subtype=subtype)
    with open_audio(path) as audio:
        return assess(audio)


def codes(found: Assessment) -> set[str]:
    return {finding.code for finding in found.findings}


def test_plain_noise_with_a_call_has_no_faults(tmp_path: Path) -> None:
    y = noise()
    y[50_000:52_000] += tone(6_000)[:2_000]
    found = assessed(tmp_path, y)
    assert found.findings == ()
    # RMS of the noise plus 1.4 % of a tone of -9 dBFS.
    assert found.level_db == pytest.approx(-27.1, abs=0.3)


def test_a_sine_cut_at_half_its_height_is_two_thirds_clipped(tmp_path: Path) -> None:
    found = assessed(tmp_path, np.clip(tone(440, level=2.0), -1, 1))
    assert "clipping" in codes(found)
    # |sin| > 1/2 for two thirds of the time; the ends of each flat top fall between samples.
    assert found.clipped_share == pytest.approx(2 / 3, abs=0.02)


def test_clipping_short_of_full_scale_is_found(tmp_path: Path) -> None:
    found = assessed(tmp_path, np.clip(tone(440, level=1.2), -0.95, 0.95), subtype="FLOAT")
    assert found.clipped_share > 0.1


def test_a_sine_that_just_fits_is_not_clipped(tmp_path: Path) -> None:
    found = assessed(tmp_path, tone(440, level=0.9999))
    assert found.clipped_share == 0
    assert "clipping" not in codes(found)


def test_clipping_after_quieter_blocks_counts_only_the_highest_level() -> None:
    tally = SampleTally()
    tally.add(np.full(10, 0.95, np.float32))
    tally.add(np.array([0.1, 1, 1, 1, 1, 0.1], np.float32))
    assert (tally.totals().n_clipped, tally.totals().n_clip_runs) == (4, 1)


def test_digital_silence_is_an_error_and_has_no_indices(tmp_path: Path) -> None:
    found = assessed(tmp_path, np.zeros(SR, np.float32))
    assert [(finding.code, finding.severity) for finding in found.findings] == [("silence", Severity.ERROR)]
    assert (found.level_db, found.peak_db, found.snr_db, found.noise_band) == (None, None, None, None)
    assert found.indices.aci is None
    assert found.n_drop_outs == 0


def test_silence_in_a_third_of_the_recording_is_a_warning(tmp_path: Path) -> None:
    y = noise(6)
    y[: SR * 2] = 0
    found = assessed(tmp_path, y)
    assert found.silent_share == pytest.approx(1 / 3, abs=0.01)
    assert ("silence", Severity.WARNING) in [(finding.code, finding.severity) for finding in found.findings]


def test_an_offset_is_measured_and_reported(tmp_path: Path) -> None:
    found = assessed(tmp_path, noise() + 0.05)
    assert found.offset == pytest.approx(0.05, abs=1e-3)
    assert "dc-offset" in codes(found)
    assert found.level_db == pytest.approx(-40, abs=0.1)


def test_gaps_filled_with_zeros_are_drop_outs_also_across_blocks(tmp_path: Path) -> None:
    y = noise(8)
    for start, length in ((1_000, 240), (quality.BLOCK_FRAMES - 100, 480), (300_001, 77)):
        y[start : start + length] = 0
    found = assessed(tmp_path, y)
    assert found.n_drop_outs == 3
    # A neighbour of the gap is zero by chance once in a hundred at this level.
    assert found.drop_out_s * SR == pytest.approx(240 + 480 + 77, abs=2)


def test_gaps_filled_with_the_last_value_are_drop_outs(tmp_path: Path) -> None:
    y = noise(4)
    y[60_000:60_500] = y[60_000]
    assert assessed(tmp_path, y).n_drop_outs == 1


@pytest.mark.parametrize("level", [1e-5, 2e-5, 4e-5, 1e-4, 1e-3])
def test_faint_noise_on_few_levels_of_16_bits_has_no_drop_outs(tmp_path: Path, level: float) -> None:
    assert assessed(tmp_path, noise(10, level=level)).n_drop_outs == 0


def test_mere_noise_has_no_signal_to_speak_of(tmp_path: Path) -> None:
    found = assessed(tmp_path, noise(20))
    assert found.snr_db is not None
    assert found.snr_db < 3
    assert codes(found) == {"low-snr"}


def test_the_signal_to_noise_ratio_of_a_burst_is_what_was_put_in(tmp_path: Path) -> None:
    y = noise(20, level=0.001)
    y[400_000:404_000] += tone(12_000, level=0.1)[:4_000]
    found = assessed(tmp_path, y)
    # A bin holds sigma^2 * 4 * sum(w^2) / sum(w)^2 of the noise, its median is ln 2 of that; by chance
    # noise alone reaches ln(n cells) / ln 2 times the median.
    window = np.hanning(513)[:-1]
    floor = 0.001**2 * 4 * (window**2).sum() / window.sum() ** 2 * np.log(2)
    chance = np.log(20 * SR / 512 * 256) / np.log(2)
    assert found.snr_db == pytest.approx(10 * np.log10(0.1**2 / floor / chance), abs=1.5)


def test_a_constant_tone_is_noise_and_not_signal(tmp_path: Path) -> None:
    found = assessed(tmp_path, noise(10) + tone(9_000, seconds=10, level=0.3))
    assert found.snr_db is not None
    assert found.snr_db < 3
    assert found.noise_band is not None
    assert found.noise_band.low_hz < 9_000 < found.noise_band.high_hz
    assert found.noise_band.high_hz - found.noise_band.low_hz < 500
    assert "noise-band" in codes(found)


def test_white_noise_has_no_dominant_band(tmp_path: Path) -> None:
    found = assessed(tmp_path, noise(10))
    assert found.noise_band is not None
    assert (found.noise_band.low_hz, found.noise_band.high_hz) == (pytest.approx(0, abs=100), SR / 2)
    assert "noise-band" not in codes(found)


def test_noise_in_a_band_is_named_with_its_bounds(tmp_path: Path) -> None:
    spectrum = np.fft.rfft(noise(10))
    hz = np.fft.rfftfreq(10 * SR, 1 / SR)
    spectrum[(hz > 4_000) & (hz < 7_000)] *= 30
    y = np.fft.irfft(spectrum)
    found = assessed(tmp_path, (y / np.abs(y).max() * 0.5).astype(np.float32))
    assert found.noise_band is not None
    # A bin is 94 Hz wide, and the window spreads each edge over two.
    assert found.noise_band.low_hz == pytest.approx(4_000, abs=200)
    assert found.noise_band.high_hz == pytest.approx(7_000, abs=200)


def test_float_samples_beyond_full_scale_are_reported(tmp_path: Path) -> None:
    found = assessed(tmp_path, tone(440, level=4.0), subtype="FLOAT")
    assert found.peak_db == pytest.approx(12.04, abs=0.01)
    assert "over-range" in codes(found)


@pytest.mark.parametrize("n", [1, 100, 512, 600, 1_023])
def test_a_recording_of_less_than_two_frames_is_too_short_to_judge(tmp_path: Path, n: int) -> None:
    found = assessed(tmp_path, noise()[:n])
    assert codes(found) == {"too-short"}
    assert found.indices.h is None
    assert found.peak_db is not None


def test_the_answer_hardly_depends_on_how_the_recording_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    y = noise(12) + tone(3_000, seconds=12, level=0.01)
    y[100_000:100_300] = 0
    whole = assessed(tmp_path, y)
    monkeypatch.setattr(quality, "BLOCK_FRAMES", 7 * 512)
    pieces = assessed(tmp_path, y)
    assert pieces.n_drop_outs == whole.n_drop_outs == 1
    assert pieces.level_db == pytest.approx(whole.level_db)
    for name in ("aci", "adi", "aei", "bi", "ndsi", "h"):
        # The offset is removed block by block: a ten-thousandth of any index.
        assert getattr(pieces.indices, name) == pytest.approx(getattr(whole.indices, name), rel=1e-3, abs=1e-3)


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    path = tmp_path / "long.flac"
    with soundfile.SoundFile(path, "w", 96_000, 1, "PCM_16") as file:
        for seed in range(120):
            file.write(noise(1, seed=seed, sr=96_000))
    tracemalloc.start()
    with open_audio(path) as audio:
        assess(audio)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Two minutes are 46 MB of samples; a block and its spectrum are 0.5 MB each, with a few copies.
    assert peak_bytes < 16_000_000


def test_another_channel_and_the_mean_can_be_judged(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.stack([noise(), np.zeros(3 * SR)], axis=1), SR)
    seen: list[tuple[int, int]] = []
    with open_audio(path) as audio:
        silent = assess(audio, channel=1)
        mean = assess(audio, channel=None, on_progress=lambda done, total: seen.append((done, total)))
    assert codes(silent) == {"silence"}
    assert mean.level_db == pytest.approx(-46.0, abs=0.1)
    assert seen[-1] == (3 * SR, 3 * SR)

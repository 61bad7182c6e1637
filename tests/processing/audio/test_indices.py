"""The acoustic indices against signals whose values follow from their definitions."""

import math

import numpy as np
import pytest

from processing.arrays import FloatArray
from processing.audio.indices import (
    AUDIBLE,
    ULTRASONIC,
    AcousticIndices,
    bioacoustic_index,
    choose_profile,
    compute_indices,
    diversity,
    evenness,
)
from processing.audio.spectrum_tally import SpectrumTally, SpectrumTotals

SR = 44_100


def totals_of(y: FloatArray, sr: int = SR) -> SpectrumTotals:
    tally = SpectrumTally(sr)
    whole = y[: len(y) - len(y) % 512].astype(np.float32).reshape(-1, 512)
    for start in range(0, len(whole), 200):
        tally.add(whole[start : start + 200])
    return tally.totals()


def indices_of(y: FloatArray, sr: int = SR) -> AcousticIndices:
    return compute_indices(totals_of(y, sr))


def white(seconds: float = 20, sr: int = SR) -> FloatArray:
    return np.random.default_rng(3).normal(scale=0.05, size=round(seconds * sr))


def sine(hz: float, seconds: float = 20, sr: int = SR) -> FloatArray:
    return 0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * sr)) / sr)


def test_a_full_scale_sine_has_power_one_in_its_bin() -> None:
    totals = totals_of(2 * sine(SR / 512 * 40))
    assert totals.peak_power[40] == pytest.approx(1.0, rel=1e-3)
    assert totals.mean_power.argmax() == 40


def test_white_noise_is_diverse_even_and_disordered() -> None:
    found = indices_of(white())
    assert found.adi == pytest.approx(math.log(10), abs=1e-3)
    assert found.aei == pytest.approx(0, abs=0.01)
    assert found.h_spectral == pytest.approx(1, abs=1e-3)
    assert found.h_temporal == pytest.approx(1, abs=1e-3)


def test_complexity_of_white_noise_is_that_of_rayleigh_amplitudes() -> None:
    # The mean difference of two Rayleigh amplitudes is 2 - sqrt(2) times their mean, in each of 256 bins.
    assert indices_of(white(60)).aci == pytest.approx(256 * (2 - math.sqrt(2)), rel=0.01)


def test_a_tone_on_a_bin_is_neither_complex_nor_diverse() -> None:
    found = indices_of(sine(SR / 512 * 60))
    assert found.adi == pytest.approx(0, abs=1e-6)
    # One of ten bands holds everything: the Gini coefficient is 1 - 1/10.
    assert found.aei == pytest.approx(0.9, abs=1e-6)
    assert found.h_spectral is not None
    assert found.h_spectral < 0.35
    assert found.h_temporal == pytest.approx(1, abs=1e-6)


def test_complexity_does_not_grow_with_length() -> None:
    assert indices_of(white(60)).aci == pytest.approx(indices_of(white(17)).aci, rel=0.02)


def test_complexity_rises_with_modulation() -> None:
    t = np.arange(20 * SR) / SR
    carrier = sine(5_000)
    steady, pulsed = carrier + white() * 0.01, carrier * (np.sin(2 * np.pi * 8 * t) > 0) + white() * 0.01
    one, other = totals_of(steady), totals_of(pulsed)
    assert other.complexity[58] > 5 * one.complexity[58]


@pytest.mark.parametrize(("hz", "expected"), [(5_000, 1), (1_500, -1)])
def test_the_soundscape_difference_tells_animals_from_machines(hz: float, expected: float) -> None:
    assert indices_of(sine(hz)).ndsi == pytest.approx(expected, abs=0.01)


def test_equal_power_in_both_ranges_gives_no_difference() -> None:
    assert indices_of(sine(1_500) + sine(5_000)).ndsi == pytest.approx(0, abs=0.02)


def test_a_click_in_silence_is_ordered_in_time() -> None:
    y = np.zeros(20 * SR)
    y[SR] = 1
    found = indices_of(y)
    assert found.h_temporal == pytest.approx(0, abs=1e-6)
    assert found.h_spectral == pytest.approx(1, abs=0.02)


def test_the_bioacoustic_index_is_the_area_over_the_lowest_level() -> None:
    totals = totals_of(white())
    hz = totals.frequencies()
    # 10 dB over 4 to 6 kHz, within a band of 2 to 8 kHz: 20 dB kHz, to a bin of 86 Hz at each end.
    shaped = totals._replace(mean_power=np.where((hz >= 4_000) & (hz < 6_000), 10.0, 1.0))
    assert bioacoustic_index(shaped, (2_000, 8_000)) == pytest.approx(20, abs=1)


def test_diversity_and_evenness_of_known_shares() -> None:
    assert diversity(np.array([0.2, 0.2])) == pytest.approx(math.log(2))
    assert diversity(np.array([1.0, 0.0])) == 0
    assert evenness(np.array([0.5, 0.5, 0.5])) == pytest.approx(0)
    assert evenness(np.array([0, 0, 0, 1.0])) == pytest.approx(0.75)
    assert evenness(np.array([1.0, 3.0])) == pytest.approx(0.25)
    assert diversity(np.zeros(10)) is None
    assert evenness(np.array([1.0])) is None


def test_silence_has_no_indices() -> None:
    found = indices_of(np.zeros(SR))
    assert found == AcousticIndices("audible", *(None,) * 8)


def test_slow_recordings_lose_the_bands_they_cannot_hold() -> None:
    found = indices_of(white(20, sr=8_000), sr=8_000)
    assert found.adi == pytest.approx(math.log(4), abs=0.01)
    assert found.ndsi is not None
    very_slow = indices_of(white(20, sr=2_000), sr=2_000)
    assert (very_slow.bi, very_slow.ndsi, very_slow.adi) == (None, None, None)
    assert very_slow.h is not None


@pytest.mark.parametrize(("sr", "profile"), [(44_100, AUDIBLE), (96_000, AUDIBLE), (192_000, ULTRASONIC)])
def test_the_bands_follow_the_sampling_rate(sr: int, profile: object) -> None:
    assert choose_profile(sr) is profile


def test_at_ultrasonic_rates_the_bands_lie_where_bats_call() -> None:
    bats = indices_of(sine(45_000, seconds=4, sr=384_000) + white(4, sr=384_000) * 0.01, sr=384_000)
    wind = indices_of(sine(3_000, seconds=4, sr=384_000) + white(4, sr=384_000) * 0.01, sr=384_000)
    assert bats.profile == "ultrasonic"
    assert bats.ndsi is not None
    assert wind.ndsi is not None
    assert bats.ndsi > 0.9
    assert wind.ndsi < -0.9


def test_the_floor_is_the_median_of_each_bin() -> None:
    totals = totals_of(white(30))
    # Exponentially distributed power has its median at ln 2 of its mean; levels are counted in 0.4 dB.
    ratio_db = 10 * np.log10(totals.floor_power()[1:-1] / totals.mean_power[1:-1] / math.log(2))
    assert np.abs(ratio_db).mean() < 0.4


def test_levels_of_every_size_are_counted() -> None:
    for level in (1e-7, 1e-3, 1.0, 7.0):
        totals = totals_of(level * 2 * sine(SR / 512 * 40, seconds=2))
        # Half a level, 0.2 dB, and the rounding of the median.
        assert 10 * np.log10(totals.floor_power()[40] / level**2) == pytest.approx(0, abs=0.6)

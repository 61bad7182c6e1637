"""The made-up sounds are what they claim to be."""

import numpy as np

from processing.audio import synthesis


def test_the_same_seed_gives_the_same_scene():
    first = synthesis.night(2.0, rng=np.random.default_rng(7))
    second = synthesis.night(2.0, rng=np.random.default_rng(7))
    assert np.array_equal(first.y, second.y)
    assert first.truth == second.truth


def test_calls_lie_where_the_truth_says():
    scene = synthesis.night(10.0, rng=np.random.default_rng(1), noise_db=-90)
    assert len(scene.truth) > 5
    inside = np.zeros(len(scene.y), dtype=bool)
    for interval in scene.truth:
        first, last = int(interval.onset_s * scene.sr), int(interval.offset_s * scene.sr)
        inside[first:last] = True
        spectrum = np.abs(np.fft.rfft(scene.y[first:last]))
        peak_hz = np.argmax(spectrum) * scene.sr / (last - first)
        # One bin of a short call is wide: the peak may lie one beside the bounds.
        slack_hz = 2 * scene.sr / (last - first)
        assert interval.low_hz - slack_hz <= peak_hz <= interval.high_hz + slack_hz
    assert np.mean(scene.y[inside] ** 2) > 30 * np.mean(scene.y[~inside] ** 2)


def test_the_signal_stays_within_full_scale():
    scene = synthesis.night(5.0, rng=np.random.default_rng(3), passes_per_minute=120)
    assert scene.y.dtype == np.float32
    assert np.abs(scene.y).max() <= 1.0

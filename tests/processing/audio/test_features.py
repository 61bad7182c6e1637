"""Measures of calls: their definitions on sounds whose answer is known, and what does not change them."""

import re
from pathlib import Path

import numpy as np
import pytest

from processing.audio.features import (
    FEATURE_SETS,
    FeatureTable,
    extract,
    extract_clips,
    feature_set,
    inter_call_intervals,
    join_tables,
)
from processing.audio.features.table import Calls, Measure
from processing.audio.intervals import Interval
from processing.errors import SignalError

SR = 250_000
WARBLER_COLUMNS = [
    "duration",
    "meanfreq",
    "sd",
    "freq.median",
    "freq.Q25",
    "freq.Q75",
    "freq.IQR",
    "time.median",
    "time.Q25",
    "time.Q75",
    "time.IQR",
    "peakt",
    "skew",
    "kurt",
    "sp.ent",
    "time.ent",
    "entropy",
    "sfm",
    "meandom",
    "mindom",
    "maxdom",
    "dfrange",
    "modindx",
    "startdom",
    "enddom",
    "dfslope",
    "meanpeakf",
]


def tone(hz: float, duration_s: float, sr: int = SR) -> np.ndarray:
    t = np.arange(round(duration_s * sr)) / sr
    return (0.5 * np.sin(2 * np.pi * hz * t)).astype(np.float32)


def sweep(from_hz: float, to_hz: float, duration_s: float, sr: int = SR) -> np.ndarray:
    t = np.arange(round(duration_s * sr)) / sr
    phase = from_hz * t + (to_hz - from_hz) * t**2 / (2 * duration_s)
    return (0.5 * np.sin(2 * np.pi * phase) * np.hanning(len(t)) ** 0.25).astype(np.float32)


def noise(duration_s: float, seed: int = 0, sr: int = SR) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, round(duration_s * sr)).astype(np.float32)


def measured(y: np.ndarray, name: str = "warble27", sr: int = SR) -> dict[str, float]:
    table = extract_clips([y], sr, feature_set=name)
    return dict(zip(table.names, table.values[0].tolist(), strict=True))


def test_the_27_measures_have_the_columns_of_warbler_in_its_order():
    assert list(FEATURE_SETS["warble27"].names) == WARBLER_COLUMNS
    assert len(WARBLER_COLUMNS) == 27


def test_the_rich_set_begins_with_the_27_measures_and_gives_them_the_same_values():
    y = sweep(80_000, 40_000, 0.005)
    rich, small = (extract_clips([y], SR, feature_set=name) for name in ("rich", "warble27"))
    assert rich.names[:27] == small.names
    assert np.array_equal(rich.as_set("warble27").values, small.values)


def test_every_measure_has_a_name_of_its_own_a_unit_and_a_definition():
    for chosen in FEATURE_SETS.values():
        assert len(set(chosen.names)) == len(chosen.names)
        assert all(measure.definition.endswith(".") for measure in chosen.measures)
        assert chosen.code_version


def test_a_tone_has_its_frequency_no_modulation_and_a_low_entropy():
    found = measured(tone(50_000, 0.005))
    # One bin of the 512-point transform is 0.49 kHz.
    assert found["meandom"] == pytest.approx(50, abs=0.5)
    assert found["meanpeakf"] == pytest.approx(50, abs=0.5)
    assert found["freq.median"] == pytest.approx(50, abs=0.5)
    assert found["dfrange"] == 0
    assert found["modindx"] == 1
    assert found["sp.ent"] < 0.4
    assert found["sfm"] < 0.1
    assert found["time.ent"] > 0.99


def test_white_noise_has_an_entropy_near_one_and_its_mean_in_the_middle_of_the_band():
    found = measured(noise(0.05))
    assert found["sp.ent"] > 0.95
    assert found["meanfreq"] == pytest.approx(62.5, abs=3)
    # A Rayleigh-distributed amplitude spectrum: geometric over arithmetic mean is 0.845.
    assert found["sfm"] == pytest.approx(0.845, abs=0.02)


def test_a_falling_sweep_starts_high_ends_low_and_has_its_slope():
    found = measured(sweep(80_000, 40_000, 0.005))
    # The outermost windows, a quarter of the call long, are centred an eighth inside it: 75 and 45 kHz.
    assert found["startdom"] == pytest.approx(75, abs=1)
    assert found["enddom"] == pytest.approx(45, abs=1)
    assert found["dfslope"] == pytest.approx(-6000, rel=0.05)
    assert found["modindx"] == pytest.approx(1, abs=0.01)


def test_the_peak_time_of_a_burst_is_where_the_burst_is():
    y = noise(0.010) * 0.01
    y[1875:1925] += tone(60_000, 0.0002)
    found = measured(y)
    assert found["peakt"] == pytest.approx(0.0076, abs=0.0006)
    assert found["time.Q25"] <= found["time.median"] <= found["time.Q75"]


def test_bandwidth_contour_and_pitch_of_known_sounds():
    found = measured(sweep(80_000, 40_000, 0.005), "rich")
    assert found["contour.01"] > 70 > 50 > found["contour.16"]
    assert found["contour.slope"] == pytest.approx(-8, rel=0.25)
    assert 30 < found["bandwidth-20db"] < 50
    sr = 32_000
    t = np.arange(6400) / sr
    stack = sum(np.sin(2 * np.pi * 640 * k * t) / k for k in range(1, 8)).astype(np.float32)
    voiced = measured(stack, "rich", sr)
    assert voiced["pitch"] == pytest.approx(0.64, rel=0.02)
    assert voiced["harmonicity"] > 0.8


@pytest.mark.parametrize("name", ["warble27", "rich"])
def test_a_call_cut_from_a_night_a_clip_and_a_call_among_others_have_the_same_bits(name):
    """Training reads clips, prediction reads recordings: any difference would be a train/serve skew."""
    night = noise(3.0, seed=3)
    rng = np.random.default_rng(5)
    onsets, durations = rng.uniform(0, 2.9, 300), rng.uniform(0.0005, 0.09, 300)
    intervals = [Interval(float(a), float(a + d)) for a, d in zip(onsets, durations, strict=True)]
    together = extract(night, SR, intervals, feature_set=name)
    backwards = extract(night, SR, intervals[::-1], feature_set=name)
    assert together.values.tobytes() == backwards.values[::-1].tobytes()
    for i in range(0, 300, 7):
        start, stop = round(intervals[i].onset_s * SR), round(intervals[i].offset_s * SR)
        clip = night[start:stop].copy()
        alone = extract(clip, SR, [Interval(0.0, len(clip) / SR)], feature_set=name)
        assert alone.values.tobytes() == together.values[i : i + 1].tobytes()


@pytest.mark.parametrize("name", ["warble27", "rich"])
def test_gain_and_offset_do_not_change_a_measure(name):
    y = sweep(80_000, 40_000, 0.005) + noise(0.005) * np.float32(0.02)
    plain = extract_clips([y], SR, feature_set=name).values
    moved = extract_clips([y * np.float32(0.25) + np.float32(0.125)], SR, feature_set=name).values
    # The offset costs the last bits of float32 samples.
    np.testing.assert_allclose(moved, plain, rtol=2e-3, atol=2e-2)


def test_frequency_bounds_of_an_interval_are_not_looked_at():
    y = noise(0.02)
    plain = extract(y, SR, [Interval(0.005, 0.010)])
    boxed = extract(y, SR, [Interval(0.005, 0.010, 20_000, 60_000)])
    assert plain.values.tobytes() == boxed.values.tobytes()


@pytest.mark.parametrize("name", ["warble27", "rich"])
@pytest.mark.parametrize("y", [np.zeros(0), np.zeros(5000), np.full(5000, 0.3), np.array([0.1, -0.2, 0.1])])
def test_a_silent_or_tiny_call_has_its_duration_zeros_and_is_marked(name, y):
    table = extract_clips([y.astype(np.float32), noise(0.005)], SR, feature_set=name)
    assert table.is_measurable.tolist() == [False, True]
    assert table.values[0, 0] == pytest.approx(len(y) / SR)
    assert not table.values[0, 1:].any()


@pytest.mark.parametrize("name", ["warble27", "rich"])
@pytest.mark.parametrize("n", [16, 17, 31, 33, 100, 511, 513])
def test_calls_shorter_than_a_window_have_finite_measures(name, n):
    table = extract_clips([noise(1.0)[:n]], SR, feature_set=name)
    assert table.is_measurable.all()
    assert np.isfinite(table.values).all()


def test_not_finite_samples_are_refused():
    y = noise(0.01)
    y[700] = np.nan
    with pytest.raises(SignalError) as refused:
        extract(y, SR, [Interval(0.0, 0.005)])
    assert refused.value.code == "not-finite"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"feature_set": "no such"}, "unknown-feature-set"),
        ({"band_hz": (200_000.0, 300_000.0)}, "bad-band"),
        ({"band_hz": (5_000.0, 4_000.0)}, "bad-band"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_a_code(arguments, code):
    with pytest.raises(SignalError) as refused:
        extract(noise(0.01), SR, [Interval(0.0, 0.005)], **arguments)
    assert refused.value.code == code


def test_an_interval_that_ends_before_it_starts_is_refused():
    with pytest.raises(SignalError) as refused:
        extract(noise(0.01), SR, [Interval(0.005, 0.001)])
    assert refused.value.code == "bad-interval"


def test_a_call_at_the_end_of_the_sound_is_cut_there():
    table = extract(noise(0.01), SR, [Interval(0.008, 0.020)])
    assert table.values[0, 0] == pytest.approx(0.002)


def test_recordings_of_two_rates_are_comparable_in_one_band():
    """A 40 kHz tone looks the same at 250 and 384 kHz when both are measured up to 125 kHz."""
    band = (0.0, 125_000.0)
    low = extract_clips([tone(40_000, 0.005)], SR, band_hz=band)
    high = extract_clips([tone(40_000, 0.005, 384_000)], 384_000, band_hz=band)
    strongest = [
        int(np.argmax([v for n, v in zip(t.names, t.values[0], strict=True) if n.startswith("spectrum.")]))
        for t in (low, high)
    ]
    assert abs(strongest[0] - strongest[1]) <= 1
    assert len(join_tables([low, high]).values) == 2


def test_tables_of_different_bands_are_not_joined():
    tables = [extract_clips([noise(0.005)], SR), extract_clips([noise(0.005)], SR, band_hz=(0.0, 96_000.0))]
    with pytest.raises(SignalError) as refused:
        join_tables(tables)
    assert refused.value.code == "mixed-features"


def test_a_feature_set_is_added_in_ten_lines():
    @feature_set("loudness", "loudness-1", [Measure("duration", "s", "Length."), Measure("rms", "", "Level.")])
    def measure(calls: Calls):
        return np.array([[0.0, float(np.sqrt(np.mean(signal**2)))] for signal in calls.signals])

    try:
        table = extract_clips([tone(50_000, 0.005)], SR, feature_set="loudness")
        assert isinstance(table, FeatureTable)
        assert table.values[0].tolist() == pytest.approx([0.005, 0.7071], rel=0.1)
    finally:
        del FEATURE_SETS["loudness"]


def test_inter_call_intervals_are_between_onsets_in_the_order_given():
    found = inter_call_intervals([Interval(0.5, 0.6), Interval(0.1, 0.2), Interval(0.2, 0.3)])
    np.testing.assert_allclose(found.since_previous_s, [0.3, np.nan, 0.1])
    np.testing.assert_allclose(found.until_next_s, [np.nan, 0.1, 0.3])


def test_the_page_on_features_has_a_row_with_unit_and_definition_for_every_measure():
    page = (Path(__file__).parents[3] / "docs" / "acoustics" / "features.md").read_text(encoding="utf-8")
    seen: set[str] = set()
    for measure in FEATURE_SETS["rich"].measures:
        stem = re.sub(r"(\.\d\d)+$", "", measure.name)
        if stem not in seen:
            row = next((line for line in page.splitlines() if line.startswith(f"| `{measure.name}`")), "")
            assert f"| {measure.unit or '–'} |" in row, measure.name
            assert measure.definition in row, measure.name
        seen.add(stem)

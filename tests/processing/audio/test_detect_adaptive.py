"""The adaptive method on sounds whose calls are known."""

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from processing.arrays import FloatArray
from processing.audio.decode import open_audio
from processing.audio.detect import Detection, Samples, detect
from processing.audio.scores import segment_scores
from processing.errors import ProcessingError, SignalError
from tests.processing.audio.sounds import BAT_SR, add_sweep, bat_pass, noise


def _bats(y: FloatArray, **params: float) -> Detection:
    return detect(Samples(y, BAT_SR), preset="echolocation", params=params)


def test_every_call_of_a_bat_pass_is_found_within_a_millisecond() -> None:
    y, reference = bat_pass()
    scores = segment_scores(_bats(y).intervals, reference, onset_tolerance_s=0.001)
    assert (scores.precision, scores.recall) == (1.0, 1.0)


def test_the_box_of_a_sweep_spans_its_frequencies() -> None:
    y = noise(1.0)
    add_sweep(y, 0.5, 0.004, (80_000, 40_000), 0.1)
    (call,) = _bats(y).intervals
    # A bin is 1 kHz wide and the window smears a sweep by a few of them.
    assert call.low_hz == pytest.approx(40_000, abs=4_000)
    assert call.high_hz == pytest.approx(80_000, abs=4_000)


def test_noise_alone_gives_nothing() -> None:
    assert _bats(noise(5.0)).intervals == []


def test_a_constant_tone_is_background_and_a_call_over_it_is_found() -> None:
    y = noise(3.0)
    y += (0.05 * np.sin(2 * np.pi * 60_000 * np.arange(len(y)) / BAT_SR)).astype(np.float32)
    reference = [add_sweep(y, 1.5, 0.005, (50_000, 30_000), 0.05)]
    assert segment_scores(_bats(y).intervals, reference).f1 == 1.0


def test_a_tone_that_sounds_for_two_thirds_of_the_time_is_calls_not_background() -> None:
    y = noise(1.0)
    starts_s = np.arange(0.01, 0.95, 0.06).tolist()
    reference = [add_sweep(y, start_s, 0.04, (82_000, 82_000), 0.03) for start_s in starts_s]
    assert segment_scores(_bats(y).intervals, reference).f1 == 1.0


def test_extents_follow_the_peak_of_the_call_not_the_noise() -> None:
    # A loud call with a tail 30 dB down: the tail is far over the noise and not part of the call.
    y = noise(1.0, level=1e-4)
    call = add_sweep(y, 0.500, 0.005, (50_000, 50_000), 0.5)
    add_sweep(y, 0.505, 0.020, (50_000, 50_000), 0.5 * 10 ** (-30 / 20))
    found = _bats(y, echo_ms=0).intervals[0]
    assert found.offset_s == pytest.approx(call.offset_s, abs=0.001)


def test_an_echo_is_left_out_and_kept_when_echoes_are_wanted() -> None:
    y = noise(1.0)
    add_sweep(y, 0.500, 0.004, (80_000, 40_000), 0.3)
    add_sweep(y, 0.508, 0.004, (80_000, 40_000), 0.03)
    assert len(_bats(y).intervals) == 1
    assert len(_bats(y, echo_ms=0).intervals) == 2


def test_gaps_up_to_the_limit_are_closed() -> None:
    y = noise(1.0)
    add_sweep(y, 0.500, 0.010, (50_000, 50_000), 0.1)
    add_sweep(y, 0.515, 0.010, (50_000, 50_000), 0.1)
    assert len(_bats(y, gap_ms=0).intervals) == 2
    (joined,) = _bats(y, gap_ms=8).intervals
    assert joined.onset_s == pytest.approx(0.500, abs=0.001)
    assert joined.offset_s == pytest.approx(0.525, abs=0.001)


def test_calls_shorter_or_longer_than_asked_are_dropped() -> None:
    y = noise(1.0)
    add_sweep(y, 0.2, 0.004, (50_000, 40_000), 0.1)
    add_sweep(y, 0.6, 0.040, (50_000, 40_000), 0.1)
    assert [round(i.onset_s, 1) for i in _bats(y, min_ms=10).intervals] == [0.6]
    assert [round(i.onset_s, 1) for i in _bats(y, max_ms=10).intervals] == [0.2]


def test_a_distant_animal_is_left_out_when_the_dynamic_range_is_limited() -> None:
    y = noise(2.0, level=1e-5)
    add_sweep(y, 0.5, 0.005, (50_000, 40_000), 0.5)
    add_sweep(y, 1.5, 0.005, (50_000, 40_000), 0.5e-2)
    assert len(_bats(y).intervals) == 2
    assert [round(i.onset_s, 1) for i in _bats(y, range_db=34).intervals] == [0.5]


def test_a_knock_is_ignored_where_broadband_sound_is_rejected() -> None:
    y = noise(2.0)
    whistle = add_sweep(y, 0.5, 0.050, (60_000, 70_000), 0.05)
    y[int(1.2 * BAT_SR) : int(1.25 * BAT_SR)] += noise(0.05, level=0.1, seed=1)
    found = detect(Samples(y, BAT_SR), preset="usv").intervals
    assert segment_scores(found, [whistle]).f1 == 1.0


SONG_SR = 32_000
"""Sampling rate of the songs, in hertz."""


def _syllable_after(lead: Callable[[FloatArray], None]) -> FloatArray:
    """A loud harmonic syllable from 1.000 to 1.080 s in noise, and something faint before it."""
    y = noise(3.0, sr=SONG_SR, level=1e-4)
    for hz in (1_000, 2_000, 3_000, 4_000):
        add_sweep(y, 1.0, 0.080, (hz, hz), 0.002, SONG_SR)
    lead(y)
    return y


def _click(y: FloatArray) -> None:
    y[int(0.988 * SONG_SR) : int(0.990 * SONG_SR)] += noise(0.002, sr=SONG_SR, level=0.001, seed=3)


def _faint_whistle(y: FloatArray) -> None:
    add_sweep(y, 0.970, 0.032, (3_000, 3_000), 1e-4, SONG_SR)


@pytest.mark.parametrize("lead", [_click, _faint_whistle])
def test_a_syllable_begins_where_the_whole_band_rises_not_with_what_leads_to_it(
    lead: Callable[[FloatArray], None],
) -> None:
    y = _syllable_after(lead)
    (early,) = detect(Samples(y, SONG_SR), preset="song", params={"band_hold_db": 0}).intervals
    (call,) = detect(Samples(y, SONG_SR), preset="song").intervals
    assert early.onset_s < 0.990
    # The window of 8 ms sees the syllable by half of itself too early.
    assert call.onset_s == pytest.approx(1.0, abs=0.004)
    assert call.offset_s == pytest.approx(1.080, abs=0.004)


def test_a_whistle_too_thin_to_raise_the_band_keeps_its_ends() -> None:
    y = noise(3.0, sr=SONG_SR, level=0.01)
    whistle = add_sweep(y, 1.0, 0.200, (3_000, 3_000), 0.02, SONG_SR)
    (call,) = detect(Samples(y, SONG_SR), preset="song").intervals
    assert call == detect(Samples(y, SONG_SR), preset="song", params={"band_hold_db": 0}).intervals[0]
    assert call.onset_s == pytest.approx(whistle.onset_s, abs=0.010)


def test_a_steady_tone_does_not_make_the_softer_syllables_a_distant_animals() -> None:
    y = noise(6.0, sr=SONG_SR, level=1e-4)
    loud = add_sweep(y, 1.0, 0.080, (4_000, 5_000), 0.05, SONG_SR)
    soft = add_sweep(y, 3.0, 0.080, (4_000, 5_000), 0.005, SONG_SR)
    y += (0.02 * np.sin(2 * np.pi * 3_000 * np.arange(len(y)) / SONG_SR)).astype(np.float32)
    found = detect(Samples(y, SONG_SR), preset="song").intervals
    assert segment_scores(found, [loud, soft]).f1 == 1.0


@pytest.mark.parametrize("n_samples", [0, 1, 2, 17, 400])
def test_recordings_too_short_for_a_call_give_nothing(n_samples: int) -> None:
    assert _bats(noise(1.0)[:n_samples]).intervals == []


def test_silence_gives_nothing() -> None:
    assert _bats(np.zeros(BAT_SR, np.float32)).intervals == []


def test_a_gap_of_digital_silence_does_not_lower_the_floor() -> None:
    y = noise(4.0)
    y[: 3 * BAT_SR] = 0
    found = _bats(y).intervals
    # The step from silence to noise may be taken for a sound; the noise after it may not.
    assert all(interval.onset_s < 3.01 for interval in found)


def test_the_file_beginning_in_the_middle_of_a_sound_makes_no_click() -> None:
    t = np.arange(BAT_SR) / BAT_SR
    y = noise(1.0) + (0.3 * np.sin(2 * np.pi * 3_000 * t + 1)).astype(np.float32)
    assert _bats(y).intervals == []


def test_samples_that_are_not_finite_are_refused() -> None:
    y = noise(0.1)
    y[100] = np.nan
    with pytest.raises(SignalError) as refused:
        _bats(y)
    assert refused.value.code == "not-finite"


def test_a_band_above_half_the_sampling_rate_is_refused() -> None:
    with pytest.raises(ProcessingError) as refused:
        detect(Samples(noise(1.0, sr=16_000), 16_000), preset="echolocation")
    assert refused.value.code == "bad-parameter"


def test_intervals_are_sorted_and_do_not_overlap() -> None:
    y, _ = bat_pass(seed=3)
    found = _bats(y, rise_db=8, echo_ms=0).intervals
    assert len(found) > 30
    assert all(a.offset_s <= b.onset_s for a, b in itertools.pairwise(found))


def test_moving_the_recording_in_time_moves_the_calls() -> None:
    y, _ = bat_pass(2.0)
    lead_s = 0.7
    later = np.concatenate([noise(lead_s, seed=9), y])
    before = _bats(y).intervals
    after = [i.onset_s - lead_s for i in _bats(later).intervals]
    # Frames lie 0.25 ms apart and their grid does not move along.
    assert after == pytest.approx([i.onset_s for i in before], abs=0.0006)


def test_a_stored_recording_gives_what_its_samples_in_memory_give(tmp_path: Path) -> None:
    y, _ = bat_pass()
    path = tmp_path / "pass.wav"
    soundfile.write(path, y, BAT_SR, subtype="FLOAT")
    with open_audio(path) as audio:
        stored = detect(audio, preset="echolocation")
    assert stored == _bats(y)


def test_progress_runs_to_the_end() -> None:
    seen: list[float] = []
    detect(
        Samples(noise(2.0), BAT_SR),
        preset="echolocation",
        on_progress=lambda done, whole: seen.append(done / whole),
    )
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


@pytest.fixture
def longest_region(monkeypatch: pytest.MonkeyPatch) -> float:
    """Regions cut at 0.4 s, to see what becomes of a sound that does not end."""
    monkeypatch.setattr("processing.audio.detect.adaptive.LONGEST_REGION_S", 0.4)
    return 0.4


def test_a_sound_longer_than_memory_allows_is_cut_wherever_cells_end(longest_region: float) -> None:
    y = noise(8.0)
    add_sweep(y, 3.0, 1.0, (50_000, 50_000), 0.1)
    found = _bats(y, max_ms=2000).intervals
    durations_s = [i.offset_s - i.onset_s for i in found]
    # The first piece begins with the few frames of noise before the call that happened to be raised.
    assert durations_s[:2] == pytest.approx([longest_region, longest_region], abs=0.02)
    # The flanks rise over 50 ms; 18 dB under the peak the first and last 6 ms are lost.
    assert sum(durations_s) == pytest.approx(1.0, abs=0.02)

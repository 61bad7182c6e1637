"""How a recording is read, and in which memory, does not change what is found."""

import tracemalloc
from typing import NamedTuple

import numpy as np
import pytest

from processing.arrays import FloatArray
from processing.audio.detect import Samples, detect, detect_window
from processing.audio.intervals import Interval
from processing.errors import ProcessingError
from tests.processing.audio.sounds import BAT_SR, bat_pass, noise


class _Length(NamedTuple):
    sr: int
    n_frames: int


class _EndlessNoise:
    """A recording of any length that is never in memory as a whole."""

    def __init__(self, duration_s: int) -> None:
        self.info = _Length(BAT_SR, duration_s * BAT_SR)
        self._second = noise(1.0)

    def read(self, start_frame: int, n_frames: int, *, channel: int | None = 0) -> FloatArray:
        n_frames = min(n_frames, self.info.n_frames - start_frame)
        return np.take(self._second, np.arange(start_frame, start_frame + n_frames), mode="wrap")


def _close(found: list[Interval], expected: list[Interval], within_s: float) -> bool:
    return len(found) == len(expected) and np.allclose(
        [i[:2] for i in found], [i[:2] for i in expected], atol=within_s
    )


@pytest.mark.parametrize("cell_s", [0.05, 0.11, 0.6])
def test_calls_are_found_alike_however_long_the_pieces_are(
    cell_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    y, _ = bat_pass(3.3)
    expected = detect(Samples(y, BAT_SR), preset="echolocation").intervals
    for module in ("spectra", "floor"):
        monkeypatch.setattr(f"processing.audio.detect.{module}.CELL_S", cell_s)
    found = detect(Samples(y, BAT_SR), preset="echolocation").intervals
    assert len(expected) > 30
    # The floor is estimated from other frames then, which may move an edge by a frame of 0.25 ms.
    assert _close(found, expected, 0.00026)


@pytest.mark.parametrize("method", ["threshold", "energy"])
@pytest.mark.parametrize("block_s", [0.05, 0.11, 7.0])
def test_the_predecessors_methods_answer_alike_for_any_block_size(
    method: str, block_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    y, _ = bat_pass(3.3)
    expected = detect(Samples(y, BAT_SR), method=method, params={"min_ms": 1}).intervals
    monkeypatch.setattr("processing.audio.detect.amplitude.BLOCK_S", block_s)
    found = detect(Samples(y, BAT_SR), method=method, params={"min_ms": 1}).intervals
    assert len(expected) > 10
    assert _close(found, expected, 1e-9)


def test_memory_does_not_grow_with_the_length_of_a_recording() -> None:
    peaks = []
    for duration_s in (10, 40):
        tracemalloc.start()
        detect(_EndlessNoise(duration_s), preset="echolocation")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]
    assert peaks[1] < 100e6


def test_a_window_finds_there_what_the_whole_recording_gives() -> None:
    y, _ = bat_pass(8.0)
    audio = Samples(y, BAT_SR)
    expected = [i for i in detect(audio, preset="echolocation").intervals if 3.0 < i.onset_s < 4.5]
    window = detect_window(audio, from_s=3.0, to_s=4.5, preset="echolocation")
    assert _close([i for i in window.intervals if i.onset_s > 3.0], expected, 0.00051)


def test_a_window_may_reach_past_the_end() -> None:
    y, _ = bat_pass(2.0)
    found = detect_window(Samples(y, BAT_SR), from_s=1.5, to_s=9.0, preset="echolocation").intervals
    assert found
    assert all(i.offset_s > 1.5 for i in found)


@pytest.mark.parametrize(("from_s", "to_s"), [(-1.0, 1.0), (1.0, 1.0), (2.0, 1.0)])
def test_a_window_that_is_empty_or_begins_before_the_recording_is_refused(from_s: float, to_s: float) -> None:
    with pytest.raises(ProcessingError) as refused:
        detect_window(Samples(noise(1.0), BAT_SR), from_s=from_s, to_s=to_s)
    assert refused.value.code == "bad-parameter"

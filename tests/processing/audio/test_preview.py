"""Previews: the same calls as a run over the whole, near the window."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from processing.audio.decode import open_audio
from processing.audio.detect import detect
from processing.audio.preview import MAX_SAMPLES, preview
from processing.audio.synthesis import night
from processing.errors import SignalError


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    scene = night(20.0, rng=np.random.default_rng(7))
    found = tmp_path_factory.mktemp("preview") / "night.wav"
    soundfile.write(found, scene.y, scene.sr, subtype="PCM_16")
    return found


def test_a_preview_finds_what_the_whole_run_finds_there(path: Path) -> None:
    with open_audio(path) as audio:
        whole = detect(audio, preset="echolocation").intervals
    low_s = whole[len(whole) // 2].onset_s - 1
    expected = [i.onset_s for i in whole if i.offset_s > low_s and i.onset_s < low_s + 4]
    found = preview(path, low_s, low_s + 4, preset="echolocation").detection.intervals
    assert expected
    common = sum(any(abs(i.onset_s - onset) < 1e-3 for onset in expected) for i in found)
    # The noise floor looks at sound beyond the margin, so a faint call at the threshold may differ.
    assert common >= 0.95 * max(len(found), len(expected))


def test_a_window_past_the_end_is_cut_and_one_outside_is_refused(path: Path) -> None:
    assert preview(path, 19.0, 25.0, preset="echolocation").to_s == pytest.approx(20.0, abs=1e-3)
    with pytest.raises(SignalError, match="20"):
        preview(path, 21.0, 22.0)


def test_of_a_long_window_the_middle_is_searched(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("processing.audio.preview.MAX_SAMPLES", MAX_SAMPLES // 3)
    found = preview(path, 0.0, 20.0, preset="echolocation")
    assert 0 < found.from_s < 10 < found.to_s < 20
    assert all(i.offset_s > found.from_s and i.onset_s < found.to_s for i in found.detection.intervals)

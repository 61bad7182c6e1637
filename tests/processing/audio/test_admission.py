"""What may come in: read to its end, in real time, and no silence packed to overwhelm."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from processing.audio import admission
from processing.audio.admission import admit
from processing.errors import SignalError


def test_a_file_is_described_in_real_time(tmp_path: Path) -> None:
    path = tmp_path / "sound"
    soundfile.write(path, np.zeros(10_000), 25_000, format="WAV")
    info = admit(path, file_name="PIPI_20240621_221504.wav", time_expansion=10).info
    assert (info.sr, info.duration_s) == (250_000, 0.04)


def test_the_name_it_came_under_may_tell_when(tmp_path: Path) -> None:
    path = tmp_path / "sound"
    soundfile.write(path, np.zeros(10_000), 25_000, format="WAV")
    recorded_at = admit(path, file_name="PIPI_20240621_221504.wav").metadata.recorded_at
    assert recorded_at is not None
    assert recorded_at.isoformat().startswith("2024-06-21T22:15:04")


def test_silence_packed_beyond_reason_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "silence.flac"
    soundfile.write(path, np.zeros(480_000, np.int16), 48_000, format="FLAC")
    assert admit(path).info.n_frames == 480_000
    monkeypatch.setattr(admission, "BURDEN_BYTES", 100_000)
    monkeypatch.setattr(admission, "verify", lambda *_args, **_kwargs: pytest.fail("it was read"))
    with pytest.raises(SignalError) as refused:
        admit(path)
    assert refused.value.code == "only-silence"


def test_a_quiet_night_packs_far_below_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "quiet.flac"
    noise = np.random.default_rng(0).integers(-1, 2, 480_000).astype(np.int16)
    soundfile.write(path, noise, 48_000, format="FLAC")
    ratio = 2 * noise.size / path.stat().st_size
    assert ratio < admission.MAX_EXPANSION_RATIO / 10

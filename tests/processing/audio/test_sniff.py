"""Containers told from their first bytes."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from processing.audio.sniff import HEAD_BYTES, sniff


@pytest.mark.parametrize(
    ("kind", "subtype", "name"),
    [
        ("WAV", "PCM_16", "wav"),
        ("RF64", "PCM_16", "rf64"),
        ("AIFF", "PCM_16", "aiff"),
        ("FLAC", "PCM_16", "flac"),
        ("OGG", "VORBIS", "ogg"),
        ("MP3", "MPEG_LAYER_III", "mp3"),
    ],
)
def test_each_container_is_told_from_its_head(tmp_path: Path, kind: str, subtype: str, name: str) -> None:
    path = tmp_path / "a.txt"
    soundfile.write(path, np.zeros(48_000), 48_000, format=kind, subtype=subtype)
    assert sniff(path.read_bytes()[:HEAD_BYTES]) == name


@pytest.mark.parametrize("sr", [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000])
def test_mp3_is_told_at_every_rate_without_a_tag(tmp_path: Path, sr: int) -> None:
    path = tmp_path / "a.mp3"
    soundfile.write(path, np.random.default_rng(0).normal(scale=0.1, size=sr), sr)
    raw = path.read_bytes()
    assert raw[:3] != b"ID3"
    assert sniff(raw[:HEAD_BYTES]) == "mp3"


@pytest.mark.parametrize("head", [b"", b"R", b"RIFF", b"\xff\xfb", b"\xff" * 4096, b"hello world" * 400])
def test_what_is_no_audio_has_no_name(head: bytes) -> None:
    assert sniff(head) is None


def test_telling_containers_loads_no_numeric_library() -> None:
    script = (
        "import sys, processing.audio.sniff; print([m for m in ('numpy', 'soundfile') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"

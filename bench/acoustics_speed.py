"""How fast segmentation is, in CPU time, and how much memory it takes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from bench.acoustic_sets import sets_in
from bench.report import Metric, skipped
from processing.audio.decode import open_audio
from processing.audio.detect import detect

SR = 250_000
"""Sampling rate of the speed measurement, in hertz."""

DURATION_S = 60
"""Length of the recording measured, in seconds."""

ROUNDS = 3
"""Each measurement is the best of this many: other work on the machine only adds."""

MEMORY_SR = 384_000
"""Sampling rate of the memory measurement, in hertz."""

MEMORY_DURATION_S = 900
"""Length of the recording of the memory measurement: a quarter hour; memory does not grow with length."""


def metrics(data_dir: Path) -> Iterator[Metric]:
    """Times real time per core by preset, on real calls repeated to a minute, and the peak memory of a worker."""
    calls = _real_calls(data_dir)
    if calls is None:
        yield from skipped("segmentation speed", f"no recording at {SR} Hz")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "minute.wav"
        soundfile.write(path, np.resize(calls, SR * DURATION_S), SR, subtype="PCM_16")
        for preset in ("auto", "echolocation", "usv"):
            yield Metric(f"segmentation.speed.adaptive.{preset}", _times_real_time(path, "adaptive", preset), "x")
        for method in ("threshold", "energy"):
            yield Metric(f"segmentation.speed.{method}", _times_real_time(path, method, "auto"), "x")
        if sys.platform == "linux":
            yield Metric("segmentation.memory.peak", _peak_memory_mb(Path(folder) / "long.wav"), "MB")


def _real_calls(data_dir: Path) -> np.ndarray | None:
    for labelled in sets_in(data_dir):
        for recording in labelled.recordings:
            with open_audio(recording.path) as audio:
                if audio.info.sr == SR:
                    return audio.read(0, audio.info.n_frames)
    return None


def _times_real_time(path: Path, method: str, preset: str) -> float:
    best_s = float("inf")
    for _ in range(ROUNDS):
        started_s = time.process_time()
        with open_audio(path) as audio:
            detect(audio, method=method, preset=preset)
        best_s = min(best_s, time.process_time() - started_s)
    return DURATION_S / best_s


def _peak_memory_mb(path: Path) -> float:
    """Peak resident size of a process that only segments, in megabytes."""
    rng = np.random.default_rng(0)
    with soundfile.SoundFile(path, "w", MEMORY_SR, 1, "PCM_16") as out:
        for _ in range(MEMORY_DURATION_S):
            out.write(0.001 * rng.standard_normal(MEMORY_SR).astype(np.float32))
    script = (
        "import sys; from pathlib import Path; from processing.audio.decode import open_audio;"
        "from processing.audio.detect import detect; detect(open_audio(Path(sys.argv[1])), preset='echolocation');"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    # Not getrusage: its peak starts from what the parent process had when it forked.
    answer = subprocess.run([sys.executable, "-c", script, str(path)], check=True, capture_output=True, text=True)
    return int(answer.stdout) / 1024

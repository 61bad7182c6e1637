"""Spectrogram tiles of one minute at 250 kHz: the whole pyramid against the bare FFTs, and single tiles."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import soundfile
from numpy.lib.stride_tricks import sliding_window_view
from scipy import fft

from bench.report import Metric
from processing.audio.decode import open_audio
from processing.audio.playback import Playback, render_wav
from processing.audio.spectrogram import Grid, build_pyramid, first_stored_level, grid_for, serve_tile, tile
from processing.audio.waveform import build_peaks, serve_peaks

SR = 250_000
"""Rate of the sound, in Hz."""

SECONDS = 60
"""Length of the sound: the length recordings are split to."""

ROUNDS = 5
"""How often each is run, the contestants taking turns; the fastest counts, for both alike."""

AT_ONCE = 20
"""Tiles asked for at the same moment."""


def metrics(data_dir: Path) -> Iterator[Metric]:
    """CPU time of the pyramid and of the FFTs alone, and the wall time of tiles by level.

    Made from a synthetic recording, since the time does not depend on what is heard; `data_dir` is not read.
    """
    del data_dir
    with tempfile.TemporaryDirectory() as folder:
        source = _recording(Path(folder) / "minute.wav")
        yield from _pyramid_metrics(source, Path(folder))
        yield from _tile_metrics(source, Path(folder) / "pyramid")
        yield from _other_metrics(source, Path(folder) / "outline")


def _recording(path: Path) -> Path:
    y = 0.01 * np.random.default_rng(1).standard_normal(SR * SECONDS)
    soundfile.write(path, y, SR, subtype="PCM_16")
    return path


def _pyramid_metrics(source: Path, folder: Path) -> Iterator[Metric]:
    with open_audio(source) as audio:
        grid = grid_for(audio.info)
        y = audio.read(0, grid.n_samples)
        bare, blocked, stored, every = _turns(
            lambda: _bare_fft(y, grid),
            lambda: _blocked_fft(y, grid),
            lambda: build_pyramid(audio, grid, folder / "pyramid"),
            lambda: _every_tile_beneath(audio, grid),
        )
    yield Metric("spectrogram.bare-fft.s", bare, "s")
    yield Metric("spectrogram.blocked-fft.s", blocked, "s")
    yield Metric("spectrogram.pyramid.s", stored, "s")
    yield Metric("spectrogram.pyramid.ratio", stored / bare)
    yield Metric("spectrogram.pyramid.ratio-to-blocked", stored / blocked)
    yield Metric("spectrogram.level-0-tiles.s", every, "s")
    yield Metric("spectrogram.pyramid.bytes", (folder / "pyramid").stat().st_size, "B")


def _turns(*contestants: Callable[[], object]) -> list[float]:
    best = [float("inf")] * len(contestants)
    for _ in range(ROUNDS):
        for number, run in enumerate(contestants):
            begin = time.process_time()
            run()
            best[number] = min(best[number], time.process_time() - begin)
    return best


def _bare_fft(y: np.ndarray, grid: Grid) -> None:
    """One call over every windowed frame: nothing but scipy."""
    frames = sliding_window_view(y, grid.n_fft)[:: grid.hop]
    fft.rfft(frames * np.hanning(grid.n_fft).astype(np.float32), axis=1)


def _blocked_fft(y: np.ndarray, grid: Grid) -> None:
    """The same in blocks that stay in the cache, the kindest way to call it."""
    window = np.hanning(grid.n_fft).astype(np.float32)
    frames = sliding_window_view(y, grid.n_fft)[:: grid.hop]
    for first in range(0, len(frames), 256):
        fft.rfft(frames[first : first + 256] * window, axis=1)


def _every_tile_beneath(audio: object, grid: Grid) -> None:
    for index in range(grid.n_tiles(0)):
        tile(audio, grid, 0, index)  # type: ignore[arg-type]


def _tile_metrics(source: Path, pyramid: Path) -> Iterator[Metric]:
    with open_audio(source) as audio:
        grid = grid_for(audio.info)
    finest = first_stored_level(grid)
    cold: list[float] = []
    for level in range(grid.n_levels):
        count = min(grid.n_tiles(level), 20)
        times = [
            _wall(lambda i=i, n=level: serve_tile(source, grid, n, i, pyramid=pyramid)) for i in range(count)
        ]
        cold += times
        name = "stored" if level >= finest else "computed"
        yield Metric(
            f"spectrogram.tile.level-{level}.{name}.p95.ms", 1e3 * float(np.percentile(times, 95)), "ms"
        )
    yield Metric("spectrogram.tile.cold.p95.ms", 1e3 * float(np.percentile(cold, 95)), "ms")
    with ThreadPoolExecutor(2) as pool:
        jobs = [(finest - 1, i % grid.n_tiles(finest - 1)) for i in range(AT_ONCE)]
        taken = _wall(
            lambda: list(pool.map(lambda job: serve_tile(source, grid, *job, pyramid=pyramid), jobs))
        )
    yield Metric("spectrogram.tile.20-at-once.ms", 1e3 * taken, "ms")
    top = grid.n_levels - 1
    yield Metric("spectrogram.tile.sketch.ms", 1e3 * _wall(lambda: serve_tile(source, grid, top, 0)), "ms")


def _other_metrics(source: Path, stored: Path) -> Iterator[Metric]:
    with open_audio(source) as audio:
        info = audio.info
        yield Metric("waveform.build.s", _wall(lambda: build_peaks(audio, stored)), "s")
        yield Metric(
            "waveform.whole.ms",
            1e3 * _wall(lambda: serve_peaks(source, info, 0, SECONDS, 1600, stored=stored)),
            "ms",
        )
        yield Metric("waveform.second.ms", 1e3 * _wall(lambda: serve_peaks(source, info, 7, 8, 1600)), "ms")
        yield Metric("playback.second-x10.ms", 1e3 * _wall(lambda: render_wav(audio, Playback(7, 8))), "ms")
        yield Metric(
            "playback.second-x7-band.ms",
            1e3 * _wall(lambda: render_wav(audio, Playback(7, 8, factor=7, low_hz=20_000, high_hz=90_000))),
            "ms",
        )


def _wall(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


if __name__ == "__main__":
    from bench.report import print_metrics

    print_metrics(metrics(Path()), as_json=False)

"""The full spectrogram as an HDF5 file, for work outside."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from processing.audio.spectrogram.grid import CODE_VERSION, Grid
from processing.audio.spectrogram.transform import amplitude_blocks

if TYPE_CHECKING:
    from processing.audio.decode import Audio

QUIETEST_DB = -200.0
"""Level written for digital silence: below any converter's noise, and finite in half precision."""

CHUNK_FRAMES = 1024
"""Frames of one HDF5 chunk; with 257 bins half a megabyte before compression."""


def export_hdf5(
    audio: "Audio", grid: Grid, path: Path, *, on_progress: Callable[[int, int], None] | None = None
) -> Path:
    """Write dataset `spectrogram`, float16 (bins, frames), in dB relative to a full-scale sine.

    Attributes of the file and of the dataset: sample_rate, n_fft, hop_length, duration, n_frames,
    n_freq_bins; also unit, window, channel and first_frame_centre_s (frame i is centred on that plus
    i·hop/sr).
    Streams: memory does not grow with the length. The file appears when it is whole. Returns `path`.
    """
    import h5py  # noqa: PLC0415  heavy, and needed by one kind of job only

    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    report = on_progress or (lambda _done, _total: None)
    try:
        # HDF5 2.0's own default layout cannot be opened by the readers in R and MATLAB today.
        with h5py.File(partial, "w", libver=("earliest", "v110")) as file:
            dataset = file.create_dataset(
                "spectrogram",
                (grid.n_bins, grid.n_frames),
                np.float16,
                chunks=(grid.n_bins, min(CHUNK_FRAMES, grid.n_frames)),
                compression="gzip",
                compression_opts=1,
                shuffle=True,
            )
            for holder in (file, dataset):
                holder.attrs.update(_attributes(grid))
            _write_frames(audio, grid, dataset, report)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def _attributes(grid: Grid) -> dict[str, Any]:
    return {
        "sample_rate": grid.sr,
        "n_fft": grid.n_fft,
        "hop_length": grid.hop,
        "duration": grid.duration_s,
        "n_frames": grid.n_frames,
        "n_freq_bins": grid.n_bins,
        "unit": "dBFS",
        "window": "hann",
        "channel": grid.channel,
        "first_frame_centre_s": grid.hop / 2 / grid.sr,
        "code_version": CODE_VERSION,
    }


def _write_frames(audio: "Audio", grid: Grid, dataset: Any, report: Callable[[int, int], None]) -> None:
    for first in range(0, grid.n_frames, CHUNK_FRAMES):
        stop = min(first + CHUNK_FRAMES, grid.n_frames)
        quietest = np.float32(10 ** (QUIETEST_DB / 20))
        decibels = [
            20 * np.log10(np.maximum(block, quietest)) for block in amplitude_blocks(audio, grid, first, stop)
        ]
        dataset[:, first:stop] = np.concatenate(decibels).T.astype(np.float16)
        report(stop, grid.n_frames)

"""Files made from a recording that can always be made again: pyramid, outline, HDF5 spectrogram."""

from collections.abc import Callable
from pathlib import Path

from blueprints.recordings.jobs.loading import load, open_stored, take_out
from blueprints.recordings.schemas.jobs import PYRAMID, SPECTROGRAM_FILE, PyramidParams, SpectrogramFileParams
from blueprints.recordings.service.exports import spectrogram_path
from blueprints.recordings.service.shapes import recording_page, recording_url
from blueprints.recordings.service.sound import outline_path
from blueprints.recordings.service.tiles import pyramid_path
from core.cache_files import make_cached
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from processing.audio.spectrogram.export import export_hdf5
from processing.audio.spectrogram.grid import MIX, grid_for
from processing.audio.spectrogram.pyramid import build_pyramid
from processing.audio.waveform import build_peaks


@PYRAMID.runs
def draw(ctx: JobContext, params: PyramidParams) -> list[ResultLink]:
    """Build the default spectrogram's coarse levels and the outline of the first channel."""
    recording = load(params.recording_id)
    link = ResultLink("recording", recording.name, recording_page(recording))
    stored = take_out(recording)
    with open_stored(stored) as audio:
        grid = grid_for(audio.info)

        def make_pyramid(path: Path) -> None:
            build_pyramid(audio, grid, path, on_progress=_telling(ctx, "Drawing", "columns"))

        def make_outline(path: Path) -> None:
            build_peaks(audio, path, on_progress=_telling(ctx, "Outlining", "samples"))

        make_cached(pyramid_path(stored.sha256, grid), make_pyramid)
        make_cached(outline_path(stored.sha256, 0), make_outline)
    return [link]


@SPECTROGRAM_FILE.runs
def write_spectrogram(ctx: JobContext, params: SpectrogramFileParams) -> list[ResultLink]:
    """Write the full spectrogram of one channel as HDF5."""
    recording = load(params.recording_id)
    url = f"{recording_url(recording)}/spectrogram/file"
    stored = take_out(recording)
    with open_stored(stored) as audio:
        channel = MIX if params.channel == "mix" else params.channel
        grid = grid_for(audio.info, n_fft=params.n_fft, hop=params.hop, channel=channel)

        def make_file(path: Path) -> None:
            export_hdf5(audio, grid, path, on_progress=_telling(ctx, "Writing", "columns"))

        make_cached(spectrogram_path(stored.sha256, grid), make_file)
    query = f"?n_fft={params.n_fft}&hop={params.hop}&channel={params.channel}"
    return [ResultLink("file", f"{stored.name}.h5", url + query)]


def _telling(ctx: JobContext, stage: str, unit: str) -> Callable[[int, int], None]:
    return lambda done, total: ctx.report(done, total, stage, unit=unit)

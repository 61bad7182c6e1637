"""Files made from a recording that can always be made again: pyramid, outline, HDF5 spectrogram."""

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
        pyramid, outline = pyramid_path(stored.sha256, grid), outline_path(stored.sha256, 0)
        make_cached(
            pyramid,
            lambda path: build_pyramid(
                audio, grid, path, on_progress=lambda done, n: ctx.report(done, n, "Drawing", unit="columns")
            ),
        )
        make_cached(
            outline,
            lambda path: build_peaks(
                audio, path, on_progress=lambda done, n: ctx.report(done, n, "Outlining", unit="samples")
            ),
        )
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
        make_cached(
            spectrogram_path(stored.sha256, grid),
            lambda path: export_hdf5(
                audio, grid, path, on_progress=lambda done, n: ctx.report(done, n, "Writing", unit="columns")
            ),
        )
    query = f"?n_fft={params.n_fft}&hop={params.hop}&channel={params.channel}"
    return [ResultLink("file", f"{stored.name}.h5", url + query)]

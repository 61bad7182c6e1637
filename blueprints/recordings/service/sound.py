"""Outlines and playback over HTTP: read from the stored file off the event loop, in bounded time."""

from dataclasses import replace
from pathlib import Path

from blueprints.recordings.models import Recording
from core.cache_files import cache_path, find_cached
from core.security import run_off_loop
from core.storage import Storage, storage
from processing.audio.decode import AudioInfo, open_audio
from processing.audio.playback import Playback, render_wav
from processing.audio.waveform import CODE_VERSION, Peaks, serve_peaks


def outline_path(sha256: str, channel: int | None) -> Path:
    """Where the stored outline of a file lies once its job is done."""
    return cache_path("outlines", sha256, {"channel": channel}, f"v{CODE_VERSION}", ".peaks")


def info_of(recording: Recording) -> AudioInfo:
    """The header of a recording's file from its row."""
    return AudioInfo(
        sr=recording.sr_hz,
        file_sr=recording.file_sr_hz,
        n_channels=recording.n_channels,
        n_frames=recording.n_frames,
        duration_s=recording.n_frames / recording.sr_hz,
        container=recording.container,
        subtype=recording.subtype,
        bit_depth=recording.bit_depth,
        time_expansion=recording.time_expansion,
    )


def outline(recording: Recording, from_s: float, to_s: float, width: int, *, channel: int | None) -> Peaks:
    """Lowest and highest sample beneath each pixel. Raises SignalError("bad-parameter")."""
    stored = outline_path(recording.blob_sha256, channel)
    found: Peaks = run_off_loop(
        _peaks, storage(), recording.blob_sha256, info_of(recording), from_s, to_s, width, channel, stored
    )
    return found


def play(recording: Recording, playback: Playback) -> bytes:
    """A window as a WAV file. Raises SignalError: bad-parameter, too-long, empty, no-such-channel."""
    # A page rounds the end of what it shows; a part of a pixel past the end is the end.
    end_s = min(playback.to_s, recording.n_frames / recording.sr_hz)
    wanted = replace(playback, to_s=max(end_s, playback.from_s))
    found: bytes = run_off_loop(_wav, storage(), recording.blob_sha256, recording.time_expansion, wanted)
    return found


def _peaks(
    place: Storage,
    sha256: str,
    info: AudioInfo,
    from_s: float,
    to_s: float,
    width: int,
    channel: int | None,
    stored: Path,
) -> Peaks:
    with place.open_local(sha256) as path:
        return serve_peaks(path, info, from_s, to_s, width, channel=channel, stored=find_cached(stored))


def _wav(place: Storage, sha256: str, time_expansion: float, playback: Playback) -> bytes:
    with place.open_local(sha256) as path, open_audio(path, time_expansion=time_expansion) as audio:
        return render_wav(audio, playback)

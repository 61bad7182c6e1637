"""Spectrograms: the grid, its tiles, and the whole as HDF5."""

from typing import Any, Literal

from flask import Response, request
from pydantic import Field

from blueprints.recordings import policy
from blueprints.recordings.routes import files
from blueprints.recordings.routes.area import api
from blueprints.recordings.schemas.answers import SpectrogramOut
from blueprints.recordings.schemas.recordings import Channel
from blueprints.recordings.service import exports, tiles
from core.access import principal
from core.api import IdPath, Query, accepted, bulk
from core.db import db
from core.documents import file_of
from core.errors import AppError
from core.jobs.schemas import JobOut
from core.jobs.shapes import shape_job
from processing.audio.spectrogram.grid import MIX

YEAR_S = 365 * 24 * 3600
"""How long a browser may keep a tile: its address changes whenever its bytes would."""


TILE = file_of("application/octet-stream", description="The tile")

STILL_RIGHT = {"description": "The tile you have is still right; the answer has no body"}


class GridQuery(Query):
    """Parameters of a spectrogram."""

    n_fft: int = Field(512, ge=256, le=4096, description="Window in samples: 256, 512, 1024, 2048 or 4096")
    hop: int = Field(128, ge=16, le=4096, description="Samples from column to column, 16 to n_fft")
    channel: Channel | Literal["mix"] = Field(0, description="Channel from 0, or mix for the mean of all")

    @property
    def number(self) -> int:
        return MIX if self.channel == "mix" else self.channel


class TilePath(IdPath):
    """The address of a tile: content, parameters, level and place."""

    content: str = Field(max_length=64, description="First digits of the file's SHA-256")
    key: str = Field(max_length=40, description="Parameters, as the grid's `key`")
    level: int = Field(ge=0, le=40)
    index: int = Field(ge=0, le=2**31)


@api.get("/recordings/<uuid:id>/spectrogram", responses={200: SpectrogramOut})
def get_spectrogram(path: IdPath, query: GridQuery) -> dict[str, Any]:
    """What a page needs to place and request tiles: levels, columns, bins and the address of a tile."""
    recording = policy.readable(principal(), path.id)
    source = tiles.find_source(principal(), recording.id)
    grid = tiles.grid_of(source, n_fft=query.n_fft, hop=query.hop, channel=query.number)
    return tiles.describe(recording, grid)


@api.get("/recordings/<uuid:id>/tiles/<content>/<key>/<int:level>/<int:index>", responses={200: TILE, 304: STILL_RIGHT})
@bulk
def get_tile(path: TilePath) -> Response:
    """One tile: unsigned bytes, columns of n_bins, time first; 0 is -120 dB, 255 is 0 dB of a full-scale sine.

    `X-Tile-Final: 0` marks a sketch of a long file whose pyramid is not built yet: ask again later.
    """
    source = tiles.find_source(principal(), path.id)
    grid = tiles.grid_of_key(source, path.content, path.key)
    etag = f'"{path.content}-{path.key}-{path.level}-{path.index}"'
    if etag in request.headers.get("If-None-Match", ""):
        return _cacheable(Response(status=304), etag)
    tile = tiles.get_tile(source, grid, path.level, path.index)
    response = Response(tile.data, content_type="application/octet-stream")
    response.headers["X-Tile-Final"] = "1" if tile.is_final else "0"
    return _cacheable(response, etag) if tile.is_final else response


def _cacheable(response: Response, etag: str) -> Response:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"private, max-age={YEAR_S}, immutable"
    response.headers["Vary"] = "Authorization"
    return response


@api.post("/recordings/<uuid:id>/spectrogram/file", responses={202: JobOut})
def post_spectrogram_file(path: IdPath, body: GridQuery) -> Response:
    """Ask for the full spectrogram as an HDF5 file."""
    recording = policy.root_of(policy.annotatable(principal(), path.id))
    # The parameters are refused now, not by the job.
    source = tiles.find_source(principal(), recording.id)
    exports.check_size(tiles.grid_of(source, n_fft=body.n_fft, hop=body.hop, channel=body.number))
    job = exports.request_spectrogram(
        recording, principal().user_id, n_fft=body.n_fft, hop=body.hop, channel=body.channel
    )
    db.session.commit()
    shown = shape_job(job, db.session())
    return accepted(shown, f"/api/v1/jobs/{job.id}")


@api.get("/recordings/<uuid:id>/spectrogram/file", responses={200: file_of("application/x-hdf5")})
def get_spectrogram_file(path: IdPath, query: GridQuery) -> Response:
    """The HDF5 file, once its job is done."""
    recording = policy.readable(principal(), path.id)
    source = tiles.find_source(principal(), recording.id)
    grid = tiles.grid_of(source, n_fft=query.n_fft, hop=query.hop, channel=query.number)
    found = exports.spectrogram_path(source.sha256, grid)
    if not found.exists():
        raise AppError(404, "not-built", "This spectrogram is not written yet. POST to the same address first.")
    return files.send_path(found, f"{recording.name}.h5", "application/x-hdf5")

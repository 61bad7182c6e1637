"""Small spectrograms of many calls in one answer."""

from flask import Response, request
from pydantic import Field

from blueprints.recordings.routes.area import api
from blueprints.recordings.schemas.labels import NumbersQuery
from blueprints.recordings.service import thumbnails
from core.access import principal
from core.api import bulk
from core.documents import file_of
from processing.audio.thumbnails import N_FFT_RANGE, Look

PICTURES = file_of("application/octet-stream", description="The thumbnails one behind the other")

STILL_RIGHT = {"description": "The thumbnails you have are still right; the answer has no body"}


class ThumbnailQuery(NumbersQuery):
    """Which calls, and how they are drawn."""

    width: int = Field(96, ge=16, le=384, description="Pixels")
    height: int = Field(64, ge=16, le=256, description="Pixels")
    context: float = Field(0.5, ge=0, le=10, description="Shown before and after, as a fraction of the call's duration")
    n_fft: int | None = Field(
        None, ge=N_FFT_RANGE[0], le=N_FFT_RANGE[1], description="Window in samples; left out: suits call and picture"
    )
    top_hz: float | None = Field(
        None, ge=100, le=500_000, description="Upper end of the frequency axis; left out: the first of 1, 1.5, 2, 3, "
        "4, 6, 8 … kHz at least 1.25 times the call's highest frequency",
    )  # fmt: skip

    @property
    def look(self) -> Look:
        return Look(**self.model_dump(exclude={"ids"}))


@api.get("/segment-thumbnails", responses={200: PICTURES, 304: STILL_RIGHT})
@bulk
def get_thumbnails(query: ThumbnailQuery) -> Response:
    """Spectrograms of calls: for each number in turn height rows of width bytes, the highest frequency first.

    0 is -120 dB, 255 is 0 dB of a full-scale sine, as in tiles. Segments that are gone or that you may not see are
    all 0. `X-Thumbnails` says width, height and count.
    """
    wanted = thumbnails.find(principal(), query.numbers, query.look)
    etag = thumbnails.tag_of(wanted)
    if etag in request.headers.get("If-None-Match", ""):
        return _kept(Response(status=304), etag)
    drawn = thumbnails.draw(wanted, query.look)
    response = Response(drawn.data, content_type="application/octet-stream")
    response.headers["X-Thumbnails"] = f"{query.width}x{query.height}x{len(wanted)}"
    return _kept(response, etag) if drawn.is_final else response


def _kept(response: Response, etag: str) -> Response:
    """A call may be moved, so a browser asks each time whether what it kept is still right."""
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization"
    return response

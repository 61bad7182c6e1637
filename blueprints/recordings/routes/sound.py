"""Outlines and playback of a recording."""

from typing import Any, Literal

import numpy as np
from flask import Response, jsonify, request
from pydantic import Field

from blueprints.recordings import policy
from blueprints.recordings.models import Recording
from blueprints.recordings.routes.area import api
from blueprints.recordings.schemas.answers import WaveformOut
from blueprints.recordings.schemas.recordings import Channel
from blueprints.recordings.service import sound
from core.access import principal
from core.api import IdPath, Query, bulk
from core.documents import file_of, json_or
from processing.audio.playback import MAX_EXPANSION, Mode, Playback
from processing.audio.waveform import MAX_WIDTH

DAY_S = 24 * 3600

OUTLINE = json_or(WaveformOut, "application/octet-stream", description="The outline")


class WindowQuery(Query):
    """A window of a recording in seconds from the start of its file; left out: all of it."""

    from_s: float | None = Field(None, alias="from")
    to_s: float | None = Field(None, alias="to")
    channel: Channel | Literal["mix"] = Field(0, description="Channel from 0, or mix for the mean of all")

    def span(self, recording: Recording) -> tuple[float, float]:
        first = recording.offset_s if self.from_s is None else self.from_s
        last = recording.offset_s + recording.duration_s if self.to_s is None else self.to_s
        return first, last

    @property
    def number(self) -> int | None:
        return None if self.channel == "mix" else self.channel


class WaveformQuery(WindowQuery):
    """An outline `width` pixels wide."""

    width: int = Field(1000, ge=1, le=MAX_WIDTH)


class AudioQuery(WindowQuery):
    """How a window is made audible."""

    mode: Mode = Field(Mode.EXPAND, description="expand, stretch (keeps pitch), heterodyne, native")
    expand: float | None = Field(None, ge=1, le=MAX_EXPANSION, description="How much slower; also `factor`")
    factor: float | None = Field(None, ge=1, le=MAX_EXPANSION)
    tuned_hz: float = Field(45_000.0, gt=0, description="What heterodyne brings to 0 Hz")
    low_hz: float | None = Field(None, ge=0)
    high_hz: float | None = Field(None, gt=0)
    normalise: bool = Field(True, description="Lift the peak to -1 dBFS")


@api.get("/recordings/<uuid:id>/waveform", responses={200: OUTLINE})
@bulk
def get_waveform(path: IdPath, query: WaveformQuery) -> Response:
    """Lowest and highest sample beneath each pixel, full scale ±1: [low, high, low, high …].

    With `Accept: application/octet-stream` the pairs come as 32-bit little-endian floats. `X-Waveform-Final: 0`
    marks a sketch of a long file whose outline is not stored yet.
    """
    recording = policy.readable(principal(), path.id)
    from_s, to_s = query.span(recording)
    pairs, is_final = sound.outline(recording, from_s, to_s, query.width, channel=query.number)
    if request.accept_mimetypes.best == "application/octet-stream":
        response = Response(np.ascontiguousarray(pairs, "<f4").tobytes(), content_type="application/octet-stream")
    else:
        values: list[float] = [round(value, 6) for value in pairs.ravel().tolist()]
        body: dict[str, Any] = {"from": from_s, "to": to_s, "width": query.width, "pairs": values}
        response = jsonify(body | {"is_final": is_final})
    response.headers["X-Waveform-Final"] = "1" if is_final else "0"
    return _kept(response) if is_final else response


@api.get("/recordings/<uuid:id>/audio", responses={200: file_of("audio/wav")})
@bulk
def get_audio(path: IdPath, query: AudioQuery) -> Response:
    """A window as a mono 16-bit WAV file: slowed down, stretched at the same pitch, heterodyned, or as it is."""
    recording = policy.readable(principal(), path.id)
    from_s, to_s = query.span(recording)
    wanted = Playback(
        from_s=from_s,
        to_s=to_s,
        mode=query.mode,
        factor=query.expand or query.factor or 10.0,
        low_hz=query.low_hz,
        high_hz=query.high_hz,
        tuned_hz=query.tuned_hz,
        channel=query.number,
        is_normalised=query.normalise,
    )
    return _kept(Response(sound.play(recording, wanted), content_type="audio/wav"))


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = f"private, max-age={DAY_S}"
    response.headers["Vary"] = "Authorization, Accept"
    return response

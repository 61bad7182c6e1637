"""Sounds that libsndfile decodes: FLAC, OGG, MP3, AIFF and the compressed kinds of WAV."""

import os
import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile

from processing.arrays import FloatArray
from processing.audio.decode.header import (
    ACCEPTED,
    MAX_FRAMES_PER_BYTE,
    Header,
    check_channels,
    check_claim,
    check_rate,
)
from processing.audio.riff import read_chunk, walk_chunks
from processing.errors import SignalError

_CONTAINERS = {
    "WAV": "wav", "WAVEX": "wav", "RF64": "rf64", "AIFF": "aiff", "FLAC": "flac", "OGG": "ogg", "MP3": "mp3",
}  # fmt: skip
"""The formats of libsndfile that are accepted, and what we call them; it knows many more."""

_BIT_DEPTHS = {
    "PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32, "FLOAT": 32, "DOUBLE": 64,
    "ALAC_16": 16, "ALAC_20": 20, "ALAC_24": 24, "ALAC_32": 32,
}  # fmt: skip
"""Bits of one sample by subtype; the lossy subtypes have none."""


_PREROLL_FRAMES = {"ogg": 16_384, "mp3": 16_384}
"""Frames decoded and thrown away after a seek, by container: Vorbis blocks reach 8,192 frames, Opus needs
80 ms and MP3 a bit reservoir of a few 1,152-frame granules before they give what a straight read gives."""


class _ForwardFile(soundfile.SoundFile):  # type: ignore[misc]
    """A SoundFile that does not seek after every read.

    soundfile seeks to where each read ended (`_cdata_io`), which restarts the decoder: MP3 then differs
    at block edges, and FLAC is slow. A file said not to be seekable is only read; `seek` still works.
    """

    def seekable(self) -> bool:
        return False


class LibrarySource:
    """Samples that libsndfile decodes, read forwards without seeking where possible."""

    def __init__(self, path: Path) -> None:
        # By descriptor: given a name, soundfile would take one that ends in .raw for headerless samples.
        self._fd = os.open(path, os.O_RDONLY)
        self._file_bytes = os.fstat(self._fd).st_size
        try:
            self._file = _ForwardFile(self._fd, closefd=True)
        except soundfile.LibsndfileError as error:
            raise SignalError("unreadable", f"could not open: {error.error_string}") from error
        self._position = 0

    def header(self) -> Header:
        """What the file says of itself; raises SignalError for a kind or length not accepted."""
        file = self._file
        container = _CONTAINERS.get(file.format)
        if container is None:
            raise SignalError("unsupported-format", f"expected {ACCEPTED}, found {file.format}")
        if file.frames > self._file_bytes * MAX_FRAMES_PER_BYTE:
            raise SignalError(
                "too-long-claim",
                f"the header claims {file.frames:,} frames, more than {self._file_bytes:,} bytes can hold",
                n_frames=file.frames,
            )
        return Header(
            container=container,
            subtype=file.subtype,
            file_sr=file.samplerate,
            n_channels=file.channels,
            n_frames=file.frames,
            bit_depth=_BIT_DEPTHS.get(file.subtype),
        )

    def read(self, start_frame: int, n_frames: int, channel: int | None) -> FloatArray:
        """Samples as float32 (n,), of one channel or the mean of all; fewer if the stream ends."""
        try:
            if start_frame != self._position:
                self._seek(start_frame)
            y: FloatArray = self._file.read(n_frames, dtype="float32", always_2d=True)
        except soundfile.LibsndfileError as error:
            raise self._explain(error, start_frame) from error
        self._position = start_frame + len(y)
        if y.shape[1] == 1:
            return y[:, 0]
        return y.mean(axis=1, dtype=np.float32) if channel is None else np.ascontiguousarray(y[:, channel])

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def _seek(self, start_frame: int) -> None:
        preroll = min(_PREROLL_FRAMES.get(_CONTAINERS[self._file.format], 0), start_frame)
        self._file.seek(start_frame - preroll)
        if preroll:
            self._file.read(preroll, dtype="float32")

    def _explain(self, error: soundfile.LibsndfileError, start_frame: int) -> SignalError:
        """Why decoding failed: a decoder that has used up every byte met the end of a cut file."""
        is_cut = os.lseek(self._fd, 0, os.SEEK_CUR) >= self._file_bytes
        return SignalError(
            "truncated" if is_cut else "unreadable",
            f"expected {self._file.frames:,} frames, decoding stopped after frame {start_frame:,}: "
            f"the file {'was cut short' if is_cut else 'is damaged'} ({error.error_string})",
        )


def check_aiff(file: BinaryIO) -> None:
    """Check what an AIFF header claims before libsndfile opens it, which shortens a false length silently.

    Raises SignalError: bad-header, no-channels, too-many-channels, bad-rate, empty, truncated,
    too-long-claim.
    """
    file_size = os.fstat(file.fileno()).st_size
    chunks = {chunk.name: chunk for chunk in walk_chunks(file, file_size)}
    if "COMM" not in chunks:
        raise SignalError("bad-header", "expected an AIFF file with a COMM chunk, found none")
    body = read_chunk(file, chunks["COMM"], 18)
    if len(body) < 18:
        raise SignalError("truncated", f"expected a COMM chunk of 18 bytes, found {len(body)}")
    n_channels, n_frames = struct.unpack_from(">hI", body)
    check_channels(n_channels)
    check_rate(_extended_to_int(body[8:18]))
    if n_frames == 0:
        raise SignalError("empty", "expected at least 1 sample, the header says 0")
    if "SSND" not in chunks:
        raise SignalError("truncated", "expected an AIFF file with an SSND chunk, found none")
    check_claim(chunks["SSND"].size, file_size - chunks["SSND"].start)


def _extended_to_int(extended: bytes) -> int:
    """An 80-bit IEEE 754 number, as AIFF stores its rate, rounded to an integer; absurd ones give 0."""
    exponent, mantissa = struct.unpack(">HQ", extended)
    shift = exponent - 16383 - 63
    return round(mantissa * 2.0**shift) if -64 < shift <= 0 else 0

"""Uncompressed WAV of every width, read straight from the file: RIFF, RIFX, RF64 and BW64.

libsndfile does not know BW64, shortens a false length without a word, and is slower at plain samples.
"""

import os
import struct
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from processing.arrays import ByteArray, FloatArray
from processing.audio.decode.header import Header, check_channels, check_claim, check_rate
from processing.audio.riff import byte_order, read_chunk, walk_chunks
from processing.errors import SignalError

_Stored = npt.NDArray[Any]
"""Samples as stored: integers or floats of the file's own width."""

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
"""Format tags of the fmt chunk (RFC 2361 and mmreg.h)."""


_COMPRESSED = {0x02, 0x06, 0x07, 0x11, 0x14, 0x31, 0x38, 0x40, 0x55, 0x64}
"""Tags of the compressed kinds libsndfile decodes: MS and IMA ADPCM, A-law, µ-law, G.72x, GSM, NMS, MP3."""


class WavFormat(NamedTuple):
    """The fmt chunk; `tag` is the sub-format's where the file is WAVE_FORMAT_EXTENSIBLE."""

    tag: int
    n_channels: int
    rate_hz: int
    frame_bytes: int
    bits: int
    valid_bits: int


class WavLayout(NamedTuple):
    """Where the samples lie and what they are."""

    format: WavFormat
    order: str
    data_start: int
    data_bytes: int


def read_layout(file: BinaryIO) -> WavLayout:
    """Find format and samples of a WAV file, and check that the bytes it claims are there.

    Raises SignalError: bad-header, no-channels, too-many-channels, bad-rate, empty, truncated,
    too-long-claim.
    """
    file_size = os.fstat(file.fileno()).st_size
    file.seek(0)
    order = byte_order(file.read(4))
    wav_format, data = None, None
    for chunk in walk_chunks(file, file_size):
        if chunk.name == "fmt " and wav_format is None:
            wav_format = _parse_format(read_chunk(file, chunk, 64), order)
        elif chunk.name == "data" and data is None:
            data = chunk
        if wav_format and data:
            break
    if wav_format is None:
        raise SignalError("bad-header", "expected a WAV file with a fmt chunk, found none")
    check_channels(wav_format.n_channels)
    check_rate(wav_format.rate_hz)
    if data is None:
        raise SignalError("truncated", "expected a WAV file with a data chunk, found none")
    check_claim(data.size, file_size - data.start)
    if data.size == 0 and file_size > data.start:
        raise SignalError(
            "empty",
            f"the header says 0 bytes of samples but {file_size - data.start:,} bytes follow: "
            "the recorder did not close the file",
        )
    return WavLayout(wav_format, order, data.start, data.size)


def is_plain(wav_format: WavFormat) -> bool:
    """Whether the samples are plain numbers (integers or floats) rather than compressed.

    Raises SignalError("unsupported-format") for a compression that nothing here can undo. W4V of Wildlife
    Acoustics is one: its only decoder is under the GPL, which we cannot take in.
    """
    if wav_format.tag in (_PCM, _FLOAT):
        return True
    if wav_format.tag in _COMPRESSED:
        return False
    raise SignalError(
        "unsupported-format",
        f"expected a WAV of plain samples, found compression {wav_format.tag:#06x}; "
        "W4V files become WAV in Kaleidoscope, free of charge",
        tag=wav_format.tag,
    )


class WavSource:
    """Samples of a plain WAV file at any position, in constant memory."""

    def __init__(self, path: Path, layout: WavLayout) -> None:
        self._sample_bytes = _sample_bytes(layout.format)
        self._is_float = layout.format.tag == _FLOAT
        self._layout = layout
        self._frame_bytes = self._sample_bytes * layout.format.n_channels
        self._fd = os.open(path, os.O_RDONLY)

    def header(self, container: str) -> Header:
        """What the file says of itself."""
        kept = self._layout.format
        width = 8 * self._sample_bytes
        names = {32: "FLOAT", 64: "DOUBLE"} if self._is_float else {8: "PCM_U8"}
        return Header(
            container=container,
            subtype=names.get(width, f"PCM_{width}"),
            file_sr=kept.rate_hz,
            n_channels=kept.n_channels,
            n_frames=self._layout.data_bytes // self._frame_bytes,
            bit_depth=kept.valid_bits if 0 < kept.valid_bits <= width else width,
        )

    def read(self, start_frame: int, n_frames: int, channel: int | None) -> FloatArray:
        """Samples as float32 (n,), of one channel or the mean of all; fewer if the file ends."""
        offset = self._layout.data_start + start_frame * self._frame_bytes
        raw = _read_fully(self._fd, n_frames * self._frame_bytes, offset)
        raw = raw[: len(raw) - len(raw) % self._frame_bytes]
        return _to_float(self._select(raw, channel), is_float=self._is_float)

    def close(self) -> None:
        """Give the file back."""
        os.close(self._fd)

    def _select(self, raw: bytes, channel: int | None) -> _Stored:
        """Stored numbers of one channel (n,), or of all (n, channels)."""
        n_channels = self._layout.format.n_channels
        chosen = slice(None) if channel is None else slice(channel, channel + 1)
        if self._sample_bytes == 3:
            packed = np.frombuffer(raw, np.uint8).reshape(-1, n_channels, 3)[:, chosen]
            return _widen_24_bit(packed, self._layout.order)
        kind = "f" if self._is_float else "u" if self._sample_bytes == 1 else "i"
        values = np.frombuffer(raw, np.dtype(f"{self._layout.order}{kind}{self._sample_bytes}"))
        return values.reshape(-1, n_channels)[:, chosen]


def _read_fully(fd: int, n_bytes: int, offset: int) -> bytes:
    """Bytes from `offset`; one read call gives at most 2 GB on Linux, so it is repeated."""
    parts = []
    while n_bytes > 0 and (part := os.pread(fd, n_bytes, offset)):
        parts.append(part)
        n_bytes -= len(part)
        offset += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _widen_24_bit(packed: ByteArray, order: str) -> _Stored:
    """24-bit numbers (n, channels, 3 bytes) as 32-bit integers (n, channels), full scale kept."""
    wide = np.zeros((*packed.shape[:2], 4), np.uint8)
    wide[..., slice(1, 4) if order == "<" else slice(0, 3)] = packed
    return wide.view(np.dtype(f"{order}i4"))[..., 0]


def _to_float(values: _Stored, *, is_float: bool) -> FloatArray:
    """Stored numbers (n, channels) as float32 (n,), full scale ±1, the mean over the channels."""
    if is_float:
        with np.errstate(over="ignore"):
            y = values.astype(np.float32)
    elif values.dtype.itemsize == 1:
        y = (values.astype(np.float32) - np.float32(128)) * np.float32(1 / 128)
    else:
        scale = np.float32(2.0 ** (1 - 8 * values.dtype.itemsize))
        y = np.multiply(values, scale, dtype=np.float32)
    return y[:, 0] if y.shape[1] == 1 else y.mean(axis=1, dtype=np.float32)


def _parse_format(body: bytes, order: str) -> WavFormat:
    if len(body) < 16:
        raise SignalError("bad-header", f"expected a fmt chunk of at least 16 bytes, found {len(body)}")
    tag, n_channels, rate_hz, _, frame_bytes, bits = struct.unpack_from(f"{order}HHIIHH", body)
    valid_bits = bits
    if tag == _EXTENSIBLE and len(body) >= 26:
        valid_bits, _, tag = struct.unpack_from(f"{order}HIH", body, 18)
    return WavFormat(tag, n_channels, rate_hz, frame_bytes, bits, valid_bits)


def _sample_bytes(wav_format: WavFormat) -> int:
    """Bytes of one stored sample; raises SignalError where frame size and bit depth contradict."""
    least = -(-wav_format.bits // 8)
    stored, rest = divmod(wav_format.frame_bytes, wav_format.n_channels)
    allowed = (4, 8) if wav_format.tag == _FLOAT else (1, 2, 3, 4)
    if rest or stored not in allowed or stored < least or least == 0:
        raise SignalError(
            "bad-header",
            f"expected frames of {max(least, 1) * wav_format.n_channels} bytes for "
            f"{wav_format.n_channels} channels of {wav_format.bits} bits, found {wav_format.frame_bytes}",
        )
    return stored

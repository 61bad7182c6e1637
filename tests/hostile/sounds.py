"""Sound files that lie about their length, rate or channels, are cut, filled with NaN, or made of noise."""

import io
import random
import struct
from collections.abc import Callable
from functools import cache

import numpy as np
import soundfile

FORMATS = {"wav": ("WAV", "PCM_16"), "flac": ("FLAC", "PCM_16"), "ogg": ("OGG", "VORBIS"), "mp3": ("MP3", None),
           "aiff": ("AIFF", "PCM_16")}  # fmt: skip

PLACES = {"wav": 44, "flac": 42, "ogg": 58, "mp3": 64, "aiff": 54}
"""Bytes of each format's header, about."""


@cache
def sound(kind: str) -> bytes:
    """A second of noise."""
    name, subtype = FORMATS[kind]
    file = io.BytesIO()
    soundfile.write(file, np.random.default_rng(1).normal(0, 0.1, 44_100), 44_100, format=name, subtype=subtype)
    return file.getvalue()


def wav(*, n_channels: int = 1, sr: int = 48_000, bits: int = 16, code: int = 1, claimed: int | None = None,
        data: bytes = bytes(2000), block: int | None = None, chunks: bytes = b"") -> bytes:  # fmt: skip
    """A WAV file whose header says what is asked."""
    align = n_channels * bits // 8 if block is None else block
    form = struct.pack("<HHIIHH", code, n_channels, sr, sr * align & 0xFFFFFFFF, align, bits)
    body = b"fmt " + struct.pack("<I", len(form)) + form + chunks
    body += b"data" + struct.pack("<I", len(data) if claimed is None else claimed) + data
    return b"RIFF" + struct.pack("<I", 4 + len(body) & 0xFFFFFFFF) + b"WAVE" + body


def flipped(kind: str, seed: int) -> bytes:
    """A good file with eight bytes of its header changed."""
    data, chance = bytearray(sound(kind)), random.Random(seed)
    for _ in range(8):
        data[chance.randrange(4, PLACES[kind])] = chance.randrange(256)
    return bytes(data)


def noise(head: bytes, seed: int) -> bytes:
    return head + random.Random(seed).randbytes(4000)


def _silence_bomb() -> bytes:
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", 48_000, 1, format="FLAC", subtype="PCM_16") as out:
        for _ in range(15):
            out.write(np.zeros(120 * 48_000, np.int16))
    return file.getvalue()


def _floats(value: float) -> bytes:
    y = np.zeros(3000, np.float32)
    y[-1] = value
    return wav(bits=32, code=3, data=y.tobytes())


def _looping_chunks() -> bytes:
    return wav(chunks=b"junk" + struct.pack("<I", 0) + b"LIST" + struct.pack("<I", 0xFFFFFFFF))


REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "text": lambda: b"Dear diary, tonight I heard nothing.\n" * 20,
    "no channels": lambda: wav(n_channels=0),
    "sixty thousand channels": lambda: wav(n_channels=60_000, block=2),
    "a rate of zero": lambda: wav(sr=0),
    "a rate of 4 GHz": lambda: wav(sr=0xFFFFFFFF),
    "no bits": lambda: wav(bits=0),
    "64 bits of integers": lambda: wav(bits=64),
    "a block of nothing": lambda: wav(block=0),
    "an unknown coding": lambda: wav(code=0x7777),
    "a claim of 4 GB": lambda: wav(claimed=0xFFFFFFF0),
    "a claim of twice its size": lambda: wav(claimed=4000),
    "no samples": lambda: wav(data=b""),
    "NaN at its end": lambda: _floats(float("nan")),
    "infinity at its end": lambda: _floats(float("inf")),
    "minus infinity": lambda: _floats(float("-inf")),
    "half an hour of packed silence": _silence_bomb,
    "RIFF of something else": lambda: b"RIFF" + struct.pack("<I", 100) + b"AVI " + bytes(96),
    "a form chunk alone": lambda: b"RIFF" + struct.pack("<I", 20) + b"WAVEfmt " + struct.pack("<I", 16),
    "a form chunk of 4 GB": lambda: b"RIFF" + struct.pack("<I", 20) + b"WAVEfmt " + struct.pack("<I", 0xFFFFFFFF),
    "RF64 without its sizes": lambda: b"RF64\xff\xff\xff\xffWAVE" + bytes(100),
    "a PNG named .wav": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a ZIP named .wav": lambda: b"PK\x03\x04" + bytes(100),
    "an ID3 tag of 256 MB": lambda: b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + bytes(100),
    "Ogg pages without end": lambda: b"OggS\x00\x02" + bytes(20) + b"\x01\x00" + bytes(50),
    "AIFF without a common chunk": lambda: b"FORM" + struct.pack(">I", 100) + b"AIFF" + bytes(96),
    "a MIDI file": lambda: b"MThd" + bytes(30),
    **{f"{kind} cut in its header": (lambda kind=kind: sound(kind)[:30]) for kind in FORMATS},
    **{f"{kind} cut in half": (lambda kind=kind: sound(kind)[: len(sound(kind)) // 2])
       for kind in ("wav", "ogg", "aiff")},
    **{f"noise after {head!r}": (lambda head=head: noise(head, 3)) for head in
       (b"fLaC", b"OggS", b"FORM\0\0\1\0AIFF", b"RIFF\0\1\0\0WAVE", b"RF64\xff\xff\xff\xffWAVE", b"ID3\4\0\0\0\0\0\0")},
}  # fmt: skip
"""Files that are refused."""

SURVIVED: dict[str, Callable[[], bytes]] = {
    **{f"{kind} with a changed header, {seed}": (lambda kind=kind, seed=seed: flipped(kind, seed))
       for kind in FORMATS for seed in range(8)},
    "chunks that lie about their length": _looping_chunks,
    "half an MP3": lambda: sound("mp3")[: len(sound("mp3")) // 2],
    "half a FLAC": lambda: sound("flac")[: len(sound("flac")) // 2],
}  # fmt: skip
"""Files that may be refused or read, within the same limits."""

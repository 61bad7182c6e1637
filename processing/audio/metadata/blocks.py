"""Where metadata lies in each container: finds the blocks, leaves their meaning to the parsers."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from processing.audio.metadata.id3 import parse_id3, parse_id3v1
from processing.audio.metadata.tags import parse_vorbis_comment
from processing.audio.riff import byte_order, read_chunk, walk_chunks
from processing.audio.sniff import id3_bytes

MAX_BLOCK_BYTES = 1 << 20
"""Most bytes read of one block of metadata: 1 MB; what follows (cover pictures) is not for us."""

_MAX_FLAC_BLOCKS = 200
_MAX_OGG_BYTES = 1 << 20
"""How far into an Ogg stream the comment header is looked for."""


@dataclass(slots=True)
class Blocks:
    """The metadata blocks of one file, as bytes or texts; empty where there is none.

    file_sr : the sampling rate in a WAV's header, hertz; None for other containers.
    """

    file_sr: int | None = None
    guano: bytes = b""
    wamd: bytes = b""
    bext: bytes = b""
    info: bytes = b""
    id3: dict[str, str] = field(default_factory=dict)
    vorbis: dict[str, str] = field(default_factory=dict)


def collect_blocks(path: Path) -> Blocks:
    """Find the metadata blocks of a sound file by its content; nothing is raised for a broken one."""
    blocks = Blocks()
    with path.open("rb") as file:
        head = file.read(10)
        if head[:4] == b"fLaC":
            _collect_flac(file, blocks)
        elif head[:4] == b"OggS":
            blocks.vorbis = parse_vorbis_comment(_ogg_comment(file))
        elif head[:3] == b"ID3" or head[:1] == b"\xff":
            _collect_mp3(file, head, blocks)
        else:
            _collect_chunks(file, blocks)
    return blocks


def _collect_chunks(file: BinaryIO, blocks: Blocks) -> None:
    """WAV and AIFF; of AIFF only ID3 and annotation chunks mean anything to us."""
    file.seek(0)
    order = byte_order(file.read(4))
    file_size = os.fstat(file.fileno()).st_size
    for chunk in walk_chunks(file, file_size):
        if chunk.name == "fmt " and order == "<":
            blocks.file_sr = int.from_bytes(read_chunk(file, chunk, 8)[4:], "little") or None
        elif chunk.name in ("guan", "wamd", "bext", "LIST", "id3 ", "ID3 ", "ANNO"):
            _keep(blocks, chunk.name, read_chunk(file, chunk, MAX_BLOCK_BYTES))


def _keep(blocks: Blocks, name: str, raw: bytes) -> None:
    """Store a chunk under its field; the first of each kind counts, LIST only where it is INFO."""
    if name == "guan":
        blocks.guano = blocks.guano or raw
    elif name == "wamd":
        blocks.wamd = blocks.wamd or raw
    elif name == "bext":
        blocks.bext = blocks.bext or raw
    elif name == "LIST" and raw[:4] == b"INFO":
        blocks.info = blocks.info or raw
    elif name.lower() == "id3 ":
        blocks.id3 = blocks.id3 or parse_id3(raw)
    elif name == "ANNO":
        blocks.id3.setdefault("COMM", raw.decode("latin-1").strip("\0 "))


def _collect_mp3(file: BinaryIO, head: bytes, blocks: Blocks) -> None:
    """An ID3v2 tag in front, or an ID3v1 tag in the last 128 bytes."""
    if size := id3_bytes(head):
        file.seek(0)
        blocks.id3 = parse_id3(file.read(min(size, MAX_BLOCK_BYTES)))
    file_size = os.fstat(file.fileno()).st_size
    if not blocks.id3 and file_size > 128:
        file.seek(file_size - 128)
        blocks.id3 = parse_id3v1(file.read(128))


def _collect_flac(file: BinaryIO, blocks: Blocks) -> None:
    """The Vorbis comment, and chunks of the WAV it was made from (`flac --keep-foreign-metadata`)."""
    file.seek(4)
    for _ in range(_MAX_FLAC_BLOCKS):
        head = file.read(4)
        if len(head) < 4:
            return
        kind, size = head[0] & 0x7F, int.from_bytes(head[1:], "big")
        start = file.tell()
        if kind == 4 and not blocks.vorbis:
            blocks.vorbis = parse_vorbis_comment(file.read(min(size, MAX_BLOCK_BYTES)))
        elif kind == 2:
            body = file.read(min(size, MAX_BLOCK_BYTES))
            if body[:4] == b"riff":
                _keep(blocks, body[4:8].decode("latin-1"), body[12:])
        if head[0] & 0x80:
            return
        file.seek(start + size)


def _ogg_comment(file: BinaryIO) -> bytes:
    """The second packet of an Ogg stream without its signature, if it is Vorbis or Opus comments."""
    packets = _ogg_packets(file)
    next(packets, b"")
    comment = next(packets, b"")
    for signature in (b"\x03vorbis", b"OpusTags"):
        if comment.startswith(signature):
            return comment[len(signature) :]
    return b""


def _ogg_packets(file: BinaryIO) -> Iterator[bytes]:
    """Packets from the start of an Ogg stream (RFC 3533), within the first `_MAX_OGG_BYTES`."""
    file.seek(0)
    packet = b""
    while file.tell() < _MAX_OGG_BYTES:
        head = file.read(27)
        if len(head) < 27 or head[:4] != b"OggS":
            return
        for size in file.read(head[26]):
            packet += file.read(size)
            if size < 255:
                yield packet
                packet = b""

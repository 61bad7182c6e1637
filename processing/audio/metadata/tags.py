"""Tags that music programs and some recorders write: RIFF INFO lists and Vorbis comments."""

import struct
from collections.abc import Mapping

from processing.audio.metadata.claims import Claims, clean_text, decode_text
from processing.audio.metadata.timestamp import parse_timestamp

MAX_TAGS = 500
"""Tags kept of one list."""


def parse_info_list(raw: bytes) -> dict[str, str]:
    """The texts of a LIST chunk of kind INFO by their four-letter names; empty for other kinds."""
    fields: dict[str, str] = {}
    if raw[:4] != b"INFO":
        return fields
    offset = 4
    while offset + 8 <= len(raw) and len(fields) < MAX_TAGS:
        name, size = struct.unpack_from("<4sI", raw, offset)
        text = clean_text(decode_text(raw[offset + 8 : offset + 8 + size]))
        if text:
            fields.setdefault(name.decode("latin-1").strip("\0 "), text)
        offset += 8 + size + size % 2
    return fields


def parse_vorbis_comment(raw: bytes) -> dict[str, str]:
    """The comments of a Vorbis comment block (Xiph.org, "Ogg Vorbis I", section 5) by upper-case name."""
    fields: dict[str, str] = {}
    if len(raw) < 4:
        return fields
    offset = 4 + int.from_bytes(raw[:4], "little") + 4
    while offset + 4 <= len(raw) and len(fields) < MAX_TAGS:
        size = int.from_bytes(raw[offset : offset + 4], "little")
        comment = raw[offset + 4 : offset + 4 + size]
        if len(comment) < size:
            break
        name, equals, value = comment.decode("utf-8", "replace").partition("=")
        text = clean_text(value)
        if equals and text:
            fields.setdefault(name.upper()[:80], text)
        offset += 4 + size
    return fields


def info_claims(fields: Mapping[str, str]) -> Claims:
    """What an INFO list claims; ICRD counts as a time only if it has hours and minutes."""
    return Claims(
        recorded_at=parse_timestamp(fields.get("ICRD", "")),
        device=fields.get("IPRD"),
        firmware=fields.get("ISFT"),
        comment=fields.get("ICMT") or fields.get("ISBJ") or fields.get("INAM"),
    )


def vorbis_claims(fields: Mapping[str, str]) -> Claims:
    """What Vorbis comments claim; DATE counts as a time only if it has hours and minutes."""
    return Claims(
        recorded_at=parse_timestamp(fields.get("DATE", "")),
        comment=fields.get("COMMENT") or fields.get("DESCRIPTION") or fields.get("TITLE"),
    )

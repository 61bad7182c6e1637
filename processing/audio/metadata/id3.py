"""ID3 tags, versions 1, 2.2, 2.3 and 2.4 (id3.org): the text and comment frames."""

from collections.abc import Mapping

from processing.audio.metadata.claims import Claims, clean_text, decode_text
from processing.audio.metadata.timestamp import parse_timestamp
from processing.audio.sniff import id3_bytes, synchsafe

_ENCODINGS = ("latin-1", "utf-16", "utf-16-be", "utf-8")
"""Text encodings by the first byte of a frame."""

_OLD_NAMES = {"TT2": "TIT2", "TP1": "TPE1", "TYE": "TYER", "TDA": "TDAT", "TIM": "TIME", "TEN": "TENC"}
"""Three-letter frames of version 2.2 by their later names."""

_UNSYNCHRONISED, _EXTENDED = 0x80, 0x40
_MAX_FRAMES = 500


def parse_id3(raw: bytes) -> dict[str, str]:
    """Texts of an ID3v2 tag by frame name; `COMM` is the comment, `TXXX:name` a text the user named."""
    size = id3_bytes(raw)
    if not size or raw[3] not in (2, 3, 4):
        return {}
    version, flags, body = raw[3], raw[5], raw[10:size]
    if flags & _UNSYNCHRONISED:
        body = body.replace(b"\xff\x00", b"\xff")
    if flags & _EXTENDED and version > 2:
        body = body[_extended_size(body, version) :]
    return _frames(body, version)


def parse_id3v1(raw: bytes) -> dict[str, str]:
    """Texts of the 128 bytes of an ID3v1 tag, under the names of version 2; empty if it is none."""
    if len(raw) != 128 or raw[:3] != b"TAG":
        return {}
    fields = {"TIT2": raw[3:33], "TPE1": raw[33:63], "TYER": raw[93:97], "COMM": raw[97:127]}
    texts = {name: clean_text(decode_text(part)) for name, part in fields.items()}
    return {name: text for name, text in texts.items() if text}


def id3_claims(fields: Mapping[str, str]) -> Claims:
    """What an ID3 tag claims; dates without a time of day are no start time."""
    year, date, time = (fields.get(name, "") for name in ("TYER", "TDAT", "TIME"))
    old_style = f"{year}-{date[2:4]}-{date[:2]} {time[:2]}:{time[2:4]}"
    written = fields.get("TDRC") or fields.get("TDOR") or old_style
    return Claims(
        recorded_at=parse_timestamp(written),
        device=fields.get("TPE1"),
        comment=fields.get("COMM") or fields.get("TIT2"),
    )


def _frames(body: bytes, version: int) -> dict[str, str]:
    """Texts by frame name: 6-byte frame headers in version 2.2, 10-byte ones later."""
    fields: dict[str, str] = {}
    name_bytes, head_bytes = (3, 6) if version == 2 else (4, 10)
    offset = 0
    for _ in range(_MAX_FRAMES):
        head = body[offset : offset + head_bytes]
        if len(head) < head_bytes or not head[:name_bytes].isalnum():
            break
        name = head[:name_bytes].decode("latin-1")
        raw_size = head[name_bytes : 2 * name_bytes]
        size = synchsafe(raw_size) if version == 4 else int.from_bytes(raw_size, "big")
        _add_frame(fields, _OLD_NAMES.get(name, name), body[offset + head_bytes :][:size])
        offset += head_bytes + size
    return fields


def _add_frame(fields: dict[str, str], name: str, payload: bytes) -> None:
    if len(payload) < 2 or not (name.startswith("T") or name in ("COMM", "COM")):
        return
    encoding = _ENCODINGS[payload[0]] if payload[0] < len(_ENCODINGS) else "latin-1"
    is_comment = name in ("COMM", "COM")
    text = payload[4 if is_comment else 1 :].decode(encoding, "replace")
    if is_comment or name in ("TXXX", "TXX"):
        title, _, text = text.partition("\0")
        name = "COMM" if is_comment else f"TXXX:{title.lstrip(chr(0xFEFF))[:80]}"
    kept = clean_text(text.lstrip("\ufeff").strip("\0"))
    if kept:
        fields.setdefault(name, kept)


def _extended_size(body: bytes, version: int) -> int:
    """Bytes of the extended header; version 2.3 does not count the size field itself."""
    size = body[:4]
    return synchsafe(size) if version == 4 else 4 + int.from_bytes(size, "big")

"""What a file is, told from its first bytes; light enough to import where an upload is received."""

HEAD_BYTES = 4096
"""How many leading bytes `sniff` wants: two frames of any MPEG audio fit in."""

_MPEG_VERSION_1 = 3
"""The version bits of MPEG-1 in a frame header; 0 and 2 are MPEG-2.5 and MPEG-2, 1 is reserved."""

_BITRATES_KBPS = {
    (1, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Bit rate in kbit/s by (MPEG generation, layer) and index; ISO/IEC 11172-3, 13818-3."""

_RATES_HZ = (44100, 48000, 32000)
"""Sampling rates of MPEG-1 by index; generations 2 and 2.5 have a half and a quarter of them."""

_KNOWN_STRANGERS = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"%PDF", "a PDF document"),
    (b"\x89HDF", "an HDF5 file"),
    (b"WAC ", "a WAC recording, which Kaleidoscope can turn into WAV"),
    (b"MThd", "a MIDI file"),
)
"""Beginnings of files that people mistake for sound, and what to call them in a message."""


def sniff(head: bytes) -> str | None:
    """Name the audio container that `head` begins: wav, rf64, bw64, aiff, flac, ogg or mp3.

    head : the first `HEAD_BYTES` bytes of the file, or all of it if it is shorter.
    Returns None for anything else. The name of the file plays no part.
    """
    form, kind = head[:4], head[8:12]
    if form in (b"RIFF", b"RIFX", b"RF64", b"BW64") and kind == b"WAVE":
        return {b"RF64": "rf64", b"BW64": "bw64"}.get(form, "wav")
    if form == b"FORM" and kind in (b"AIFF", b"AIFC"):
        return "aiff"
    if form == b"fLaC":
        return "flac"
    if form == b"OggS":
        return "ogg"
    return "mp3" if form[:3] == b"ID3" or _starts_mpeg_audio(head) else None


def describe(head: bytes) -> str:
    """Say in a few words what a file that is not audio looks like, for an error message."""
    if not head:
        return "an empty file"
    for start, name in _KNOWN_STRANGERS:
        if head.startswith(start):
            return name
    if head[4:8] == b"ftyp":
        return "an MP4 or M4A file"
    if head[:4] == b"RIFF":
        return f"a RIFF file of kind {head[8:12].decode('latin-1')!r}"
    return "text" if _is_text(head) else f"bytes {head[:8].hex(' ')}"


def id3_bytes(head: bytes) -> int:
    """Length of the ID3v2 tag that `head` (10 bytes or more) begins, header included; 0 if it begins none."""
    if head[:3] != b"ID3" or len(head) < 10 or any(byte & 0x80 for byte in head[6:10]):
        return 0
    return 10 + synchsafe(head[6:10])


def synchsafe(raw: bytes) -> int:
    """An integer of 7 bits a byte, as ID3 writes sizes."""
    number = 0
    for byte in raw:
        number = number << 7 | byte & 0x7F
    return number


def _is_text(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return not any(byte < 9 or 13 < byte < 32 or byte == 127 for byte in head[:512])


def _starts_mpeg_audio(head: bytes) -> bool:
    """Two frame headers in a row that agree: a single one also matches UTF-16 text and noise."""
    length = mpeg_frame_bytes(head[:4])
    if length is None or len(head) < length + 4:
        return False
    follower = head[length : length + 4]
    return mpeg_frame_bytes(follower) is not None and follower[1] & 0xFE == head[1] & 0xFE


def mpeg_frame_bytes(header: bytes) -> int | None:
    """Length of the frame that a 4-byte MPEG audio header announces; None if it is no header."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    rate_index, bitrate_index, padding = header[2] >> 2 & 3, header[2] >> 4, header[2] >> 1 & 1
    if version == 1 or layer == 4 or rate_index == 3 or bitrate_index in (0, 15):
        return None
    generation = 1 if version == _MPEG_VERSION_1 else 2
    rate_hz = _RATES_HZ[rate_index] // {3: 1, 2: 2, 0: 4}[version]
    bits_per_s = _BITRATES_KBPS[generation, layer][bitrate_index] * 1000
    if layer == 1:
        return (12 * bits_per_s // rate_hz + padding) * 4
    slots = 72 if layer == 3 and generation == 2 else 144
    return slots * bits_per_s // rate_hz + padding

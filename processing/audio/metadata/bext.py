"""The broadcast extension chunk of a WAV (EBU Tech 3285): originator, date, time, description."""

from collections.abc import Mapping

from processing.audio.metadata.claims import Claims, clean_text, decode_text
from processing.audio.metadata.timestamp import parse_timestamp

_LAYOUT = (
    ("description", 0, 256),
    ("originator", 256, 32),
    ("originator_reference", 288, 32),
    ("origination_date", 320, 10),
    ("origination_time", 330, 8),
)
"""Text fields: name, first byte, length in bytes."""

_HISTORY_START = 602
"""First byte of the coding history, which runs to the end of the chunk."""


def parse_bext(raw: bytes) -> dict[str, str]:
    """The text fields of a bext chunk that are not empty, by name."""
    fields = {name: clean_text(decode_text(raw[start : start + size])) for name, start, size in _LAYOUT}
    fields["coding_history"] = clean_text(decode_text(raw[_HISTORY_START:]))
    return {name: value for name, value in fields.items() if value}


def bext_claims(fields: Mapping[str, str]) -> Claims:
    """What a bext chunk claims; its time has no zone."""
    date, time = fields.get("origination_date", ""), fields.get("origination_time", "")
    return Claims(
        recorded_at=parse_timestamp(f"{date.replace('.', '-').replace('_', '-')} {time}"),
        device=fields.get("originator"),
        serial=fields.get("originator_reference"),
        comment=fields.get("description"),
    )

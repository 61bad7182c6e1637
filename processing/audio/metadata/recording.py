"""Everything a sound file and its name say about the recording, merged, with the source of each field."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from processing.audio.findings import Finding, Severity
from processing.audio.metadata.audiomoth import audiomoth_claims
from processing.audio.metadata.bext import bext_claims, parse_bext
from processing.audio.metadata.blocks import Blocks, collect_blocks
from processing.audio.metadata.claims import Claims
from processing.audio.metadata.guano import guano_claims, parse_guano
from processing.audio.metadata.id3 import id3_claims
from processing.audio.metadata.tags import info_claims, parse_info_list, vorbis_claims
from processing.audio.metadata.timestamp import time_in_name
from processing.audio.metadata.wamd import parse_wamd, wamd_claims

_SAME_TIME = timedelta(seconds=2)
"""Two sources that differ by no more mean the same start: some round, some truncate."""

_SAME_PLACE_DEG = 0.01
"""Two positions that differ by no more (1 km) mean the same place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingMetadata(Claims):
    """The merged claims, and each source's own fields as written.

    recorded_at : aware if any source gives the zone, else naive local time.
    utc_offset_min : minutes east of UTC of `recorded_at`; None where the zone is unknown.
    sources : field name → guano, wamd, audiomoth, bext, id3, vorbis, info or file-name.
    findings : where the sources contradict one another.
    """

    utc_offset_min: int | None = None
    guano: Mapping[str, str] = field(default_factory=dict)
    wamd: Mapping[str, str] = field(default_factory=dict)
    bext: Mapping[str, str] = field(default_factory=dict)
    info: Mapping[str, str] = field(default_factory=dict)
    id3: Mapping[str, str] = field(default_factory=dict)
    vorbis: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def read_metadata(path: Path, file_name: str | None = None) -> RecordingMetadata:
    """Read GUANO, WAMD, AudioMoth comment, bext, ID3, Vorbis comments, INFO list and the file's name.

    file_name : the name the file was uploaded under, if `path` is a stored copy under another.
    Of each field the first source in that order counts. A chunk that cannot be read counts as absent;
    OSError if there is no such file.
    """
    blocks = collect_blocks(path)
    written = _parse(blocks)
    by_source = _claims(written, blocks.file_sr)
    by_source["file-name"] = Claims(recorded_at=time_in_name(file_name or path.name))
    merged, sources = _merge(by_source)
    recorded_at = _with_zone(merged.get("recorded_at"), by_source)
    offset = recorded_at.utcoffset() if recorded_at else None
    return RecordingMetadata(
        **{**merged, "recorded_at": recorded_at},
        utc_offset_min=None if offset is None else round(offset.total_seconds() / 60),
        sources=sources,
        findings=tuple(_contradictions(by_source)),
        guano=written["guano"],
        wamd=written["wamd"],
        bext=written["bext"],
        info=written["info"],
        id3=written["id3"],
        vorbis=written["vorbis"],
    )


def _parse(blocks: Blocks) -> dict[str, dict[str, str]]:
    """The fields of each kind of block as written."""
    return {
        "guano": parse_guano(blocks.guano),
        "wamd": parse_wamd(blocks.wamd),
        "bext": parse_bext(blocks.bext),
        "info": parse_info_list(blocks.info),
        "id3": blocks.id3,
        "vorbis": blocks.vorbis,
    }


def _claims(written: dict[str, dict[str, str]], file_sr: int | None) -> dict[str, Claims]:
    """Claims by source, the most trusted first."""
    info, id3, vorbis = written["info"], written["id3"], written["vorbis"]
    comment = info.get("ICMT") or vorbis.get("COMMENT") or id3.get("COMM") or ""
    artist = info.get("IART") or vorbis.get("ARTIST") or id3.get("TPE1")
    return {
        "guano": guano_claims(written["guano"], file_sr),
        "wamd": wamd_claims(written["wamd"]),
        "audiomoth": audiomoth_claims(comment, artist) or Claims(),
        "bext": bext_claims(written["bext"]),
        "id3": id3_claims(id3),
        "vorbis": vorbis_claims(vorbis),
        "info": info_claims(info),
    }


def _merge(by_source: Mapping[str, Claims]) -> tuple[dict[str, Any], dict[str, str]]:
    """The first claim on each field, and who made it; a position is taken whole from one source."""
    merged: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name, claims in by_source.items():
        for claim in fields(Claims):
            value = getattr(claims, claim.name)
            if value is not None and claim.name not in merged:
                merged[claim.name], sources[claim.name] = value, name
    return merged, sources


def _with_zone(recorded_at: datetime | None, by_source: Mapping[str, Claims]) -> datetime | None:
    """A local time with the zone of another source that shows the same clock."""
    if recorded_at is None or recorded_at.tzinfo is not None:
        return recorded_at
    for claims in by_source.values():
        other = claims.recorded_at
        if other is not None and other.tzinfo is not None and _agree(recorded_at, other):
            return recorded_at.replace(tzinfo=other.tzinfo)
    return recorded_at


def _agree(one: datetime, other: datetime) -> bool:
    """Whether two times mean the same start; by the clock's face where one has no zone."""
    if one.tzinfo is None or other.tzinfo is None:
        one, other = one.replace(tzinfo=None), other.replace(tzinfo=None)
    return abs(one - other) <= _SAME_TIME


def _contradictions(by_source: Mapping[str, Claims]) -> list[Finding]:
    """Sources whose time or place differs from that of the most trusted one that gives it."""
    findings = []
    timed = [(name, claims.recorded_at) for name, claims in by_source.items() if claims.recorded_at]
    for name, time in timed[1:]:
        if not _agree(timed[0][1], time):
            message = f"{timed[0][0]} says the recording began {timed[0][1]}, {name} says {time}"
            findings.append(Finding("start-time-conflict", Severity.WARNING, message))
    placed = [(name, claims) for name, claims in by_source.items() if claims.latitude is not None]
    for name, claims in placed[1:]:
        if _are_apart(placed[0][1], claims):
            message = f"{placed[0][0]} gives the position {_place(placed[0][1])}, {name} {_place(claims)}"
            findings.append(Finding("position-conflict", Severity.WARNING, message))
    return findings


def _are_apart(one: Claims, other: Claims) -> bool:
    return (
        abs((one.latitude or 0) - (other.latitude or 0)) > _SAME_PLACE_DEG
        or abs((one.longitude or 0) - (other.longitude or 0)) > _SAME_PLACE_DEG
    )


def _place(claims: Claims) -> str:
    return f"{claims.latitude:.5f}, {claims.longitude:.5f}"

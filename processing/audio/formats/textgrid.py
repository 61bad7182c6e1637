"""Praat TextGrid: interval tiers of segments, labels and predictions."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from processing.audio.formats.cells import format_seconds
from processing.audio.formats.delimited import text_encoding
from processing.audio.formats.exports import ExportOptions, export_format, gather
from processing.audio.formats.imports import MAX_ROWS, ImportOptions, SegmentImport, import_format
from processing.audio.formats.rows import CallRow
from processing.audio.intervals import Interval
from processing.errors import TableError

SEGMENT_TIER, LABEL_TIER, PREDICTED_TIER = "segment", "label", "predicted"
"""The tiers written. A stretch without text is a gap in Praat, so the segment tier, whose text is never
empty, says where calls are, and the others what they are called."""

MAX_GRID_BYTES = 64 << 20
"""Largest TextGrid read: 64 MB, half a million intervals."""

_TOKEN = re.compile(r'"((?:[^"]|"")*)"|(?<![\w.])([+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)(?![\w.\]])|<(exists|absent)>')
"""What the long and the short form have in common: texts in quotes, numbers, flags, in the same order."""


class _Mark(NamedTuple):
    onset_s: float
    offset_s: float
    text: str


class _Tier(NamedTuple):
    name: str
    marks: list[_Mark]


@export_format(
    "textgrid", title="Praat TextGrid", suffix=".TextGrid", media_type="text/plain; charset=utf-8", is_single=True
)
def write_textgrid(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:  # noqa: ARG001 - registry
    """Write segments, human labels and predictions of one recording; overlapping calls take further tiers.

    The format has no frequencies, and states its sizes in front, so one recording's calls are held in memory.
    """
    return gather(_lines(sorted(rows, key=lambda row: (row.onset_s, row.offset_s))))


@import_format("textgrid")
def read_textgrid(path: Path, options: ImportOptions) -> SegmentImport:
    """Read the interval tiers of a TextGrid, long or short form: each interval with text is a segment.

    Where there are tiers named segment and label, as we write them, the first says where and the second
    what. Point tiers have no extent and are left out with a finding. Raises TableError: not-a-table, too-large.
    """
    if path.stat().st_size > MAX_GRID_BYTES:
        raise TableError("too-large", f"expected at most {MAX_GRID_BYTES:,} bytes, found more")
    text = path.read_text(encoding=text_encoding(path))
    if "ooTextFile" not in text[:100] or "TextGrid" not in text[:200]:
        raise TableError("not-a-table", "expected a Praat TextGrid")
    found = SegmentImport("textgrid")
    try:
        tiers = _parse(text, found)
    except ValueError as error:
        raise TableError("not-a-table", f"expected a complete TextGrid: {error}") from error
    for number, mark in enumerate(_marks(tiers), start=1):
        interval = Interval(mark.onset_s, mark.offset_s, label=mark.text or None)
        found.accept(number, interval, options)
    return found


def _lines(rows: list[CallRow]) -> Iterator[str]:
    end = format_seconds(
        max([row.recording.duration_s for row in rows[:1]] + [row.offset_s for row in rows], default=1)
    )
    contents: list[tuple[str, Callable[[CallRow], str | None]]] = [
        (SEGMENT_TIER, lambda row: row.segment_id),
        (LABEL_TIER, lambda row: row.label),
        (PREDICTED_TIER, lambda row: row.predicted),
    ]
    layers = _layers(rows)
    yield f'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = {end}\n'
    yield f"tiers? <exists>\nsize = {len(layers) * len(contents)}\nitem []:\n"
    number = 0
    for layer, calls in enumerate(layers, start=1):
        for name, text_of in contents:
            number += 1
            tier = name if layer == 1 else f"{name} {layer}"
            yield from _tier_lines(number, tier, end, [(call, text_of(call) or "") for call in calls])


def _tier_lines(number: int, name: str, end: str, calls: list[tuple[CallRow, str]]) -> Iterator[str]:
    """One tier; its intervals cover the recording without a gap."""
    pieces: list[tuple[str, str, str]] = []
    position = format_seconds(0)
    for call, text in calls:
        onset, offset = format_seconds(call.onset_s), format_seconds(call.offset_s)
        if onset != position:
            pieces.append((position, onset, ""))
        pieces.append((onset, offset, text))
        position = offset
    if position != end or not pieces:
        pieces.append((position, end, ""))
    yield f'    item [{number}]:\n        class = "IntervalTier"\n        name = "{name}"\n'
    yield f"        xmin = 0\n        xmax = {end}\n        intervals: size = {len(pieces)}\n"
    for index, (onset, offset, text) in enumerate(pieces, start=1):
        quoted = " ".join(text.split()).replace('"', '""')
        yield f"        intervals [{index}]:\n            xmin = {onset}\n            xmax = {offset}\n"
        yield f'            text = "{quoted}"\n'


def _layers(rows: list[CallRow]) -> list[list[CallRow]]:
    """Calls, sorted by onset, dealt out so that none overlaps another of its layer; at least one layer."""
    layers: list[list[CallRow]] = [[]]
    for row in rows:
        for layer in layers:
            if not layer or layer[-1].offset_s <= row.onset_s:
                layer.append(row)
                break
        else:
            layers.append([row])
    return layers


def _parse(text: str, found: SegmentImport) -> list[_Tier]:
    """The tiers, from the tokens both forms share; raises ValueError for a broken file."""
    tokens = _TOKEN.finditer(text)
    for _ in range(2):
        _next_text(tokens)
    _next_number(tokens), _next_number(tokens)
    if _next_token(tokens)[3] != "exists":
        return []
    tiers = []
    for _ in range(_next_count(tokens)):
        kind, name = _next_text(tokens), _next_text(tokens)
        _next_number(tokens), _next_number(tokens)
        n_marks = _next_count(tokens)
        if kind == "IntervalTier":
            marks = (_Mark(_next_number(tokens), _next_number(tokens), _next_text(tokens)) for _ in range(n_marks))
            tiers.append(_Tier(name, [mark._replace(text=mark.text.strip()) for mark in marks]))
            continue
        for number in range(1, n_marks + 1):
            _next_number(tokens), _next_text(tokens)
            found.refuse(number, "no-extent", f"tier {name[:40]!r} holds points, which have no length")
    return tiers


def _marks(tiers: list[_Tier]) -> list[_Mark]:
    """The segments that the tiers together describe, by time."""
    ours = [tier for tier in tiers if re.fullmatch(rf"{SEGMENT_TIER}( \d+)?", tier.name)]
    if not ours:
        return sorted(mark for tier in tiers for mark in tier.marks if mark.text)
    merged = []
    for tier in ours:
        wanted = tier.name.replace(SEGMENT_TIER, LABEL_TIER, 1)
        labels = {mark[:2]: mark.text for other in tiers if other.name == wanted for mark in other.marks}
        merged += [mark._replace(text=labels.get(mark[:2], "")) for mark in tier.marks if mark.text]
    return sorted(merged)


def _next_token(tokens: Iterator[re.Match[str]]) -> re.Match[str]:
    token = next(tokens, None)
    if token is None:
        raise ValueError("it ends too early")
    return token


def _next_text(tokens: Iterator[re.Match[str]]) -> str:
    token = _next_token(tokens)
    if token[1] is None:
        raise ValueError(f"expected a text, found {token[0][:40]}")
    return token[1].replace('""', '"')


def _next_number(tokens: Iterator[re.Match[str]]) -> float:
    token = _next_token(tokens)
    if token[2] is None:
        raise ValueError(f"expected a number, found {token[0][:40]}")
    return float(token[2])


def _next_count(tokens: Iterator[re.Match[str]]) -> int:
    count = _next_number(tokens)
    if not 0 <= count <= MAX_ROWS or count != int(count):
        raise ValueError(f"expected a count, found {count:g}")
    return int(count)

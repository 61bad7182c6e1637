"""Raven selection tables written; reading them is `delimited`'s."""

from collections.abc import Iterable, Iterator

from processing.audio.formats.cells import format_seconds, neutralise, single_line
from processing.audio.formats.exports import ExportOptions, export_format, gather
from processing.audio.formats.rows import CallRow

RAVEN_COLUMNS = (
    "Selection", "View", "Channel", "Begin Time (s)", "End Time (s)", "Low Freq (Hz)", "High Freq (Hz)",
    "Begin File", "File Offset (s)", "Species", "Annotation", "Annotator", "Predicted", "Confidence",
)  # fmt: skip
"""The columns Raven needs, then ours."""


@export_format("raven", title="Raven selection table", suffix=".txt", media_type="text/tab-separated-values")
def write_raven(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:  # noqa: ARG001 - registry
    """Write a selection table; several recordings are laid end to end, as Raven opens a list of files.

    A call without frequency bounds is a selection of the waveform view, over the whole band.
    """
    return gather(_lines(rows))


def _lines(rows: Iterable[CallRow]) -> Iterator[str]:
    yield "\t".join(RAVEN_COLUMNS) + "\n"
    earlier_s, previous = 0.0, None
    for number, row in enumerate(rows, start=1):
        if previous is not None and previous.id != row.recording.id:
            earlier_s += previous.duration_s
        previous = row.recording
        yield "\t".join(_cells(number, row, earlier_s)) + "\n"


def _text(text: str | None) -> str:
    """On one line, and harmless where the table is opened as a spreadsheet."""
    return neutralise(single_line(text))


def _cells(number: int, row: CallRow, earlier_s: float) -> list[str]:
    has_bounds = row.low_hz is not None or row.high_hz is not None
    low = 0.0 if row.low_hz is None else row.low_hz
    high = row.recording.sr / 2 if row.high_hz is None else row.high_hz
    return [
        str(number),
        "Spectrogram 1" if has_bounds else "Waveform 1",
        str(row.channel + 1),
        format_seconds(earlier_s + row.onset_s),
        format_seconds(earlier_s + row.offset_s),
        f"{low:.3f}",
        f"{high:.3f}",
        _text(row.recording.name),
        format_seconds(row.onset_s),
        _text(row.species),
        _text(row.label),
        _text(row.annotator),
        _text(row.predicted),
        "" if row.confidence is None else f"{row.confidence:.6f}",
    ]

"""The export formats: a registry, and the one way to call them.

A format is a function from rows to chunks of bytes, put into the registry by a decorator:

    @export_format("count", title="Number of calls", suffix=".txt", media_type="text/plain")
    def write_count(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:
        yield str(sum(1 for _ in rows)).encode()
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from processing.audio.formats.rows import CallRow
from processing.errors import TableError

CHUNK_BYTES = 1 << 16
"""Bytes handed out at a time, roughly."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What an exporter may be told.

    class_labels : the classes whose probabilities get a column of their own in the full table.
    made_at : when the file is made, for formats that say so; None says the time of the last call.
    """

    class_labels: tuple[str, ...] = ()
    made_at: datetime | None = None


Writer = Callable[[Iterable[CallRow], ExportOptions], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One format: how it is called, and how it is written.

    is_single : a file of this format holds the calls of one recording only.
    """

    name: str
    title: str
    suffix: str
    media_type: str
    is_single: bool
    write: Writer


EXPORT_FORMATS: dict[str, ExportFormat] = {}
"""Every format by name."""


def export_format(
    name: str, *, title: str, suffix: str, media_type: str, is_single: bool = False
) -> Callable[[Writer], Writer]:
    """Put a writer into the registry."""

    def register(write: Writer) -> Writer:
        EXPORT_FORMATS[name] = ExportFormat(name, title, suffix, media_type, is_single, write)
        return write

    return register


def export_calls(name: str, rows: Iterable[CallRow], options: ExportOptions | None = None) -> Iterator[bytes]:
    """Write calls in a format, as chunks of bytes; rows are taken one by one, in their order.

    Rows of one recording must follow one another. Raises TableError: unknown-format at once;
    one-recording-only when a second recording comes in a format that holds but one.
    """
    chosen = EXPORT_FORMATS.get(name)
    if chosen is None:
        known = ", ".join(sorted(EXPORT_FORMATS))
        raise TableError("unknown-format", f"expected one of {known}, got {name!r}")
    checked = _one_recording(rows, chosen.title) if chosen.is_single else rows
    return chosen.write(checked, options or ExportOptions())


def gather(lines: Iterable[str]) -> Iterator[bytes]:
    """Lines as UTF-8 in chunks of about `CHUNK_BYTES`."""
    waiting: list[str] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= CHUNK_BYTES:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting).encode()


def _one_recording(rows: Iterable[CallRow], title: str) -> Iterator[CallRow]:
    first = None
    for row in rows:
        first = first or row.recording.id
        if row.recording.id != first:
            raise TableError("one-recording-only", f"{title} hold the calls of one recording; choose one")
        yield row

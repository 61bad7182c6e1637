"""Segments and calls in the formats of the field: read, checked, and written.

`read_segments` reads any of `IMPORT_FORMATS`, `export_calls` writes any of `EXPORT_FORMATS`; both are
registries that a module of this package, or of anyone's, adds to by a decorator.
"""

from processing.audio.formats import (  # noqa: F401 - importing a module puts its formats into the registries
    aoef,
    aoef_writer,
    audacity,
    call_tables,
    camtrap,
    darwin_core,
    delimited,
    excel,
    json_calls,
    predecessor,
    raven,
    textgrid,
)
from processing.audio.formats.exports import (
    EXPORT_FORMATS,
    ExportFormat,
    ExportOptions,
    export_calls,
    export_format,
)
from processing.audio.formats.imports import (
    IMPORT_FORMATS,
    ImportedSegment,
    ImportOptions,
    RowFinding,
    SegmentImport,
    import_format,
)
from processing.audio.formats.recognise import read_segments, recognise
from processing.audio.formats.rows import CallRow, RecordingRef

__all__ = [
    "EXPORT_FORMATS",
    "IMPORT_FORMATS",
    "CallRow",
    "ExportFormat",
    "ExportOptions",
    "ImportOptions",
    "ImportedSegment",
    "RecordingRef",
    "RowFinding",
    "SegmentImport",
    "export_calls",
    "export_format",
    "import_format",
    "read_segments",
    "recognise",
]

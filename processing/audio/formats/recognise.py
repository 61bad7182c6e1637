"""Which format a file of segments has, told from its content, and the one way to read any of them."""

import json
import re
from pathlib import Path

from processing.audio.formats.columns import find_columns
from processing.audio.formats.delimited import read_text_head
from processing.audio.formats.imports import IMPORT_FORMATS, ImportOptions, SegmentImport
from processing.errors import TableError

_AUDACITY_LINE = re.compile(r"^\s*\d+([.,]\d+)?\t\s*\d+([.,]\d+)?(\t|$)")
_OLD_PICKLE = re.compile(rb"\(dp?\d|\(d\(|\(lp\d|\}q")
"""How pickles of protocols 0 and 1, which have no mark of their own, begin when they hold a dict or list."""


def read_segments(path: Path, options: ImportOptions | None = None, *, format_name: str = "auto") -> SegmentImport:
    """Read segments from a file in any import format.

    format_name : one of `IMPORT_FORMATS`, or `auto` to tell it from the content.
    Raises TableError as the readers do, unknown-format for a name that is none, empty for an empty file.
    """
    name = recognise(path) if format_name == "auto" else format_name
    reader = IMPORT_FORMATS.get(name)
    if reader is None:
        raise TableError("unknown-format", f"expected one of {', '.join(sorted(IMPORT_FORMATS))}, got {name!r}")
    return reader(path, options or ImportOptions())


def recognise(path: Path) -> str:
    """The import format of a file; raises TableError: empty, unknown-format."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise TableError("empty", "expected a table of segments, found an empty file")
    if head[:4] == b"PK\x03\x04":
        return "xlsx"
    if head[:4] == b"\xd0\xcf\x11\xe0":
        raise TableError("unknown-format", "expected a workbook as xlsx, found the older xls; save it as xlsx")
    if (head[0] == 0x80 and head[1:2] <= b"\x05") or _OLD_PICKLE.match(head):
        return "pickle"
    return _recognise_text(read_text_head(path))


def _recognise_text(text: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        return "aoef" if '"collection_type"' in text or not _is_ours(text) else "json"
    if "ooTextFile" in text[:100]:
        return "textgrid"
    first_line = start.split("\n", 1)[0]
    if _AUDACITY_LINE.match(first_line):
        return "audacity"
    if "Begin Time (s)" in first_line and "\t" in first_line and find_columns(first_line.split("\t")):
        return "raven"
    return "csv"


def _is_ours(text: str) -> bool:
    return re.match(r'\s*\{\s*"format"\s*:\s*' + json.dumps("fieldstation-calls"), text) is not None

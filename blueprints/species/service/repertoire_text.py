"""A repertoire as text: one call type a line, read from what labs keep and written to be read again."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from blueprints.species.models import CallType
from core.errors import AppError
from processing.audio.formats.cells import neutralise, restore

MAX_TEXT_BYTES = 1_000_000
"""Largest file of call types."""

MAX_LINES = 500
"""Most call types one file may bring; a person's keyboard has 36 keys."""

LONGEST = {"name": 100, "short_name": 20, "long_name": 200, "notes": 5000}
"""Characters each text may have."""

COLUMNS = ("name", "short_name", "long_name", "description", "colour", "key")
"""The header of an exported file."""

_POSITIONS = ("name", "long_name", "notes", "colour", "key")
"""What the cells of a file without a header are."""

_NAMES = {
    "name": "name", "label": "name", "call type": "name", "type": "name",
    "short name": "short_name", "short": "short_name", "abbreviation": "short_name", "code": "short_name",
    "long name": "long_name", "long": "long_name", "full name": "long_name", "title": "long_name",
    "description": "notes", "notes": "notes", "note": "notes", "comment": "notes",
    "colour": "colour", "color": "colour",
    "key": "key", "shortcut": "key",
}  # fmt: skip
"""Column names, in lower case with blanks, and what they mean."""


class Line(NamedTuple):
    """One call type as a file has it."""

    line: int
    name: str
    short_name: str = ""
    long_name: str = ""
    notes: str = ""
    colour: str | None = None
    key: str | None = None


class LineFinding(NamedTuple):
    """Something about a line that was left out or changed."""

    line: int
    code: str
    message: str


class RepertoireText(NamedTuple):
    """What a file says, and what could not be taken as it was."""

    lines: list[Line]
    findings: list[LineFinding]


def read_repertoire(content: bytes) -> RepertoireText:
    """Read lines of `name`, or of `short_name, long name, description, colour, key`.

    Cells are cut at tabs, semicolons or commas. A first line of known column names is a header. Lines without
    a name are left out; a colour or key that cannot be is left empty; each is a finding.
    Raises AppError 413 and 422 for a file that is no such text.
    """
    if len(content) > MAX_TEXT_BYTES:
        raise AppError(413, "too-large", f"A file of call types may have at most {MAX_TEXT_BYTES // 1_000_000} MB.")
    numbered = list(_cells(_decoded(content)))
    if len(numbered) > MAX_LINES + 1:
        raise AppError(422, "too-many-lines", f"A file may have at most {MAX_LINES} call types, found {len(numbered)}.")
    columns, has_header = _columns(numbered[0][1]) if numbered else (_POSITIONS, False)
    findings: list[LineFinding] = []
    read = (_line(number, cells, columns, findings) for number, cells in numbered[1 if has_header else 0 :])
    return RepertoireText([line for line in read if line is not None], findings)


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as exc:
        raise AppError(422, "not-text", "Expected a text file in UTF-8.") from exc
    if "\0" in text:
        raise AppError(422, "not-text", "Expected a text file, found one with zero bytes.")
    return text


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of every line that is not empty, with the number of the line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((mark for mark in "\t;," if mark in first), "\t" if "\t" in text else ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        for cells in reader:
            plain = [restore(cell).strip() for cell in cells]
            if any(plain):
                yield reader.line_num, plain
    except csv.Error as exc:
        raise AppError(422, "not-text", f"Line {reader.line_num} cannot be read: {exc}.") from exc


def _columns(cells: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """What each cell means, and whether this line says so."""
    names = [_NAMES.get(re.sub(r"[\s_-]+", " ", cell).strip().lower(), "") for cell in cells]
    is_header = bool({"name", "short_name"} & set(names)) and all(names) and len(set(names)) == len(names)
    return (tuple(names), True) if is_header else (_POSITIONS, False)


def _line(number: int, cells: list[str], columns: Sequence[str], findings: list[LineFinding]) -> Line | None:
    given = {column: " ".join(cell.split()) for column, cell in zip(columns, cells, strict=False)}
    if "notes" in given:
        given["notes"] = cells[list(columns).index("notes")]
    given["name"] = given.get("name") or given.get("short_name", "")
    if given["name"] == given.get("short_name") and len(given["name"]) > LONGEST["short_name"]:
        given["short_name"] = ""
    faults = list(_faults(given))
    findings += [LineFinding(number, code, message) for code, message in faults]
    if any(code == "no-name" or code == "text-too-long" for code, _ in faults):
        return None
    colour, key = given.get("colour", "").lower(), given.get("key", "").lower()
    texts = {name: given.get(name, "") for name in LONGEST}
    return Line(number, **texts, colour=colour if _is_colour(colour) else None, key=key if _is_key(key) else None)


def _faults(given: dict[str, str]) -> Iterator[tuple[str, str]]:
    if not given["name"] or not given["name"].isprintable():
        yield "no-name", "the line has no name of printable text; it is left out"
    for name, most in LONGEST.items():
        if len(given.get(name, "")) > most:
            yield "text-too-long", f"{name} has more than {most} characters; the line is left out"
    if given.get("colour") and not _is_colour(given["colour"].lower()):
        yield "colour-unknown", f"{given['colour'][:30]!r} is no colour such as #0072b2; one is chosen"
    if given.get("key") and not _is_key(given["key"].lower()):
        yield "key-unknown", f"{given['key'][:30]!r} is no letter or digit; the call type gets no key"


def _is_colour(text: str) -> bool:
    return re.fullmatch("#[0-9a-f]{6}", text) is not None


def _is_key(text: str) -> bool:
    return re.fullmatch("[a-z0-9]", text) is not None


def write_repertoire(rows: Iterable[CallType]) -> str:
    """The call types as tab-separated text that `read_repertoire` reads; cells are harmless in spreadsheets."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = (row.name, row.short_name, row.long_name, row.notes, row.colour, row.key or "")
        writer.writerow([neutralise(cell) for cell in cells])
    return buffer.getvalue()

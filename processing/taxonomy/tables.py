"""Tables of checklists as rows of the columns that are wanted, whatever their order and headers' prefixes."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import IO

from processing.errors import TableError
from processing.taxonomy.sources import Source

PREFIXES = ("col:", "coldp:", "dwc:", "dcterms:", "dc:", "gbif:", "clb:")


def term(header: str) -> str:
    """A column name as it is compared: without prefix, namespace, case, blanks and underscores."""
    bare = header.strip().strip('"').lower().rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    for prefix in PREFIXES:
        bare = bare.removeprefix(prefix)
    return bare.replace("_", "").replace(" ", "").replace("-", "")


@dataclass(frozen=True)
class Table:
    """One file of a checklist and how it is written.

    columns : place of each column by its `term`. quote : the quote character; None: none is used.
    """

    name: str
    columns: dict[str, int]
    delimiter: str = "\t"
    quote: str | None = None
    n_header_lines: int = 1

    def __contains__(self, column: str) -> bool:
        return column in self.columns


def look_at(source: Source, name: str) -> Table:
    """Read the header of a file. Raises TableError("checklist-damaged") for an empty one."""
    with source.open_text(name) as file:
        first = file.readline(1_000_000)
    if not first.strip():
        raise TableError("checklist-damaged", f"The file {name!r} has no header.")
    delimiter = max("\t,;", key=first.count) if any(mark in first for mark in "\t,;") else ","
    quote = None if delimiter == "\t" else '"'
    cells = next(csv.reader([first.rstrip("\r\n")], delimiter=delimiter)) if quote else first.rstrip("\r\n").split("\t")
    columns: dict[str, int] = {}
    for place, header in enumerate(cells):
        columns.setdefault(term(header), place)
    return Table(name, columns, delimiter, quote)


def rows(source: Source, table: Table, wanted: Sequence[str], *, skip: int = 0) -> Iterator[list[str]]:
    """The wanted columns of every row, trimmed; a column the file lacks is empty, so is a cell a row lacks.

    skip : rows to pass over at the beginning, for work that goes on where it stopped.
    Raises TableError("checklist-damaged") for a row that is no table row at all.
    """
    places = [table.columns.get(column, -1) for column in wanted]
    width = max(places, default=-1) + 1
    # One place alone would be picked as a text instead of a list of one.
    pick = itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1 or None))
    with source.open_text(table.name) as file:
        is_plain = table.delimiter == "\t" and table.quote is None
        split = _tabbed(file, width) if is_plain else _quoted(file, table)
        try:
            for cells in islice(split, table.n_header_lines + skip, None):
                if len(cells) < width:
                    cells += [""] * (width - len(cells))
                # The last cell, empty, answers for columns that are not there: their place is -1.
                cells.append("")
                yield list(map(str.strip, pick(cells)))
        except (csv.Error, UnicodeDecodeError) as exc:
            raise TableError("checklist-damaged", f"The file {table.name!r} is no table: {exc}.") from exc


def _tabbed(file: IO[str], n_columns: int) -> Iterator[list[str]]:
    """Cells of every line; what lies beyond the last column that is wanted is not cut up."""
    for line in file:
        bare = line.rstrip("\r\n")
        if bare:
            yield bare.split("\t", n_columns)


def _quoted(file: IO[str], table: Table) -> Iterator[list[str]]:
    if table.quote:
        reader = csv.reader(file, delimiter=table.delimiter, quotechar=table.quote)
    else:
        reader = csv.reader(file, delimiter=table.delimiter, quoting=csv.QUOTE_NONE)
    for cells in reader:
        if any(cells):
            yield cells

"""Checklists in the layouts they are published in, read as usages, common names and places.

Layouts: the Catalogue of Life Data Package (ColDP, https://github.com/CatalogueOfLife/coldp) with `NameUsage` or with
`Name`, `Taxon` and `Synonym`; Darwin Core Archives (https://dwc.tdwg.org/text/); and plain tables.
"""

import hashlib
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from processing.errors import TableError
from processing.taxonomy.sources import Source
from processing.taxonomy.tables import Table, look_at, rows, term

ROLES = ("nameusage", "name", "taxon", "synonym", "vernacularname", "distribution", "namerelation")
"""Files of a ColDP that are read; all others (references, properties, interactions, media …) are tolerated."""

SYNONYM_WORDS = ("synonym", "misapplied", "ambiguous")
"""What the status of a name that is not accepted holds; Darwin Core has `heterotypic synonym`, ColDP `misapplied`."""


class Usage(NamedTuple):
    """One name as a checklist uses it."""

    id: str
    above_id: str
    """For an accepted name its parent, for a synonym the accepted name."""
    is_synonym: bool
    status: str
    name: str
    authorship: str
    rank: str
    environment: str = ""
    link: str = ""


class CommonName(NamedTuple):
    """What people call a taxon."""

    usage_id: str
    language: str
    name: str


class Place(NamedTuple):
    """Where a taxon lives."""

    usage_id: str
    area_id: str
    area: str
    establishment: str


@dataclass
class Checklist:
    """A checklist that can be read as often as needed."""

    source: Source
    kind: str
    """`coldp`, `coldp-split`, `dwca` or `csv`."""
    tables: dict[str, Table]
    title: str = ""
    alias: str = ""
    version: str = ""
    scratch: Path | None = field(default=None, repr=False)
    """Where a split checklist keeps its names while they are joined."""

    def usages(self, skip: int = 0) -> Iterator[Usage]:
        """Every name usage in the order of the files."""
        if self.kind == "coldp":
            yield from _coldp_usages(self, skip)
        elif self.kind == "coldp-split":
            yield from _split_usages(self, skip)
        elif self.kind == "dwca":
            yield from _dwc_usages(self, skip)
        else:
            yield from _csv_usages(self, skip)

    def identifiers(self) -> Iterator[str]:
        """The identifier of every usage, in the order of `usages`."""
        if self.kind == "coldp":
            for cells in rows(self.source, self.tables["nameusage"], ("id",)):
                yield cells[0]
        else:
            for usage in self.usages():
                yield usage.id

    def common_names(self, skip: int = 0) -> Iterator[CommonName]:
        table = self.tables.get("vernacularname")
        if table is None and self.kind == "csv":
            yield from _csv_common_names(self, skip)
            return
        if table is None:
            return
        id_column = "taxonid" if "taxonid" in table else "coreid"
        name_column = "name" if "name" in table else "vernacularname"
        for usage_id, language, name in rows(self.source, table, (id_column, "language", name_column), skip=skip):
            yield CommonName(usage_id, language, name)

    def places(self, skip: int = 0) -> Iterator[Place]:
        table = self.tables.get("distribution")
        if table is None:
            return
        id_column = "taxonid" if "taxonid" in table else "coreid"
        area_id = next((c for c in ("areaid", "locationid", "countrycode") if c in table), "areaid")
        area = next((c for c in ("area", "locality", "country") if c in table), "area")
        establishment = next((c for c in ("establishmentmeans", "status") if c in table), "establishmentmeans")
        for cells in rows(self.source, table, (id_column, area_id, area, establishment), skip=skip):
            yield Place(*cells)

    def relations(self, skip: int = 0) -> Iterator[list[str]]:
        """Relations between names: whose, with whose, of what type."""
        table = self.tables.get("namerelation")
        if table is not None:
            yield from rows(self.source, table, ("nameid", "relatednameid", "type"), skip=skip)

    def size_bytes(self) -> int:
        return sum(self.source.size_bytes(table.name) for table in self.tables.values())

    def digest(self) -> str:
        """SHA-256 over the tables that are read: the same release, packed anew, has the same."""
        found = hashlib.sha256()
        for role, table in sorted(self.tables.items()):
            found.update(role.encode())
            with self.source.open(table.name) as file:
                while block := file.read(1 << 20):
                    found.update(block)
        return found.hexdigest()


def open_checklist(path: Path, *, name: str = "") -> Checklist:
    """Recognise what lies at a path.

    name : of a single file, where the path does not tell it.
    Raises TableError("not-a-checklist"), ("checklist-damaged").
    """
    source = Source(path, name=name)
    if "meta.xml" in source.names:
        return _dwca(source)
    return _coldp_or_table(source)


def _coldp_or_table(source: Source) -> Checklist:
    by_role = {role: name for name in source.names if (role := _role(name)) is not None}
    if "nameusage" in by_role:
        kind = "coldp"
    elif "name" in by_role and "taxon" in by_role:
        kind = "coldp-split"
    elif (only := _only_table(source)) is not None:
        return _plain(source, only)
    else:
        expected = "NameUsage, or Name and Taxon, or meta.xml, or one table"
        raise TableError("not-a-checklist", f"Expected {expected}; found {', '.join(source.names[:10]) or 'nothing'}.")
    tables = {role: look_at(source, name) for role, name in by_role.items()}
    needed = tables["nameusage" if kind == "coldp" else "taxon"]
    if "id" not in needed:
        raise TableError("not-a-checklist", f"The file {needed.name!r} has no column ID.")
    return _described(Checklist(source, kind, tables))


def _role(name: str) -> str | None:
    stem, _, ending = name.rpartition(".")
    role = stem.replace("-", "").replace("_", "")
    return role if ending in ("tsv", "csv", "txt") and role in ROLES else None


def _only_table(source: Source) -> str | None:
    names = [name for name in source.names if name.endswith((".csv", ".tsv", ".txt"))]
    return names[0] if len(names) == 1 else None


def _described(checklist: Checklist) -> Checklist:
    """Title, alias and version out of `metadata.yaml`; only plain lines are looked at, no YAML is run."""
    name = next((name for name in checklist.source.names if name in ("metadata.yaml", "metadata.yml")), None)
    if name is None:
        return checklist
    with checklist.source.open_text(name) as file:
        for line in file.read(200_000).splitlines():
            key, colon, value = line.partition(":")
            if colon and key in ("title", "alias", "version", "issued"):
                text = value.strip().strip("'\"")[:200]
                column = "version" if key == "issued" else key
                if not getattr(checklist, column):
                    setattr(checklist, column, text)
    return checklist


@lru_cache(1000)
def _is_synonym(status: str) -> bool:
    return any(word in status for word in SYNONYM_WORDS)


_PARTS = ("genericname", "genus", "infragenericepithet", "specificepithet", "infraspecificepithet", "uninomial")


def _composed(parts: Sequence[str]) -> str:
    """A name of its parts, for files that have no column of whole names."""
    generic, genus, _subgenus, species, infra, uninomial = parts
    return " ".join(filter(None, (generic or genus, species, infra))) if species else uninomial or generic or genus


def _coldp_usages(checklist: Checklist, skip: int) -> Iterator[Usage]:
    table = checklist.tables["nameusage"]
    columns = ("id", "parentid", "status", "scientificname", "authorship", "rank", "environment", "link")
    if "scientificname" in table:
        for key, parent, status, name, author, rank, environment, link in rows(
            checklist.source, table, columns, skip=skip
        ):
            status = status.lower() or "accepted"
            # Nearly all are accepted: the plain comparison saves the search for words.
            is_synonym = status != "accepted" and _is_synonym(status)
            yield Usage(key, parent, is_synonym, status, name, author, rank.lower(), environment, link)
        return
    for cells in rows(checklist.source, table, (*columns, *_PARTS), skip=skip):
        key, parent, status, _, author, rank, environment, link = cells[:8]
        status = status.lower() or "accepted"
        name = _composed(cells[8:])
        yield Usage(key, parent, _is_synonym(status), status, name, author, rank.lower(), environment, link)


def _split_usages(checklist: Checklist, skip: int) -> Iterator[Usage]:
    """Taxa and synonyms with their names, joined in a scratch database so that memory stays small."""
    database = sqlite3.connect(str(checklist.scratch / "names.sqlite3") if checklist.scratch else ":memory:")
    try:
        _fill_names(checklist, database)
        for usage in _joined(checklist, database):
            if skip > 0:
                skip -= 1
                continue
            yield usage
    finally:
        database.close()


def _fill_names(checklist: Checklist, database: sqlite3.Connection) -> None:
    database.execute("PRAGMA journal_mode=OFF")
    database.execute("DROP TABLE IF EXISTS names")
    database.execute("CREATE TABLE names (id TEXT PRIMARY KEY, name TEXT, author TEXT, rank TEXT) WITHOUT ROWID")
    columns = ("id", "scientificname", "authorship", "rank", *_PARTS)
    read = rows(checklist.source, checklist.tables["name"], columns)
    filled = ((cells[0], cells[1] or _composed(cells[4:]), cells[2], cells[3].lower()) for cells in read)
    database.executemany("INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?)", filled)


def _joined(checklist: Checklist, database: sqlite3.Connection) -> Iterator[Usage]:
    def named(name_id: str) -> tuple[str, str, str]:
        found = database.execute("SELECT name, author, rank FROM names WHERE id = ?", (name_id,)).fetchone()
        return found or ("", "", "")

    columns = ("id", "parentid", "nameid", "provisional", "environment", "link")
    for key, parent, name_id, provisional, environment, link in rows(
        checklist.source, checklist.tables["taxon"], columns
    ):
        name, author, rank = named(name_id or key)
        status = "provisionally accepted" if provisional.lower() in ("true", "1", "t") else "accepted"
        yield Usage(key, parent, False, status, name, author, rank, environment, link)
    table = checklist.tables.get("synonym")
    if table is None:
        return
    for key, taxon_id, name_id, status in rows(checklist.source, table, ("id", "taxonid", "nameid", "status")):
        name, author, rank = named(name_id or key)
        yield Usage(key or f"synonym:{taxon_id}:{name_id}", taxon_id, True, status.lower() or "synonym",
                    name, author, rank)  # fmt: skip


def _dwca(source: Source) -> Checklist:
    """A Darwin Core Archive: `meta.xml` says which column of which file is what."""
    with source.open("meta.xml") as file:
        text = file.read(1_000_000)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise TableError("not-a-checklist", "meta.xml declares entities, which none of them needs.")
    try:
        root = ET.fromstring(text)  # noqa: S314 (entities are refused above)
    except ET.ParseError as exc:
        raise TableError("checklist-damaged", f"meta.xml cannot be read: {exc}.") from exc
    tables: dict[str, Table] = {}
    for part in root:
        role = {"taxon": "taxon", "vernacularname": "vernacularname", "distribution": "distribution"}.get(
            term(part.get("rowType", ""))
        )
        location = next((e.text for e in part.iter() if e.tag.endswith("location") and e.text), None)
        if role is None or location is None or location.strip().lower() not in source.names:
            continue
        tables.setdefault(role, _described_table(part, location.strip().lower()))
    if "taxon" not in tables:
        raise TableError("not-a-checklist", "meta.xml names no table of taxa.")
    return Checklist(source, "dwca", tables)


def _described_table(part: ET.Element, name: str) -> Table:
    columns: dict[str, int] = {}
    for element in part:
        index = element.get("index", "")
        if not index.isdecimal():
            continue
        if element.tag.endswith("field"):
            columns.setdefault(term(element.get("term", "")), int(index))
        elif element.tag.endswith(("id", "coreid")):
            columns["coreid"] = int(index)
    delimiter = part.get("fieldsTerminatedBy", "\\t").replace("\\t", "\t") or "\t"
    quote = part.get("fieldsEnclosedBy", "") or None
    n_header = part.get("ignoreHeaderLines", "0")
    return Table(name, columns, delimiter[0], quote, int(n_header) if n_header.isdecimal() else 0)


def _dwc_usages(checklist: Checklist, skip: int) -> Iterator[Usage]:
    table = checklist.tables["taxon"]
    key_column = "taxonid" if "taxonid" in table else "coreid"
    columns = (key_column, "parentnameusageid", "acceptednameusageid", "taxonomicstatus", "scientificname",
               "scientificnameauthorship", "taxonrank", "habitat", "references")  # fmt: skip
    for key, parent, accepted, status, name, author, rank, environment, link in rows(
        checklist.source, table, columns, skip=skip
    ):
        status = status.lower()
        is_synonym = _is_synonym(status) or (bool(accepted) and accepted != key)
        status = status or ("synonym" if is_synonym else "accepted")
        bare = name.removesuffix(author).rstrip() if author else name
        above = accepted if is_synonym else parent
        yield Usage(key, above, is_synonym, status, bare or name, author, rank.lower(), environment, link)


HIGHER = ("kingdom", "phylum", "class", "order", "family", "genus")

_CSV_NAMES = ("scientificname", "name", "species", "taxon", "latinname")


def _plain(source: Source, name: str) -> Checklist:
    table = look_at(source, name)
    if not any(column in table for column in _CSV_NAMES):
        found = ", ".join(list(table.columns)[:10])
        raise TableError("not-a-checklist", f"Expected a column scientific_name in {name!r}; found {found}.")
    return Checklist(source, "csv", {"nameusage": table}, title=name.rsplit(".", 1)[0])


def _csv_usages(checklist: Checklist, skip: int) -> Iterator[Usage]:
    """Rows of a plain table, with the taxa above them out of the columns kingdom to genus, each made once."""
    seen: set[str] = set()
    for number, usage in enumerate(_csv_all(checklist, seen)):
        if number >= skip:
            yield usage


def _csv_all(checklist: Checklist, seen: set[str]) -> Iterator[Usage]:
    table = checklist.tables["nameusage"]
    name_column = next(column for column in _CSV_NAMES if column in table)
    columns = ("id", "parentid", "acceptedid", "acceptedname", "status", name_column, "authorship", "rank",
               "environment", *HIGHER)  # fmt: skip
    for cells in rows(checklist.source, table, columns):
        key, parent, accepted, accepted_name, status, name, author, rank, environment = cells[:9]
        if not name:
            continue
        above = ""
        for level, taxon in zip(HIGHER, cells[9:], strict=True):
            if taxon and taxon != name:
                taxon_key = f"{level}:{taxon}"
                if taxon_key not in seen:
                    seen.add(taxon_key)
                    yield Usage(taxon_key, above, False, "accepted", taxon, "", level)
                above = taxon_key
        accepted = accepted or accepted_name
        is_synonym = _is_synonym(status.lower()) or (bool(accepted) and accepted not in (key, name))
        status = status.lower() or ("synonym" if is_synonym else "accepted")
        rank = rank.lower() or ("species" if " " in name else "unranked")
        yield Usage(key or name, accepted if is_synonym else parent or above, is_synonym, status, name, author,
                    rank, environment)  # fmt: skip


def _csv_common_names(checklist: Checklist, skip: int) -> Iterator[CommonName]:
    table = checklist.tables["nameusage"]
    name_column = next(column for column in _CSV_NAMES if column in table)
    common = next((c for c in ("commonname", "vernacularname", "commonnames", "englishname") if c in table), None)
    if common is None:
        return
    for key, name, common_names, language in rows(
        checklist.source, table, ("id", name_column, common, "language"), skip=skip
    ):
        for one in common_names.split("|"):
            if one.strip():
                yield CommonName(key or name, language or "eng", one.strip())

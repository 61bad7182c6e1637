"""A collection as a table, as JSON, and as a Darwin Core Archive."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from sqlalchemy import select

from blueprints.accounts.models import User
from blueprints.dex.models import DexEntry
from blueprints.dex.policy import LOADED
from blueprints.dex.service.places import shown_place
from blueprints.dex.service.shapes import shape_entry
from core.clock import iso, now
from core.db import db
from processing.audio.formats.cells import neutralise

AT_ONCE = 500
"""Entries read at a time: memory does not grow with the collection."""

COLUMNS = (
    "id", "client_id", "scientific_name", "common_name", "family", "observed_at", "latitude", "longitude",
    "accuracy_m", "place_name", "is_obscured", "n_individuals", "is_wild", "visibility", "is_favourite", "notes",
)  # fmt: skip

CORE = (
    "occurrenceID", "basisOfRecord", "eventDate", "scientificName", "vernacularName", "kingdom", "phylum", "class",
    "order", "family", "genus", "decimalLatitude", "decimalLongitude", "coordinateUncertaintyInMeters",
    "geodeticDatum", "locality", "dataGeneralizations", "individualCount", "degreeOfEstablishment",
    "occurrenceRemarks", "recordedBy", "modified",
)  # fmt: skip
"""Terms of Darwin Core (https://dwc.tdwg.org/terms/) in the order of the columns."""


def entries_of(owner_id: UUID) -> Iterator[DexEntry]:
    """Every entry of a collection that is not deleted, in the order in which they were made."""
    last: UUID | None = None
    while True:
        rows = select(DexEntry).where(DexEntry.owner_id == owner_id, DexEntry.deleted_at.is_(None))
        if last is not None:
            rows = rows.where(DexEntry.id > last)
        found = list(db.session.scalars(rows.options(*LOADED).order_by(DexEntry.id).limit(AT_ONCE)))
        yield from found
        if len(found) < AT_ONCE:
            return
        last = found[-1].id


def safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return neutralise(value) if isinstance(value, str) else value


def _lines(rows: Iterable[Iterable[Any]], delimiter: str = ",") -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow(["" if cell is None else safe(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def csv_lines(owner_id: UUID) -> Iterator[str]:
    """The collection as CSV, everything as its owner knows it."""
    yield from _lines([COLUMNS])
    yield from _lines(_row(entry) for entry in entries_of(owner_id))


def _row(entry: DexEntry) -> list[Any]:
    species = entry.species
    return [
        str(entry.id), entry.client_id, species.scientific_name, species.common_name, species.family,
        iso(entry.observed_at), entry.latitude, entry.longitude, entry.accuracy_m, entry.place_name,
        _word(entry.is_obscured), entry.n_individuals, _word(entry.is_wild), entry.visibility,
        _word(entry.is_favourite), entry.notes,
    ]  # fmt: skip


def _word(value: bool) -> str:
    return "true" if value else "false"


def json_parts(owner_id: UUID) -> Iterator[str]:
    """The collection as one JSON document, entries as the API shows them to their owner."""
    yield f'{{"exported_at":{json.dumps(iso(now()))},"entries":['
    for number, entry in enumerate(entries_of(owner_id)):
        yield ("," if number else "") + json.dumps(shape_entry(entry, owner_id), ensure_ascii=False)
    yield "]}"


def darwin_core_archive(owner_id: UUID, *, is_exact: bool) -> bytes:
    """The collection as a Darwin Core Archive: the core table, its description, and who made it.

    is_exact : whether sensitive and obscured places are given as they are; otherwise as others see them.
    """
    owner = db.session.get_one(User, owner_id)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("occurrence.txt", "w") as file:
            file.write("\t".join(CORE).encode() + b"\r\n")
            for entry in entries_of(owner_id):
                cells = ["" if cell is None else _plain(cell) for cell in _occurrence(entry, owner, is_exact=is_exact)]
                file.write("\t".join(cells).encode() + b"\r\n")
        archive.writestr("meta.xml", _meta())
        archive.writestr("eml.xml", _eml(owner))
    return buffer.getvalue()


def _plain(cell: Any) -> str:
    """Text of one line without tabs, as the archive's table has no quotes."""
    return " ".join(str(safe(cell)).split())


def _occurrence(entry: DexEntry, owner: User, *, is_exact: bool) -> list[Any]:
    species, place = entry.species, shown_place(entry, is_own=is_exact)
    is_placed = place.latitude is not None
    rough = "Coordinates given to the middle of a cell of 0.2 degrees" if place.is_obscured and not is_exact else ""
    return [
        f"urn:uuid:{entry.id}", "HumanObservation", iso(entry.observed_at), species.scientific_name,
        species.common_name, species.kingdom, species.phylum, species.class_name, species.order_name, species.family,
        species.genus, place.latitude, place.longitude, place.accuracy_m, "EPSG:4326" if is_placed else "",
        place.name, rough if is_placed else "", entry.n_individuals, "native" if entry.is_wild else "captive",
        entry.notes, owner.display_name, iso(entry.updated_at),
    ]  # fmt: skip


def _meta() -> str:
    fields = "\n".join(
        f'    <field index="{index}" term="http://{_space(term)}/terms/{term}"/>' for index, term in enumerate(CORE)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<archive xmlns="http://rs.tdwg.org/dwc/text/" metadata="eml.xml">\n'
        '  <core encoding="UTF-8" fieldsTerminatedBy="\\t" linesTerminatedBy="\\r\\n" fieldsEnclosedBy=""'
        ' ignoreHeaderLines="1" rowType="http://rs.tdwg.org/dwc/terms/Occurrence">\n'
        "    <files><location>occurrence.txt</location></files>\n"
        f'    <id index="0"/>\n{fields}\n  </core>\n</archive>\n'
    )


def _space(term: str) -> str:
    return "purl.org/dc" if term == "modified" else "rs.tdwg.org/dwc"


def _eml(owner: User) -> str:
    name = escape(owner.display_name)
    title = escape(f"Collection of {owner.display_name}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<eml:eml xmlns:eml="eml://ecoinformatics.org/eml-2.1.1" packageId={quoteattr(str(owner.id))}'
        ' system="fieldstation" xml:lang="en">\n'
        f"  <dataset><title>{title}</title>\n"
        f"    <creator><individualName><surName>{name}</surName></individualName></creator>\n"
        f"    <pubDate>{now():%Y-%m-%d}</pubDate>\n"
        "    <abstract><para>Observations of one person, kept in a Fieldstation.</para></abstract>\n"
        f"    <contact><individualName><surName>{name}</surName></individualName></contact>\n"
        "  </dataset>\n</eml:eml>\n"
    )

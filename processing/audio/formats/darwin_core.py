"""Darwin Core Archive: occurrences as biodiversity portals take them (dwc.tdwg.org/text)."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from processing.audio.formats.archives import ZipStream
from processing.audio.formats.cells import neutralise, single_line
from processing.audio.formats.coverage import Coverage
from processing.audio.formats.exports import ExportOptions, export_format
from processing.audio.formats.rows import CallRow

DWC, DCTERMS = "http://rs.tdwg.org/dwc/terms/", "http://purl.org/dc/terms/"

HUMAN, MACHINE = "HumanObservation", "MachineObservation"
"""Who named it: a person, or nobody but the recorder and a model."""


class Term(NamedTuple):
    """One column: the term's address, and its text for a call."""

    address: str
    text: Callable[[CallRow], str]

    @property
    def name(self) -> str:
        return self.address.rsplit("/", 1)[-1]


def _number(value: float | None, digits: int = 6) -> str:
    return "" if value is None else f"{round(value, digits):.10g}"


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _event_date(row: CallRow) -> str:
    start = row.started_at()
    if start is None:
        return ""
    return f"{_moment(start)}/{_moment(start + timedelta(seconds=row.offset_s - row.onset_s))}"


def _identified_by(row: CallRow) -> str:
    """The person who said the label; of a prediction, the model."""
    return (row.annotator or "") if row.label else (row.classifier or "") if row.predicted else ""


def _properties(row: CallRow) -> str:
    """What Darwin Core has no term for; the prediction has fields of its own here."""
    found = {
        "onset_s": round(row.onset_s, 6),
        "offset_s": round(row.offset_s, 6),
        "low_hz": row.low_hz,
        "high_hz": row.high_hz,
        "predicted": row.predicted,
        "confidence": None if row.confidence is None else round(row.confidence, 6),
        "classifier": row.classifier,
    }
    return json.dumps({name: value for name, value in found.items() if value is not None}, ensure_ascii=False)


TERMS = (
    Term(f"{DWC}occurrenceID", lambda row: f"{row.recording.id}:{row.segment_id}"),
    Term(f"{DWC}basisOfRecord", lambda row: HUMAN if row.label else MACHINE),
    Term(f"{DCTERMS}type", lambda _row: "Sound"),
    Term(f"{DWC}occurrenceStatus", lambda _row: "present"),
    Term(f"{DWC}eventDate", _event_date),
    Term(f"{DWC}scientificName", lambda row: row.species or ""),
    Term(f"{DWC}behavior", lambda row: row.label or ""),
    Term(f"{DWC}identifiedBy", _identified_by),
    Term(f"{DWC}dateIdentified", lambda row: _moment(row.labelled_at) if row.label else ""),
    Term(f"{DWC}occurrenceRemarks", lambda row: row.note or ""),
    Term(f"{DWC}datasetName", lambda row: row.recording.project or ""),
    Term(f"{DWC}locality", lambda row: row.recording.site or ""),
    Term(f"{DWC}decimalLatitude", lambda row: _number(row.recording.latitude)),
    Term(f"{DWC}decimalLongitude", lambda row: _number(row.recording.longitude)),
    Term(f"{DWC}geodeticDatum", lambda row: "" if row.recording.latitude is None else "EPSG:4326"),
    Term(f"{DWC}samplingProtocol", lambda _row: "passive acoustic monitoring"),
    Term(f"{DWC}associatedMedia", lambda row: row.recording.name),
    Term(f"{DWC}dynamicProperties", _properties),
)
"""The columns of `occurrence.txt`; `behavior` holds the call type that a person said, never a guess."""


@export_format("dwca", title="Darwin Core Archive", suffix=".zip", media_type="application/zip")
def write_dwca(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:  # noqa: ARG001 - registry
    """Write `occurrence.txt`, one line a call, with `meta.xml`, which says what its columns are, and `eml.xml`."""
    archive, coverage = ZipStream(), Coverage()
    yield from archive.add("occurrence.txt", _lines(rows, coverage))
    yield from archive.add("meta.xml", [_meta().encode()])
    yield from archive.add("eml.xml", [_eml(coverage).encode()])
    yield from archive.close()


def _lines(rows: Iterable[CallRow], coverage: Coverage) -> Iterator[bytes]:
    yield _line([term.name for term in TERMS])
    for row in rows:
        coverage.add(row)
        yield _line([neutralise_text(term, row) for term in TERMS])


def neutralise_text(term: Term, row: CallRow) -> str:
    """The text of a term on one line; texts are made harmless for spreadsheets, coordinates stay numbers."""
    text = single_line(term.text(row))
    return text if term.name.startswith("decimal") else neutralise(text)


def _line(cells: list[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None).writerow(cells)
    return buffer.getvalue().encode()


def _meta() -> str:
    fields = "\n".join(
        f'    <field index="{index}" term={quoteattr(term.address)}/>' for index, term in enumerate(TERMS)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<archive xmlns="http://rs.tdwg.org/dwc/text/" metadata="eml.xml">
  <core encoding="UTF-8" fieldsTerminatedBy="\\t" linesTerminatedBy="\\n" fieldsEnclosedBy="" ignoreHeaderLines="1"
      rowType="{DWC}Occurrence">
    <files><location>occurrence.txt</location></files>
    <id index="0"/>
{fields}
  </core>
</archive>
"""


def _eml(coverage: Coverage) -> str:
    title = escape(coverage.title)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<eml:eml xmlns:eml="https://eml.ecoinformatics.org/eml-2.2.0" packageId={quoteattr(coverage.title)}
    system="fieldstation" xml:lang="en">
  <dataset>
    <title>{title}</title>
    <creator><organizationName>{title}</organizationName></creator>
    <abstract><para>{coverage.n_calls} calls found in sound recordings. A record is a HumanObservation where a person
    named the call, else a MachineObservation; a model's guess stands in dynamicProperties alone.</para></abstract>
    <coverage>{_geographic(coverage)}{_temporal(coverage)}{_taxonomic(coverage)}</coverage>
    <contact><organizationName>{title}</organizationName></contact>
  </dataset>
</eml:eml>
"""


def _geographic(coverage: Coverage) -> str:
    box = coverage.box()
    if box is None:
        return ""
    names = ("west", "south", "east", "north")
    bounds = dict(zip(names, box, strict=True))
    inside = "".join(
        f"<{name}BoundingCoordinate>{bounds[name]:.10g}</{name}BoundingCoordinate>"
        for name in ("west", "east", "north", "south")
    )
    return (
        "<geographicCoverage><geographicDescription>Places of the recorders</geographicDescription>"
        f"<boundingCoordinates>{inside}</boundingCoordinates></geographicCoverage>"
    )


def _temporal(coverage: Coverage) -> str:
    if coverage.start is None or coverage.end is None:
        return ""
    begin, end = coverage.start.date().isoformat(), coverage.end.date().isoformat()
    return (
        f"<temporalCoverage><rangeOfDates><beginDate><calendarDate>{begin}</calendarDate></beginDate>"
        f"<endDate><calendarDate>{end}</calendarDate></endDate></rangeOfDates></temporalCoverage>"
    )


def _taxonomic(coverage: Coverage) -> str:
    if not coverage.species:
        return ""
    names = "".join(
        f"<taxonomicClassification><taxonRankValue>{escape(name)}</taxonRankValue></taxonomicClassification>"
        for name in sorted(coverage.species)
    )
    return f"<taxonomicCoverage>{names}</taxonomicCoverage>"

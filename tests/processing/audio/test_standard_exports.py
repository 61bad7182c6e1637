"""Darwin Core Archive, Camtrap DP and probabilities: written, read back by readers of our own, opened by others."""

import csv
import io
import json
import tracemalloc
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from processing.audio.formats import EXPORT_FORMATS, CallRow, ExportOptions, export_calls
from processing.audio.formats.archives import ZipStream
from processing.audio.formats.cells import restore
from tests.processing.audio.test_call_exports import CALLS, ELSEWHERE, OTHER, RECORDING

DWC = "{http://rs.tdwg.org/dwc/text/}"


def opened(name: str, rows: Iterable[CallRow]) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(export_calls(name, rows))))
    assert archive.testzip() is None
    return archive


def read_dwca(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    """The core of a Darwin Core Archive, its columns named as `meta.xml` says."""
    core = ET.fromstring(archive.read("meta.xml")).find(f"{DWC}core")
    assert core is not None
    names = {int(f.attrib["index"]): f.attrib["term"].rsplit("/", 1)[-1] for f in core.findall(f"{DWC}field")}
    location = core.findtext(f"{DWC}files/{DWC}location") or ""
    lines = archive.read(location).decode().splitlines()[int(core.attrib["ignoreHeaderLines"]) :]
    return [{names[i]: restore(cell) for i, cell in enumerate(line.split("\t"))} for line in lines]


def read_table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return [
        {key: restore(value) for key, value in row.items()}
        for row in csv.DictReader(io.StringIO(archive.read(name).decode(), newline=""))
    ]


def tags(row: dict[str, str]) -> dict[str, str]:
    return dict(tag.split(":", 1) for tag in row["observationTags"].split(" | "))


def test_an_occurrence_says_who_named_it_and_keeps_the_guess_apart() -> None:
    first, second, third = read_dwca(opened("dwca", CALLS))
    assert (first["basisOfRecord"], first["behavior"], first["identifiedBy"]) == (
        "HumanObservation", '-buzz, "fast"', "Ann",
    )  # fmt: skip
    assert (third["basisOfRecord"], third["behavior"]) == ("MachineObservation", "")
    assert json.loads(third["dynamicProperties"])["predicted"] == "@noise"
    assert "predicted" not in json.loads(second["dynamicProperties"])


def test_an_archive_of_occurrences_is_read_back_to_the_same_calls() -> None:
    for row, call in zip(read_dwca(opened("dwca", CALLS)), CALLS, strict=True):
        found = json.loads(row["dynamicProperties"])
        assert row["occurrenceID"] == f"{RECORDING.id}:{call.segment_id}"
        assert (found["onset_s"], found["offset_s"]) == (call.onset_s, call.offset_s)
        assert (found.get("low_hz"), found.get("high_hz")) == (call.low_hz, call.high_hz)
        assert (row["behavior"] or None, row["scientificName"] or None) == (call.label, call.species)
        assert (row["occurrenceRemarks"] or None, found.get("confidence")) == (call.note, call.confidence)
        assert (float(row["decimalLatitude"]), float(row["decimalLongitude"])) == (49.1, -5.05)
        assert row["locality"] == RECORDING.site
    assert read_dwca(opened("dwca", CALLS))[0]["eventDate"] == "2024-05-31T20:39:11.123Z/2024-05-31T20:39:11.128Z"


def test_the_archives_description_covers_places_days_and_species() -> None:
    eml = ET.fromstring(opened("dwca", CALLS).read("eml.xml"))
    assert eml.findtext("dataset/title") == "Ponds"
    assert eml.findtext(".//westBoundingCoordinate") == "-5.05"
    assert eml.findtext(".//beginDate/calendarDate") == "2024-05-31"
    assert [found.text for found in eml.iter("taxonRankValue")] == ["Nyctalus noctula"]


def test_an_outside_reader_opens_the_archive_of_occurrences(tmp_path: Path) -> None:
    dwca = pytest.importorskip("dwca.read", reason="the outside library is not installed")
    path = tmp_path / "calls.zip"
    path.write_bytes(b"".join(export_calls("dwca", [*CALLS, ELSEWHERE])))
    with dwca.DwCAReader(str(path)) as reader:
        assert reader.descriptor.core.type == "http://rs.tdwg.org/dwc/terms/Occurrence"
        rows = list(reader)
        term = "http://rs.tdwg.org/dwc/terms/behavior"
        assert [restore(row.data[term]) for row in rows] == ['-buzz, "fast"', "Käuzchen", "", "hum"]


OWN_SCHEMAS: dict[str, list[dict[str, Any]]] = {
    "deployments": [
        {"name": "deploymentID", "type": "string", "constraints": {"required": True, "unique": True}},
        {"name": "latitude", "type": "number", "constraints": {"required": True, "minimum": -90, "maximum": 90}},
        {"name": "longitude", "type": "number", "constraints": {"required": True, "minimum": -180, "maximum": 180}},
        {"name": "deploymentStart", "type": "datetime", "constraints": {"required": True}},
        {"name": "deploymentEnd", "type": "datetime", "constraints": {"required": True}},
    ],
    "media": [
        {"name": "mediaID", "type": "string", "constraints": {"required": True, "unique": True}},
        {"name": "deploymentID", "type": "string", "constraints": {"required": True}},
        {"name": "captureMethod", "type": "string", "constraints": {"enum": ["activityDetection", "timeLapse"]}},
        {"name": "timestamp", "type": "datetime", "constraints": {"required": True}},
        {"name": "filePath", "type": "string", "constraints": {
            "required": True, "pattern": r"^(?=^[^./~])(^((?!\.{2}).)*$).*$"}},
        {"name": "filePublic", "type": "boolean", "constraints": {"required": True}},
        {"name": "fileMediatype", "type": "string", "constraints": {
            "required": True, "pattern": r"^(image|video|audio)/.*$"}},
    ],
    "observations": [
        {"name": "observationID", "type": "string", "constraints": {"required": True, "unique": True}},
        {"name": "deploymentID", "type": "string", "constraints": {"required": True}},
        {"name": "eventStart", "type": "datetime", "constraints": {"required": True}},
        {"name": "eventEnd", "type": "datetime", "constraints": {"required": True}},
        {"name": "observationLevel", "type": "string", "constraints": {"required": True, "enum": ["media", "event"]}},
        {"name": "observationType", "type": "string", "constraints": {
            "required": True, "enum": ["animal", "human", "vehicle", "blank", "unknown", "unclassified"]}},
        {"name": "classificationMethod", "type": "string", "constraints": {"enum": ["human", "machine"]}},
        {"name": "classificationTimestamp", "type": "datetime"},
        {"name": "classificationProbability", "type": "number", "constraints": {"minimum": 0, "maximum": 1}},
    ],
}  # fmt: skip
"""What the standard asks of its fields; those not named here are optional texts."""

KEYS: dict[str, list[dict[str, Any]]] = {
    "deployments": [],
    "media": [{"fields": "deploymentID", "reference": {"resource": "deployments", "fields": "deploymentID"}}],
    "observations": [
        {"fields": "deploymentID", "reference": {"resource": "deployments", "fields": "deploymentID"}},
        {"fields": "mediaID", "reference": {"resource": "media", "fields": "mediaID"}},
    ],
}


def test_an_outside_validator_finds_nothing_wrong_with_the_package(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="the outside library is not installed")
    archive = opened("camtrap-dp", [*CALLS, ELSEWHERE])
    archive.extractall(tmp_path)
    descriptor = json.loads((tmp_path / "datapackage.json").read_text())
    for resource in descriptor["resources"]:
        name = resource["name"]
        # The published schemas are on the web; tests stay off it.
        assert resource["schema"].endswith(f"/camtrap-dp/1.0/{name}-table-schema.json")
        header = next(csv.reader(io.StringIO((tmp_path / resource["path"]).read_text())))
        known = {field["name"]: field for field in OWN_SCHEMAS[name]}
        for field in known.values():
            if field["type"] == "datetime":
                field["format"] = "%Y-%m-%dT%H:%M:%S%z"
        fields = [known.get(column, {"name": column, "type": "string"}) for column in header]
        resource["schema"] = {"fields": fields, "foreignKeys": KEYS[name]}
    del descriptor["profile"]
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    assert [task.stats["rows"] for task in report.tasks] == [1, 2, 4]


def test_a_package_is_read_back_to_the_same_calls() -> None:
    archive = opened("camtrap-dp", [*CALLS, ELSEWHERE])
    rows = read_table(archive, "observations.csv")
    for row, call in zip(rows, [*CALLS, ELSEWHERE], strict=True):
        found = tags(row)
        assert (float(found["onset_s"]), float(found["offset_s"])) == (call.onset_s, call.offset_s)
        assert [float(found[n]) if n in found else None for n in ("low_hz", "high_hz")] == [call.low_hz, call.high_hz]
        assert (row["behavior"] or None, row["scientificName"] or None) == (call.label, call.species)
        assert found.get("predicted") == call.predicted
        assert (row["observationComments"] or None) == call.note
    methods = [(row["classificationMethod"], row["classifiedBy"]) for row in rows]
    assert methods == [("human", "Ann"), ("human", ""), ("machine", ""), ("human", "")]
    media = read_table(archive, "media.csv")
    assert [row["fileName"] for row in media] == [RECORDING.name, OTHER.name]
    assert {row["deploymentID"] for row in media} <= {
        row["deploymentID"] for row in read_table(archive, "deployments.csv")
    }


@pytest.mark.parametrize("unknown", [{"recorded_at": None}, {"latitude": None}])
def test_calls_without_time_or_place_are_listed_beside_the_package(unknown: dict[str, Any]) -> None:
    calls = [replace(call, recording=replace(OTHER, **unknown)) for call in CALLS]
    archive = opened("camtrap-dp", [*CALLS, *calls])
    assert len(read_table(archive, "observations.csv")) == 3
    assert [(row["recording"], row["n_calls"]) for row in read_table(archive, "left_out.csv")] == [("lake.wav", "3")]


def test_the_table_of_probabilities_has_a_column_for_every_class() -> None:
    made = b"".join(export_calls("csv-probabilities", CALLS, ExportOptions(class_labels=("buzz", "social")))).decode()
    rows = list(csv.DictReader(io.StringIO(made)))
    assert [(row["p(buzz)"], row["p(social)"]) for row in rows] == [("0.125", "0.875"), ("", ""), ("", "")]
    assert [row["segment_id"] for row in rows] == ["17", "18", "19"]


def _sheet_labels(content: bytes) -> list[str]:
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()]
    return [str(row[rows[0].index("label")] or "") for row in rows[1:]]


def _grid_labels(content: bytes) -> list[str]:
    tiers = content.decode().split("item [")[2:]
    mine = [tier for tier in tiers if tier.split('name = "')[1].startswith("label")]
    return [line.split('"')[1] for tier in mine for line in tier.splitlines() if "text =" in line]


def _raven_labels(content: bytes) -> list[str]:
    return [row["Annotation"] for row in csv.DictReader(io.StringIO(content.decode()), delimiter="\t")]


def _csv_labels(content: bytes) -> list[str]:
    return [row["label"] for row in csv.DictReader(io.StringIO(content.decode()))]


def _aoef_labels(content: bytes) -> list[str]:
    data = json.loads(content)["data"]
    return [tag["value"] for tag in data["tags"] if tag["key"] not in ("predicted", "dwc:scientificName")]


def _audacity_labels(content: bytes) -> list[str]:
    lines = [line.split("\t") for line in content.decode().splitlines()]
    return [cells[2] for cells in lines if cells[0] != "\\"]


LABELS_OF: dict[str, Any] = {
    "csv": _csv_labels,
    "csv-full": _csv_labels,
    "csv-segments": _csv_labels,
    "csv-probabilities": _csv_labels,
    "xlsx": _sheet_labels,
    "xlsx-full": _sheet_labels,
    "json": lambda content: [call["label"] or "" for call in json.loads(content)["calls"]],
    "raven": _raven_labels,
    "audacity": _audacity_labels,
    "textgrid": _grid_labels,
    "aoef": _aoef_labels,
    "dwca": lambda content: [row["behavior"] for row in read_dwca(zipfile.ZipFile(io.BytesIO(content)))],
    "camtrap-dp": lambda content: [
        row["behavior"] for row in read_table(zipfile.ZipFile(io.BytesIO(content)), "observations.csv")
    ],
}
"""Where each format keeps what a person said."""


def test_every_format_is_known_to_the_test_of_labels() -> None:
    assert sorted(LABELS_OF) == sorted(EXPORT_FORMATS)


GUESSES = st.lists(
    st.tuples(st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8), st.floats(0, 1)),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize("name", sorted(EXPORT_FORMATS))
@settings(max_examples=15, deadline=None)
@given(guesses=GUESSES)
def test_no_guess_ever_stands_where_labels_stand(name: str, guesses: list[tuple[str, float]]) -> None:
    """Nobody labelled anything: whatever the model says, the label is empty in every format."""
    rows = [
        CallRow(
            recording=RECORDING, segment_id=str(n), onset_s=n, offset_s=n + 0.5, predicted=guess, confidence=sure,
            probabilities={guess: sure}, classifier="bats 3", species="Nyctalus noctula",
        )
        for n, (guess, sure) in enumerate(guesses)
    ]  # fmt: skip
    assert set(LABELS_OF[name](b"".join(export_calls(name, rows)))) <= {""}


def test_a_streamed_archive_holds_neither_members_nor_itself_in_memory() -> None:
    def chunks(n: int) -> Iterable[bytes]:
        return (bytes(1 << 20) for _ in range(n))

    def peak_bytes(n: int) -> int:
        archive = ZipStream()
        tracemalloc.start()
        size = sum(len(part) for part in archive.add("night.wav", chunks(n), is_compressed=False))
        size += sum(len(part) for part in archive.close())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert size > n << 20
        return peak

    peak_bytes(1)  # imports and caches
    # A chunk, its copy in the archive and the part handed out: some megabytes, however many there are.
    assert peak_bytes(64) < peak_bytes(8) + (1 << 20)

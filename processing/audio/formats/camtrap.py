"""Camtrap DP 1.0: deployments, media and observations as a data package (camtrap-dp.tdwg.org)."""

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import IO
from uuid import UUID, uuid5

from processing.audio.formats.archives import ZipStream
from processing.audio.formats.cells import neutralise, single_line
from processing.audio.formats.coverage import Coverage
from processing.audio.formats.exports import CHUNK_BYTES, ExportOptions, export_format
from processing.audio.formats.rows import CallRow, RecordingRef

VERSION = "1.0"

SCHEMAS = f"https://raw.githubusercontent.com/tdwg/camtrap-dp/{VERSION}"

DEPLOYMENT_FIELDS = (
    "deploymentID", "locationID", "locationName", "latitude", "longitude", "coordinateUncertainty",
    "deploymentStart", "deploymentEnd", "setupBy", "cameraID", "cameraModel", "cameraDelay", "cameraHeight",
    "cameraDepth", "cameraTilt", "cameraHeading", "detectionDistance", "timestampIssues", "baitUse", "featureType",
    "habitat", "deploymentGroups", "deploymentTags", "deploymentComments",
)  # fmt: skip
MEDIA_FIELDS = (
    "mediaID", "deploymentID", "captureMethod", "timestamp", "filePath", "filePublic", "fileName", "fileMediatype",
    "exifData", "favorite", "mediaComments",
)  # fmt: skip
OBSERVATION_FIELDS = (
    "observationID", "deploymentID", "mediaID", "eventID", "eventStart", "eventEnd", "observationLevel",
    "observationType", "cameraSetupType", "scientificName", "count", "lifeStage", "sex", "behavior", "individualID",
    "individualPositionRadius", "individualPositionAngle", "individualSpeed", "bboxX", "bboxY", "bboxWidth",
    "bboxHeight", "classificationMethod", "classifiedBy", "classificationTimestamp", "classificationProbability",
    "observationTags", "observationComments",
)  # fmt: skip
"""Every field of the standard's tables, in its order; a table must have them all."""

MEDIA_TYPES = {
    ".flac": "audio/flac", ".ogg": "audio/ogg", ".mp3": "audio/mpeg", ".aif": "audio/aiff", ".aiff": "audio/aiff",
}  # fmt: skip
"""Media types by suffix; WAV is the rest."""

_NAMESPACE = UUID("0a3a55d5-58a4-5b4c-9b8c-3d1f9d6a7b11")
"""Root of the identifiers of deployments: the same recorder at the same place gets the same one."""


@dataclass
class _Deployment:
    """A recorder at a place: its site, or where that is not known its coordinates."""

    deployment_id: str
    name: str
    latitude: float
    longitude: float
    start: datetime
    end: datetime

    def reach(self, start: datetime, end: datetime) -> None:
        self.start, self.end = min(self.start, start), max(self.end, end)


@dataclass
class _Package:
    """What is known once all calls have passed."""

    coverage: Coverage = field(default_factory=Coverage)
    deployments: dict[str, _Deployment] = field(default_factory=dict)
    left_out: dict[tuple[str, str], int] = field(default_factory=dict)
    """Calls the standard has no place for, by recording and reason."""

    def place(self, recording: RecordingRef) -> _Deployment | None:
        """The deployment of a recording; None where its time or place, which the standard asks for, is not known."""
        if recording.recorded_at is None or recording.latitude is None or recording.longitude is None:
            return None
        start = _aware(recording.recorded_at)
        end = start + timedelta(seconds=recording.duration_s)
        key = f"{recording.project}/{recording.site}/{recording.latitude:.6f}/{recording.longitude:.6f}"
        made = _Deployment(
            str(uuid5(_NAMESPACE, key)), recording.site or "", recording.latitude, recording.longitude, start, end
        )
        found = self.deployments.setdefault(key, made)
        found.reach(start, end)
        return found

    def leave_out(self, recording: RecordingRef) -> None:
        reason = "the time of the recording is not known" if recording.recorded_at is None else "no place is known"
        key = (recording.name, reason)
        self.left_out[key] = self.left_out.get(key, 0) + 1


@export_format("camtrap-dp", title="Camtrap DP", suffix=".zip", media_type="application/zip")
def write_camtrap(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:
    """Write a package of media-based observations: one a call, one media file a recording, one deployment a place.

    `behavior` is the call type a person said. A model's guess stands in `observationTags` as `predicted:…`.
    The standard asks for time and place: calls of recordings without are listed in `left_out.csv` instead.
    Media rows wait in a temporary file, so that memory does not grow with the calls.
    """
    archive, package = ZipStream(), _Package()
    with tempfile.TemporaryFile() as media:
        media.write(_line(MEDIA_FIELDS))
        yield from archive.add("observations.csv", _observations(rows, package, media))
        media.seek(0)
        yield from archive.add("media.csv", iter(lambda: media.read(CHUNK_BYTES), b""))
    yield from archive.add("deployments.csv", _deployments(package))
    if package.left_out:
        yield from archive.add("left_out.csv", _left_out(package))
    yield from archive.add("datapackage.json", [json.dumps(_descriptor(package, options.made_at), indent=2).encode()])
    yield from archive.close()


def _observations(rows: Iterable[CallRow], package: _Package, media: IO[bytes]) -> Iterator[bytes]:
    yield _line(OBSERVATION_FIELDS)
    previous = None
    for row in rows:
        deployment = package.place(row.recording)
        if deployment is None:
            package.leave_out(row.recording)
            continue
        package.coverage.add(row)
        if row.recording.id != previous:
            previous = row.recording.id
            media.write(_record(MEDIA_FIELDS, _media(row.recording, deployment)))
        yield _record(OBSERVATION_FIELDS, _observation(row, deployment))


def _observation(row: CallRow, deployment: _Deployment) -> dict[str, str]:
    start = row.started_at()
    assert start is not None
    by_person = bool(row.label)
    made = {
        "observationID": f"{row.recording.id}:{row.segment_id}",
        "deploymentID": deployment.deployment_id,
        "mediaID": row.recording.id,
        "eventStart": _time(start),
        "eventEnd": _time(start + timedelta(seconds=row.offset_s - row.onset_s)),
        "observationLevel": "media",
        "observationType": "animal" if row.species or by_person else "unclassified",
        "scientificName": row.species or "",
        "behavior": (row.label or "").replace("|", "/"),
        "observationTags": " | ".join(f"{name}:{value}" for name, value in _tags(row)),
        "observationComments": row.note or "",
    }
    if by_person or row.predicted:
        made["classificationMethod"] = "human" if by_person else "machine"
        made["classifiedBy"] = (row.annotator if by_person else row.classifier) or ""
        made["classificationTimestamp"] = _time(row.labelled_at) if by_person and row.labelled_at else ""
    if row.predicted and not by_person and row.confidence is not None:
        made["classificationProbability"] = f"{min(1.0, max(0.0, row.confidence)):.6g}"
    return made


def _tags(row: CallRow) -> Iterator[tuple[str, str]]:
    """What the standard has no field for, exact to the microsecond; a prediction is named as one."""
    numbers = {"onset_s": row.onset_s, "offset_s": row.offset_s, "low_hz": row.low_hz, "high_hz": row.high_hz}
    for name, value in numbers.items():
        if value is not None:
            yield name, f"{round(value, 6):.12g}"
    if row.predicted:
        yield "predicted", row.predicted.replace("|", "/")
        if row.confidence is not None:
            yield "confidence", f"{row.confidence:.6g}"


def _media(recording: RecordingRef, deployment: _Deployment) -> dict[str, str]:
    assert recording.recorded_at is not None
    # The standard takes no path that begins with a dot or a tilde or climbs upwards.
    safe = re.sub(r"\.{2,}", ".", recording.name.replace("\\", "/")).lstrip("./~") or recording.id
    return {
        "mediaID": recording.id,
        "deploymentID": deployment.deployment_id,
        "captureMethod": "activityDetection",
        "timestamp": _time(recording.recorded_at),
        "filePath": f"media/{safe}",
        "filePublic": "false",
        "fileName": recording.name,
        "fileMediatype": MEDIA_TYPES.get(PurePosixPath(recording.name).suffix.lower(), "audio/wav"),
        "mediaComments": f"{recording.sr} Hz, {recording.duration_s:.6g} s",
    }


def _deployments(package: _Package) -> Iterator[bytes]:
    yield _line(DEPLOYMENT_FIELDS)
    for found in package.deployments.values():
        made = {
            "deploymentID": found.deployment_id,
            "locationName": found.name,
            "latitude": f"{found.latitude:.10g}",
            "longitude": f"{found.longitude:.10g}",
            "deploymentStart": _time(found.start),
            "deploymentEnd": _time(found.end),
            "deploymentComments": "sound recorder; from the first recording's start to the last one's end",
        }
        yield _record(DEPLOYMENT_FIELDS, made)


def _left_out(package: _Package) -> Iterator[bytes]:
    yield _line(("recording", "n_calls", "reason"))
    for (name, reason), n_calls in sorted(package.left_out.items()):
        yield _line((neutralise(single_line(name)), str(n_calls), reason))


def _descriptor(package: _Package, made_at: datetime | None) -> dict[str, object]:
    coverage = package.coverage
    moments = [moment for found in package.deployments.values() for moment in (found.start, found.end)]
    today = made_at or coverage.end or datetime(1970, 1, 1, tzinfo=UTC)
    return {
        "profile": f"{SCHEMAS}/camtrap-dp-profile.json",
        "name": "calls",
        "created": _time(today),
        "title": coverage.title,
        "description": f"{coverage.n_calls} calls found in sound recordings.",
        "contributors": [{"title": coverage.title, "role": "rightsHolder"}],
        "project": {
            "title": coverage.title,
            "samplingDesign": "opportunistic",
            "captureMethod": ["activityDetection"],
            "individualAnimals": False,
            "observationLevel": ["media"],
        },
        "spatial": _spatial(coverage),
        "temporal": {
            "start": min(moments, default=today).date().isoformat(),
            "end": max(moments, default=today).date().isoformat(),
        },
        "taxonomic": [{"scientificName": name} for name in sorted(coverage.species)],
        "resources": [_resource(name) for name in ("deployments", "media", "observations")],
    }


def _spatial(coverage: Coverage) -> dict[str, object]:
    west, south, east, north = coverage.box() or (-180.0, -90.0, 180.0, 90.0)
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "bbox": [west, south, east, north], "coordinates": [corners]}


def _resource(name: str) -> dict[str, object]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": f"{SCHEMAS}/{name}-table-schema.json",
    }


def _aware(moment: datetime) -> datetime:
    """A time without a zone is taken as UTC: the standard has no other way."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _time(moment: datetime) -> str:
    """To the second, as the standard's format has it."""
    return _aware(moment).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


NUMBERS = frozenset({"latitude", "longitude", "classificationProbability"})
"""Fields whose minus sign is one."""


def _record(fields: tuple[str, ...], made: Mapping[str, str]) -> bytes:
    return _line(
        made.get(name, "") if name in NUMBERS else neutralise(single_line(made.get(name, ""))) for name in fields
    )


def _line(cells: Iterable[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue().encode()

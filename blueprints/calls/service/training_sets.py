"""Training sets: what a file of labelled calls says, and filing it."""

from collections import Counter
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.calls.models import TrainingSet, TrainingSetKind
from blueprints.recordings.models import Recording
from core.clock import new_id
from core.db import db
from core.uploads.archives import Archive, Limits, Member, open_archive
from processing.audio.clip_names import SOUND_ENDINGS, read_clip_name
from processing.audio.intervals import Interval
from processing.audio.label_tables import MAX_LABEL_LENGTH, MAX_TABLE_BYTES, LabelRow, read_label_table
from processing.errors import TableError

MAX_CLIPS = 100_000
"""Clips of one archive."""

MAX_CLIP_MB = 200
"""One call; a whole recording belongs elsewhere."""

LIMITS = Limits(MAX_CLIPS, 16_000_000_000, MAX_CLIP_MB * 1_000_000)
"""What an archive of clips may hold; its packed size is limited by the setting for archives."""

MAX_FINDINGS = 200
"""Left-out members that are named; the others are not listed."""


class Contents(NamedTuple):
    """What a file of labelled calls says: calls per label, what is left out, and the files a table names."""

    labels: dict[str, int]
    findings: list[dict[str, str]]
    files: frozenset[str] = frozenset()

    @property
    def n_clips(self) -> int:
        return sum(self.labels.values())


class Named(NamedTuple):
    """A labelled call of an archive; interval None: the whole clip."""

    member: Member
    label: str
    group: str | None
    interval: Interval | None = None


def read_contents(path: Path) -> Contents:
    """Classes and left-out members of an archive of clips, from the table in it or from its names.

    Raises ArchiveError for a harmful archive, TableError("no-labelled-clips") when nothing tells a class,
    and what `read_label_table` raises.
    """
    with open_archive(path, LIMITS) as archive, TemporaryDirectory() as folder:
        named, findings = named_members(archive, Path(folder))
    if not named:
        expected = "NUMBER_LABEL.wav, LABEL/name.wav or a CSV of file and label"
        raise TableError("no-labelled-clips", f"Expected {expected}, found no such member.")
    return Contents(_counted([one.label for one in named]), findings[:MAX_FINDINGS])


def named_members(archive: Archive, folder: Path) -> tuple[list[Named], list[dict[str, str]]]:
    """The labelled clips of an archive and what is left out. A CSV in it has the last word over names.

    folder : where the table is unpacked to be read.
    """
    tables = [member for member in archive.members if member.path.lower().endswith((".csv", ".tsv"))]
    if tables:
        return _named_by_table(archive, tables[0], folder)
    named: list[Named] = []
    findings: list[dict[str, str]] = []
    for member in archive.members:
        meaning = read_clip_name(member.path)
        if meaning is None:
            findings.append({"member": member.path, "reason": "its name tells no class"})
        else:
            named.append(Named(member, meaning.label[:MAX_LABEL_LENGTH], meaning.group))
    return named, findings


def _named_by_table(archive: Archive, table: Member, folder: Path) -> tuple[list[Named], list[dict[str, str]]]:
    if table.size_bytes > MAX_TABLE_BYTES:
        raise TableError(
            "too-large", f"expected a table of at most {MAX_TABLE_BYTES:,} bytes, found {table.size_bytes:,}"
        )
    target = folder / "labels.csv"
    archive.extract(table, target)
    rows, findings = read_label_table(target, needs_times=False)
    sounds = [member for member in archive.members if member.path.lower().endswith(SOUND_ENDINGS)]
    beside = PurePosixPath(table.path).parent
    by_name: dict[str, Member] = {member.name: member for member in sounds}
    by_name |= {_relative(member, beside): member for member in sounds} | {member.path: member for member in sounds}
    named: list[Named] = []
    for row in rows:
        member = by_name.get(row.file.replace("\\", "/"))
        if member is None:
            findings.append({"member": f"line {row.line}", "reason": f"{row.file} is not in the archive"})
        else:
            named.append(Named(member, row.label, row.group or _group_of(row, member), row.interval))
    missed = {member.path for member in sounds} - {one.member.path for one in named}
    return named, findings + [{"member": path, "reason": "the table has no label for it"} for path in sorted(missed)]


def _relative(member: Member, folder: PurePosixPath) -> str:
    path = PurePosixPath(member.path)
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else member.path


def _group_of(row: LabelRow, member: Member) -> str | None:
    """Several calls of one file are of one recording; a file that is one call tells nothing."""
    return member.path if row.interval is not None else None


def read_table_contents(path: Path) -> Contents:
    """Classes of a table of labelled intervals, and the recordings it names.

    Raises TableError: see `read_label_table`, and "no-labelled-clips" when no row can be used.
    """
    rows, left_out = read_label_table(path, needs_times=True)
    if not rows:
        raise TableError("no-labelled-clips", "Expected rows of recording, onset, offset and label, found none.")
    return Contents(_counted([row.label for row in rows]), left_out, frozenset(row.file for row in rows))


def find_recordings(
    project_id: UUID | None, names: Collection[str]
) -> tuple[dict[str, Recording], list[dict[str, str]]]:
    """Whole recordings of a project by the name (with or without ending) or id a table uses, and what was not found.

    A name that two recordings have tells neither.
    """
    rows = db.session.scalars(
        select(Recording).where(Recording.project_id == project_id, Recording.parent_id.is_(None))
    ).all()
    by_name: dict[str, list[Recording]] = {}
    for recording in rows:
        for name in {str(recording.id), recording.name.casefold(), PurePosixPath(recording.name.casefold()).stem}:
            by_name.setdefault(name, []).append(recording)
    found: dict[str, Recording] = {}
    findings: list[dict[str, str]] = []
    for name in sorted(names):
        last = PurePosixPath(name.replace("\\", "/")).name.casefold()
        alike = by_name.get(last, [])
        if len(alike) == 1:
            found[name] = alike[0]
        elif len(findings) < MAX_FINDINGS:
            reason = "several recordings have this name" if alike else "the project has no such recording"
            findings.append({"member": name[:200], "reason": reason})
    return found, findings


def _counted(labels: Collection[str]) -> dict[str, int]:
    return dict(sorted(Counter(labels).items()))


def file_training_set(
    contents: Contents,
    *,
    kind: TrainingSetKind = TrainingSetKind.CLIPS,
    sha256: str,
    name: str,
    group_id: UUID,
    project_id: UUID | None,
    created_by: UUID | None,
) -> TrainingSet:
    """Add the row of a file that is stored.

    Raises TableError("no-known-recordings") for a table that names no recording of the project.
    """
    findings = contents.findings
    if kind == TrainingSetKind.LABELS:
        known, unknown = find_recordings(project_id, contents.files)
        findings = (findings + unknown)[:MAX_FINDINGS]
        if not known:
            raise TableError("no-known-recordings", "Expected names of the project's recordings, found none of them.")
    row = TrainingSet(
        id=new_id(),
        kind=kind,
        group_id=group_id,
        project_id=project_id,
        blob_sha256=sha256,
        name=name,
        n_clips=contents.n_clips,
        labels=contents.labels,
        findings=findings,
        created_by=created_by,
    )
    db.session.add(row)
    db.session.flush()
    return row


def find_here(group_id: UUID, sha256: str) -> TrainingSet | None:
    """The training set of a group that has this content."""
    return db.session.scalar(
        select(TrainingSet).where(
            TrainingSet.group_id == group_id,
            TrainingSet.blob_sha256 == sha256,
            TrainingSet.kind == TrainingSetKind.CLIPS,
        )
    )

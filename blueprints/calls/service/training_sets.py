"""Training sets: what the names in an archive of labelled clips say, and filing it."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.calls.models import TrainingSet
from core.clock import new_id
from core.db import db
from core.uploads.archives import Limits, open_archive
from processing.audio.clip_names import read_clip_name
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
    """What the names in an archive say."""

    labels: dict[str, int]
    findings: list[dict[str, str]]

    @property
    def n_clips(self) -> int:
        return sum(self.labels.values())


def read_contents(path: Path) -> Contents:
    """Classes and left-out members of an archive of clips, from the names in it.

    Raises ArchiveError for a harmful archive, TableError("no-labelled-clips") when no name tells a class.
    """
    labels: Counter[str] = Counter()
    findings: list[dict[str, str]] = []
    with open_archive(path, LIMITS) as archive:
        for member in archive.members:
            named = read_clip_name(member.path)
            if named is not None:
                labels[named.label[:100]] += 1
            elif len(findings) < MAX_FINDINGS:
                findings.append({"member": member.path, "reason": "its name tells no class"})
    if not labels:
        raise TableError("no-labelled-clips", "Expected NUMBER_LABEL.wav or LABEL/name.wav, found no such member.")
    return Contents(dict(sorted(labels.items())), findings)


def file_training_set(
    contents: Contents, *, sha256: str, name: str, group_id: UUID, project_id: UUID | None, created_by: UUID | None
) -> TrainingSet:
    """Add the row of an archive whose file is stored."""
    row = TrainingSet(
        id=new_id(),
        group_id=group_id,
        project_id=project_id,
        blob_sha256=sha256,
        name=name,
        n_clips=contents.n_clips,
        labels=contents.labels,
        findings=contents.findings,
        created_by=created_by,
    )
    db.session.add(row)
    db.session.flush()
    return row


def find_here(group_id: UUID, sha256: str) -> TrainingSet | None:
    """The training set of a group that has this content."""
    return db.session.scalar(
        select(TrainingSet).where(TrainingSet.group_id == group_id, TrainingSet.blob_sha256 == sha256)
    )

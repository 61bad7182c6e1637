"""A training set out of mapped groups: a table of the members' intervals with the labels of their groups."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from blueprints.calls.models import TrainingSet, TrainingSetKind
from blueprints.calls.service.training_sets import file_training_set, read_table_contents
from blueprints.recordings.models import Segment, Segmentation
from blueprints.recordings.service.labels import Word
from blueprints.similarity.models import ClusteringRun
from blueprints.similarity.schemas.clustering import ApplyBody
from blueprints.similarity.service.calls import chunks
from blueprints.similarity.service.mapping import labels_by_segment
from core.access import Principal
from core.db import db
from core.storage import sha256_of, storage
from core.storage.blobs import announce_blob

TABLE_TYPE = "text/csv"


def make_training_set(who: Principal, run: ClusteringRun, body: ApplyBody) -> TrainingSet:
    """File the members of mapped groups as labelled intervals to train from; segments stay as they are.

    What people rejected is left out; a person's own label comes before the group's unless `overwrite`.
    """
    words = labels_by_segment(run, body)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "labels.csv"
        path.write_text(_table(words, is_group_first=body.overwrite), encoding="utf-8")
        contents = read_table_contents(path)
        sha256 = sha256_of(path)
        announce_blob(sha256, path.stat().st_size, TABLE_TYPE)
        db.session.flush()
        storage().put_file(path, sha256)
    return file_training_set(
        contents,
        kind=TrainingSetKind.LABELS,
        sha256=sha256,
        name=body.name or f"{run.name}.csv",
        group_id=run.group_id,
        project_id=run.project_id,
        created_by=who.user_id,
    )


def _table(words: dict[int, Word], *, is_group_first: bool) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["recording", "onset_s", "offset_s", "label"])
    for chunk in chunks(sorted(words)):
        rows: Any = db.session.execute(
            select(Segmentation.recording_id, Segment.onset_s, Segment.offset_s, Segment.label, Segment.id)
            .join(Segmentation, Segmentation.id == Segment.segmentation_id)
            .where(Segment.id.in_(chunk), Segment.is_rejected.is_(False))
            .order_by(Segment.id)
        )
        for recording_id, onset_s, offset_s, label, number in rows:
            given = words[number].label
            writer.writerow([recording_id, onset_s, offset_s, given if is_group_first else label or given])
    return text.getvalue()

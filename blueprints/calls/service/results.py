"""Calls as results: current segments with a person's label or the current run's prediction."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from blueprints.calls.models import ClassificationRun, Classifier, Prediction
from blueprints.calls.schemas.runs import CallsFilter
from blueprints.projects.models import Project, Site
from blueprints.recordings.models import Recording, Segment, Segmentation
from blueprints.species.models import Species
from core.access import Principal
from core.clock import EPOCH
from core.db import db

UNKNOWN = "unknown"
"""What the model says of a call that lies far from everything it has learned, whatever type is nearest."""

call_label = func.coalesce(Segment.label, case((Prediction.is_unknown, UNKNOWN), else_=Prediction.label))
"""What a call is held to be: a person's word before the model's."""

UNLABELLED = ""
"""Stands for "nobody and nothing has named it" where groups are counted."""

EXPORT_CHUNK = 2000
"""Rows fetched at a time while an export streams."""


class CallRow(NamedTuple):
    """A call with everything a table or an export says of it."""

    segment: Segment
    recording: Recording
    site_name: str | None
    species_name: str | None
    prediction: Prediction | None
    classifier_id: UUID | None
    project_name: str | None
    latitude: float | None
    longitude: float | None
    """Where it was recorded, else where its site lies."""

    @property
    def id(self) -> int:
        return self.segment.id


def calls(who: Principal, query: CallsFilter) -> Select[Any]:
    """Current calls this person may see, narrowed by the filter; one Segment a row."""
    return _joined(select(Segment)).where(Recording.group_id.in_(who.group_ids), *_conditions(who, query))


def of_calls(who: Principal, query: CallsFilter, *columns: Any) -> Select[Any]:
    """Columns, or aggregates, over the calls this person may see, narrowed by the filter; sites are joined in."""
    rows = _joined(select(*columns).select_from(Segment)).outerjoin(Site, Site.id == Recording.site_id)
    return rows.where(Recording.group_id.in_(who.group_ids), *_conditions(who, query))


def _joined(rows: Any) -> Select[Any]:
    joined: Select[Any] = (
        rows.join(Segmentation, and_(Segmentation.id == Segment.segmentation_id, Segmentation.is_current))
        .join(Recording, Recording.id == Segmentation.recording_id)
        .outerjoin(
            ClassificationRun,
            and_(ClassificationRun.segmentation_id == Segmentation.id, ClassificationRun.is_current),
        )
        .outerjoin(Prediction, and_(Prediction.segment_id == Segment.id, Prediction.run_id == ClassificationRun.id))
        .where(Segment.is_rejected.is_(False))
    )
    return joined


def _conditions(who: Principal, query: CallsFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = _recording_conditions(query)
    if query.label is not None:
        found.append(call_label == query.label if query.label else call_label.is_(None))
    if query.labelled is not None:
        found.append(Segment.label.is_not(None) if query.labelled else Segment.label.is_(None))
    if query.min_confidence is not None:
        found.append(Prediction.confidence >= query.min_confidence)
    if query.max_confidence is not None:
        found.append(Prediction.confidence <= query.max_confidence)
    if query.search:
        by_name = Recording.name.icontains(query.search, autoescape=True)
        named = _labels_with(who, query.search)
        # Without a label to look for, the few recordings of that name are read instead of every call.
        found.append(or_(by_name, call_label.in_(named)) if named else by_name)
    return found


def _labels_with(who: Principal, text: str) -> list[str]:
    """Labels that contain a text: what people have said, and what classifiers of these groups can say."""
    said = select(Segment.label).where(Segment.label.is_not(None)).distinct()
    learned = select(Classifier.labels).where(Classifier.group_id.in_(who.group_ids))
    can_be_said = {str(label) for labels in db.session.scalars(learned) for label in labels}
    known = {UNKNOWN, *can_be_said, *(label for label in db.session.scalars(said) if label)}
    return sorted(label for label in known if text.casefold() in label.casefold())


def _recording_conditions(query: CallsFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    chosen: tuple[tuple[InstrumentedAttribute[Any], Any], ...] = (
        (Recording.group_id, query.group_id),
        (Recording.project_id, query.project_id),
        (Recording.site_id, query.site_id),
        (Recording.species_id, query.species_id),
        (Recording.id, query.recording_id),
    )
    for column, value in chosen:
        if value is not None:
            found.append(column == value)
    if query.start is not None:
        found.append(Recording.timeline_at >= query.start)
    if query.stop is not None:
        found.append(Recording.timeline_at < query.stop)
    return found


def count_quickly(who: Principal, query: CallsFilter) -> int | None:
    """How many calls there are, from the recordings' own counters; None when the filter looks at calls."""
    if (
        any(v is not None for v in (query.label, query.labelled, query.min_confidence, query.max_confidence))
        or query.search
    ):
        return None
    total = select(func.coalesce(func.sum(Recording.n_segments), 0)).where(
        Recording.group_id.in_(who.group_ids), Recording.parent_id.is_(None), *_recording_conditions(query)
    )
    return int(db.session.scalar(total) or 0) - _count_rejected(who, query)


def _count_rejected(who: Principal, query: CallsFilter) -> int:
    """Current segments that people say are no calls; few, and found by an index of their own."""
    rejected = (
        select(func.count())
        .select_from(Segment)
        # The recording's own note of which is current, as for the sum above: one table less, read from an index.
        .join(Recording, Recording.current_segmentation_id == Segment.segmentation_id)
        # SQLite takes a partial index only where its condition stands word for word.
        .where(literal_column("segments.is_rejected"), Recording.parent_id.is_(None))
        .where(Recording.group_id.in_(who.group_ids), *_recording_conditions(query))
    )
    return db.session.scalar(rejected) or 0


def with_context(segments: list[Segment]) -> list[CallRow]:
    """The same calls with recording, site, species and prediction, in the same order; one query."""
    ids = [segment.id for segment in segments]
    rows = db.session.execute(_context().where(Segment.id.in_(ids))).all()
    by_id = {row[0].id: CallRow(*row) for row in rows}
    return [by_id[number] for number in ids if number in by_id]


def _context() -> Select[Any]:
    rows = select(
        Segment,
        Recording,
        Site.name,
        Species.scientific_name,
        Prediction,
        ClassificationRun.classifier_id,
        Project.name,
        func.coalesce(Recording.latitude, Site.latitude),
        func.coalesce(Recording.longitude, Site.longitude),
    )
    return (
        _joined(rows.select_from(Segment))
        .outerjoin(Project, Project.id == Recording.project_id)
        .outerjoin(Site, Site.id == Recording.site_id)
        .outerjoin(Species, Species.id == Recording.species_id)
    )


def stream(who: Principal, query: CallsFilter) -> Iterator[CallRow]:
    """All calls of the filter in order of recording time and onset, fetched in pieces."""
    rows = _context().where(Recording.group_id.in_(who.group_ids), *_conditions(who, query))
    ordered = rows.order_by(Recording.timeline_at, Recording.id, Segment.onset_s, Segment.id)
    for row in db.session.execute(ordered.execution_options(yield_per=EXPORT_CHUNK)):
        yield CallRow(*row)


def activity(who: Principal, query: CallsFilter, *, by: str) -> list[dict[str, Any]]:
    """Counts of calls by type and hour of the local day, or by type and night (noon to noon).

    Recordings without a known time are left out; `utc_offset_min` of each decides what is local.
    """
    seconds = (
        extract("epoch", Recording.recorded_at) + 60 * func.coalesce(Recording.utc_offset_min, 0) + Segment.onset_s
    )
    shift, length = (0, 3600) if by == "hour" else (43_200, 86_400)
    slot = func.floor((seconds - shift) / length).label("slot")
    label = func.coalesce(call_label, UNLABELLED).label("label")
    is_human = case((Segment.label.is_not(None), 1), else_=0)
    rows = db.session.execute(
        _joined(select(slot, label, func.count().label("n"), func.sum(is_human).label("n_human")))
        .where(Recording.group_id.in_(who.group_ids), Recording.recorded_at.is_not(None), *_conditions(who, query))
        .group_by(slot, label)
    ).all()
    return _by_hour(rows) if by == "hour" else _by_night(rows)


def _by_hour(rows: Any) -> list[dict[str, Any]]:
    counts: dict[tuple[str, int], list[int]] = {}
    for row in rows:
        cell = counts.setdefault((row.label, int(row.slot) % 24), [0, 0])
        cell[0] += row.n
        cell[1] += int(row.n_human or 0)
    return [
        {"label": label or None, "hour": hour, "n_calls": n, "n_labelled_by_people": n_human}
        for (label, hour), (n, n_human) in sorted(counts.items())
    ]


def _by_night(rows: Any) -> list[dict[str, Any]]:
    def date_of(slot: float) -> str:
        return (EPOCH + timedelta(days=int(slot))).date().isoformat()

    found = [
        {
            "label": row.label or None,
            "night": date_of(row.slot),
            "n_calls": row.n,
            "n_labelled_by_people": int(row.n_human or 0),
        }
        for row in rows
    ]
    return sorted(found, key=lambda cell: (str(cell["night"]), cell["label"] or ""))


def moment_of(row: CallRow) -> datetime | None:
    """When the call was made, in UTC."""
    start = row.recording.recorded_at
    return start + timedelta(seconds=row.segment.onset_s) if start else None

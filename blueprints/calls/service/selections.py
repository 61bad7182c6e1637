"""Which labelled segments a classifier learns from: chosen when it is asked for, kept with it."""

import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.calls.models import Classifier, TrainingSelection
from blueprints.calls.schemas.classifiers import SegmentsSource, SpeciesSource
from blueprints.projects import policy as projects
from blueprints.recordings.models import Recording, Segment, Segmentation
from blueprints.species import policy as species
from core.access import Principal
from core.db import db
from core.errors import invalid


class Chosen(NamedTuple):
    """A labelled segment: its number, its label, and the group of people its recording belongs to."""

    id: int
    label: str
    group_id: UUID


class Selection(NamedTuple):
    """Segments to learn from and segments to be scored on, with what the record says about them.

    facts : goes into the classifier's `source`; "per_class" counts calls to learn from.
    """

    segment_ids: list[int]
    held_out_ids: list[int]
    facts: dict[str, Any]


Resolve = Callable[[Principal, Any, UUID], Selection]
"""Turns a source into segments: who asks (rights are checked here), the source, the classifier's group."""

_resolvers: dict[str, Resolve] = {}

_held_out: list[Callable[[], Select[Any]]] = []


def resolves(kind: str) -> Callable[[Resolve], Resolve]:
    """Decorator: this function turns sources of that kind into segments; areas above add theirs."""

    def register(resolve: Resolve) -> Resolve:
        _resolvers[kind] = resolve
        return resolve

    return register


def hold_out(segments: Callable[[], Select[Any]]) -> None:
    """Segments (a select of their numbers) that nothing is ever trained on; areas above name them."""
    if segments not in _held_out:
        _held_out.append(segments)


def is_selected(kind: str) -> bool:
    return kind in _resolvers


def resolve(who: Principal, source: Any, group_id: UUID) -> Selection:
    """The segments of a source. Raises AppError 404 or 403 for what the person may not see, 422 across groups."""
    return _resolvers[source.kind](who, source, group_id)


@resolves("segments")
def _of_project(who: Principal, source: SegmentsSource, group_id: UUID) -> Selection:
    project = projects.get_project(who, source.project_id)
    if source.species_id is not None:
        species.get_species(who, source.species_id)
    rows = labelled().where(Recording.project_id == project.id, Segmentation.is_current)
    if source.species_id is not None:
        rows = rows.where(Recording.species_id == source.species_id)
    require_own([project.group_id], group_id)
    return select_from(rows, {"project_name": project.name})


@resolves("species")
def _of_species(who: Principal, source: SpeciesSource, group_id: UUID) -> Selection:
    if not species.works_with(group_id, source.species_id):
        require_own([species.get_repertoire(who, source.species_id).group_id], group_id)
    kind = species.get_species(who, source.species_id)
    rows = labelled().where(Recording.species_id == kind.id, Recording.group_id == group_id, Segmentation.is_current)
    return select_from(rows, {"species_name": kind.scientific_name})


def require_own(owners: Iterable[UUID], group_id: UUID) -> None:
    if any(owner != group_id for owner in owners):
        raise invalid("/source", "the labels belong to another group than the classifier")


def labelled() -> Select[Any]:
    """Segments that people named and did not reject, by time within their recordings."""
    columns: list[Any] = [Segment.id, Segment.label, Recording.group_id]
    return (
        select(*columns)
        .join(Segmentation, Segmentation.id == Segment.segmentation_id)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Segment.label.is_not(None), Segment.is_rejected.is_(False))
        .order_by(Recording.timeline_at, Recording.id, Segment.onset_s, Segment.id)
    )


def select_from(rows: Select[Any], facts: dict[str, Any]) -> Selection:
    """Divide the segments that `labelled` gives into those to learn from and those held out."""
    held: set[int] = set()
    for named in _held_out:
        held |= set(db.session.scalars(rows.with_only_columns(Segment.id).where(Segment.id.in_(named()))))
    found = [Chosen(*row) for row in db.session.execute(rows)]
    learned = [one for one in found if one.id not in held]
    counts = Counter(one.label for one in learned)
    return Selection(
        [one.id for one in learned],
        [one.id for one in found if one.id in held],
        facts | {"per_class": dict(sorted(counts.items())), "n_held_out": len(found) - len(learned)},
    )


def keep(row: Classifier, selection: Selection) -> None:
    """Store the chosen segments with the classifier."""
    db.session.add(
        TrainingSelection(
            classifier_id=row.id,
            segment_ids=packed(selection.segment_ids),
            held_out_ids=packed(selection.held_out_ids),
        )
    )


def kept_with(row: Classifier) -> tuple[list[int], list[int]]:
    """Segments to learn from and segments held out; none for a classifier that learns from a file."""
    found = db.session.get(TrainingSelection, row.id)
    return (unpacked(found.segment_ids), unpacked(found.held_out_ids)) if found else ([], [])


def packed(numbers: Sequence[int]) -> bytes:
    return _little(array("q", numbers)).tobytes()


def unpacked(data: bytes) -> list[int]:
    numbers = array("q")
    numbers.frombytes(data)
    return _little(numbers).tolist()


def _little(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers

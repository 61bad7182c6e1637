"""Where annotators of a batch agree and where not, and the last word on what they see differently."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import Select, case, exists, func, select

from blueprints.accounts.models import User
from blueprints.annotation.models import DECIDED, Adjudication, Task, TaskBatch, TaskState
from blueprints.annotation.schemas.agreement import AdjudicationBody, DisagreementQuery
from blueprints.annotation.service.words import types_by_name, types_of_group
from blueprints.recordings.models import LabelSource, Recording, Segment, Segmentation
from blueprints.recordings.service.labels import Said, Word, name_segments, take_back
from core.access import Principal
from core.clock import now
from core.db import db
from core.errors import invalid, not_found

REJECTED = ""
"""Stands for "no call" among the labels people give, none of which is empty."""

answered = case((Task.state == TaskState.REJECTED, REJECTED), else_=Task.label)
"""What a task's answer says, as one text."""


class Answers(NamedTuple):
    """What everybody said of a batch's calls."""

    by_segment: dict[int, dict[UUID, str]]
    n_segments: int


def agreement_of(batch: TaskBatch) -> dict[str, Any]:
    """Kappas, and how often which names are taken for which."""
    found = _answers(batch)
    counts = Counter(user_id for said in found.by_segment.values() for user_id in said)
    people = _people(counts)
    complete = [list(said.values()) for said in found.by_segment.values() if len(said) == batch.n_annotators]
    pairs = [_pair(found, a, b) for a, b in combinations(_by_name(counts, people), 2)]
    n_settled = select(func.count()).select_from(Adjudication).where(Adjudication.batch_id == batch.id)
    return {
        "annotators": [people[one] | {"n": counts[one]} for one in _by_name(counts, people)],
        "pairs": [pair for pair, _ in pairs if pair["n"]],
        "fleiss_kappa": _fleiss(complete),
        "n_segments": found.n_segments,
        "n_complete": len(complete),
        "n_disagree": sum(len(set(said)) > 1 for said in complete),
        "n_adjudicated": db.session.scalar(n_settled) or 0,
        "confusion": [cell for _, cells in pairs for cell in cells],
    }


def _answers(batch: TaskBatch) -> Answers:
    rows = db.session.execute(
        select(Task.segment_id, Task.decided_by, answered)
        .where(Task.batch_id == batch.id, Task.state.in_(DECIDED), Task.decided_by.is_not(None))
        .order_by(Task.segment_id)
    )
    by_segment: dict[int, dict[UUID, str]] = defaultdict(dict)
    for segment_id, user_id, label in rows:
        by_segment[segment_id][user_id] = label or REJECTED
    n_segments = select(func.count(Task.segment_id.distinct())).where(Task.batch_id == batch.id)
    return Answers(by_segment, db.session.scalar(n_segments) or 0)


def _people(ids: Iterable[UUID | None]) -> dict[UUID, dict[str, Any]]:
    rows = db.session.execute(select(User.id, User.display_name).where(User.id.in_([one for one in ids if one])))
    return {row.id: {"id": row.id, "display_name": row.display_name} for row in rows}


def _by_name(ids: Iterable[UUID], people: dict[UUID, dict[str, Any]]) -> list[UUID]:
    return sorted(ids, key=lambda one: (str(people[one]["display_name"]).casefold(), one))


def _pair(found: Answers, a: UUID, b: UUID) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """How far two people agree, and which of their names fall together."""
    from processing.agreement import cohen_kappa  # noqa: PLC0415 (numpy is loaded when somebody asks for it)

    both = [(said[a], said[b]) for said in found.by_segment.values() if a in said and b in said]
    kappa = cohen_kappa([x for x, _ in both], [y for _, y in both])
    pair = {"a": a, "b": b, "n": len(both), "n_agree": sum(x == y for x, y in both), "kappa": kappa}
    cells = [
        {"a": a, "b": b, "a_label": x or None, "b_label": y or None, "n": n}
        for (x, y), n in sorted(Counter(both).items(), key=lambda cell: (-cell[1], cell[0]))
    ]
    return pair, cells


def _fleiss(complete: Sequence[Sequence[str]]) -> float | None:
    from processing.agreement import fleiss_kappa  # noqa: PLC0415 (numpy is loaded when somebody asks for it)

    names = sorted({name for said in complete for name in said})
    if not complete or len(complete[0]) < 2:
        return None
    return fleiss_kappa([[said.count(name) for name in names] for said in complete])


def disagreements(batch: TaskBatch, query: DisagreementQuery) -> Select[Any]:
    """Segments that all have answered, and not all alike."""
    seen = (
        select(Task.segment_id)
        .where(Task.batch_id == batch.id, Task.state.in_(DECIDED))
        .group_by(Task.segment_id)
        .having(func.count() == batch.n_annotators, func.count(answered.distinct()) > 1)
    )
    rows = select(Segment).where(Segment.id.in_(seen))
    is_settled = exists().where(Adjudication.batch_id == batch.id, Adjudication.segment_id == Segment.id)
    return rows if query.state == "all" else rows.where(is_settled if query.state == "settled" else ~is_settled)


def shape_disagreements(batch: TaskBatch, segments: Sequence[Segment]) -> list[dict[str, Any]]:
    """These segments with where they are, what each said, and the last word; four statements."""
    ids = [segment.id for segment in segments]
    if not ids:
        return []
    tasks = db.session.scalars(
        select(Task).where(Task.batch_id == batch.id, Task.segment_id.in_(ids)).order_by(Task.slot)
    ).all()
    settled = {
        row.segment_id: row
        for row in db.session.scalars(
            select(Adjudication).where(Adjudication.batch_id == batch.id, Adjudication.segment_id.in_(ids))
        )
    }
    people = _people({task.decided_by for task in tasks} | {row.user_id for row in settled.values()})
    places = db.session.execute(
        select(Segmentation.id, Recording.id, Recording.name)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Segmentation.id.in_({segment.segmentation_id for segment in segments}))
    )
    recordings = {segmentation_id: (number, name) for segmentation_id, number, name in places}
    return [
        {
            "segment_id": segment.id,
            "recording_id": recordings[segment.segmentation_id][0],
            "recording_name": recordings[segment.segmentation_id][1],
            "onset_s": segment.onset_s,
            "offset_s": segment.offset_s,
            "low_hz": segment.low_hz,
            "high_hz": segment.high_hz,
            "answers": [_shape_answer(task, people) for task in tasks if task.segment_id == segment.id],
            "adjudication": _shape_word(settled[segment.id], people) if segment.id in settled else None,
        }
        for segment in segments
    ]


def _shape_answer(task: Task, people: dict[UUID, dict[str, Any]]) -> dict[str, Any]:
    return {
        "user": people.get(task.decided_by) if task.decided_by else None,
        "label": task.label,
        "call_type_id": task.call_type_id,
        "is_rejected": task.state == TaskState.REJECTED,
        "note": task.note,
    }


def _shape_word(row: Adjudication, people: dict[UUID, dict[str, Any]]) -> dict[str, Any]:
    return {
        "segment_id": row.segment_id,
        "label": row.label,
        "call_type_id": row.call_type_id,
        "is_rejected": row.is_rejected,
        "user": people.get(row.user_id) if row.user_id else None,
        "updated_at": row.updated_at,
    }


def adjudicate(who: Principal, batch: TaskBatch, body: AdjudicationBody) -> dict[str, Any]:
    """Have the last word on a segment of a batch: it is named so. Raises AppError 404, 422."""
    _require_in(batch, body.segment_id)
    word = _word(batch, body)
    row = db.session.get(Adjudication, (batch.id, body.segment_id), with_for_update=True)
    if row is None:
        row = Adjudication(batch_id=batch.id, segment_id=body.segment_id)
        db.session.add(row)
    row.label, row.call_type_id, row.is_rejected = word
    row.user_id, row.updated_at = who.user_id, now()
    action_id = _action_of(batch, body.segment_id)
    name_segments({body.segment_id: word}, Said(who.user_id, LabelSource.ADJUDICATION, action_id))
    db.session.flush()
    return _shape_word(row, _people([who.user_id]))


def withdraw(who: Principal, batch: TaskBatch, segment_id: int) -> None:
    """Take the last word on a segment back: it is called what it was before, unless it was named anew since."""
    row = db.session.get(Adjudication, (batch.id, segment_id))
    if row is None:
        raise not_found("adjudication")
    db.session.delete(row)
    take_back(_action_of(batch, segment_id), who.user_id)


def _action_of(batch: TaskBatch, segment_id: int) -> UUID:
    """All last words on a segment count as one action, so that taking back gives what was before the first."""
    return uuid5(batch.id, f"adjudication of {segment_id}")


def _require_in(batch: TaskBatch, segment_id: int) -> None:
    there_is = exists().where(Task.batch_id == batch.id, Task.segment_id == segment_id)
    if not db.session.scalar(select(there_is)):
        raise not_found("segment in this batch")


def _word(batch: TaskBatch, body: AdjudicationBody) -> Word:
    if body.is_rejected:
        return Word(is_rejected=True)
    if body.call_type_id is not None:
        found = types_of_group(batch.group_id, {body.call_type_id}).get(body.call_type_id)
        if found is None:
            raise invalid("/call_type_id", "there is no such call type in this group", "call-type-unknown")
        return Word(found.name, found.id)
    label = body.label or ""
    named = types_by_name(batch).get(label.casefold())
    return Word(named.name, named.id) if named else Word(label)

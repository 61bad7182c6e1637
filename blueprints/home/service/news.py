"""What happened in a group since a moment, a line for each kind of thing.

To add a kind, write a function marked with `@news` that counts what is new and names the newest.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select

from blueprints.accounts.models import Membership, User
from blueprints.annotation.models import DecisionAction, TaskBatch, TaskDecision
from blueprints.calls.models import Classifier, ClassifierState
from blueprints.dex.models import DexEntry
from blueprints.dex.policy import friends_of, may_see
from blueprints.images.models import Image, VisionJob, VisionState
from blueprints.recordings.models import Recording, Segmentation, SegmentationOrigin
from blueprints.species.models import Species
from blueprints.telemetry.models import Detector, Event
from blueprints.timeseries.models import Dataset
from core.access import Principal
from core.db import db
from core.jobs.kinds import JobState
from core.jobs.models import Job

NAMED = 3
"""The newest things that a line names."""


class Asked(NamedTuple):
    """Whose news: one person's, of one group, since a moment."""

    who: Principal
    group_id: UUID
    since: datetime


class Thing(NamedTuple):
    """One new thing."""

    title: str
    href: str


class Line(NamedTuple):
    """How many new things of a kind there are, and the newest of them."""

    n: int
    latest: list[Thing]


Teller = Callable[[Asked], Line]
TELLERS: dict[str, Teller] = {}
"""Every kind of news, in the order in which the page shows them."""


def news(kind: str) -> Callable[[Teller], Teller]:
    def enter(teller: Teller) -> Teller:
        TELLERS[kind] = teller
        return teller

    return enter


def tell(asked: Asked) -> list[dict[str, Any]]:
    """Every kind of which something is new."""
    lines = {kind: teller(asked) for kind, teller in TELLERS.items()}
    return [
        {"kind": kind, "n": line.n, "latest": [thing._asdict() for thing in line.latest]}
        for kind, line in lines.items()
        if line.n
    ]


def _counted(rows: Select[Any], title: Any, key: Any, at: Any, href: str) -> Line:
    n = db.session.scalar(rows.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    if not n:
        return Line(0, [])
    newest = rows.with_only_columns(title, key, maintain_column_froms=True).order_by(at.desc()).limit(NAMED)
    return Line(n, [Thing(row[0], href.format(id=row[1])) for row in db.session.execute(newest)])


def _sum(rows: Select[Any]) -> Line:
    return Line(int(db.session.scalar(rows) or 0), [])


@news("recordings")
def recordings(asked: Asked) -> Line:
    rows = select(Recording).where(
        Recording.group_id == asked.group_id, Recording.parent_id.is_(None), Recording.created_at > asked.since
    )
    return _counted(rows, Recording.name, Recording.id, Recording.created_at, "/recordings/{id}")


@news("calls")
def calls(asked: Asked) -> Line:
    """Calls that detectors found."""
    return _sum(
        select(func.sum(Segmentation.n_segments))
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(
            Recording.group_id == asked.group_id,
            Segmentation.origin == SegmentationOrigin.DETECTOR,
            Segmentation.is_current,
            Segmentation.created_at > asked.since,
        )
    )


@news("labels")
def labels(asked: Asked) -> Line:
    """Calls that others named or rejected in task batches."""
    return _sum(
        select(func.count(TaskDecision.id))
        .join(TaskBatch, TaskBatch.id == TaskDecision.batch_id)
        .where(
            TaskBatch.group_id == asked.group_id,
            TaskDecision.action.in_((DecisionAction.LABEL, DecisionAction.REJECT)),
            TaskDecision.user_id != asked.who.user_id,
            TaskDecision.created_at > asked.since,
        )
    )


@news("classifiers")
def classifiers(asked: Asked) -> Line:
    rows = select(Classifier).where(
        Classifier.group_id == asked.group_id,
        Classifier.state == ClassifierState.READY,
        Classifier.created_at > asked.since,
    )
    return _counted(rows, Classifier.name, Classifier.id, Classifier.created_at, "/classifiers/{id}")


@news("pictures")
def pictures(asked: Asked) -> Line:
    rows = select(Image).where(Image.group_id == asked.group_id, Image.created_at > asked.since)
    return _counted(rows, Image.name, Image.id, Image.created_at, "/pictures/{id}")


@news("identified")
def identified(asked: Asked) -> Line:
    """Pictures that a provider has looked at."""
    rows = (
        select(VisionJob)
        .join(Image, Image.id == VisionJob.image_id)
        .where(
            VisionJob.group_id == asked.group_id,
            VisionJob.state == VisionState.SUCCEEDED,
            VisionJob.finished_at > asked.since,
        )
    )
    return _counted(rows, Image.name, Image.id, VisionJob.finished_at, "/pictures/{id}")


@news("sightings")
def sightings(asked: Asked) -> Line:
    """What friends have shown."""
    me = asked.who.user_id
    rows = (
        select(DexEntry)
        .join(DexEntry.species)
        .where(may_see(me), DexEntry.owner_id.in_(friends_of(me)), DexEntry.shown_at > asked.since)
    )
    title = func.coalesce(func.nullif(Species.common_name, ""), Species.scientific_name)
    return _counted(rows, title, DexEntry.id, DexEntry.shown_at, "/collection/{id}")


@news("events")
def events(asked: Asked) -> Line:
    rows = (
        select(Event)
        .join(Detector, Detector.id == Event.detector_id)
        .where(Event.group_id == asked.group_id, Event.withdrawn_at.is_(None), Event.created_at > asked.since)
    )
    return _counted(rows, Detector.name, Event.id, Event.start_us, "/telemetry/events/{id}")


@news("datasets")
def datasets(asked: Asked) -> Line:
    rows = select(Dataset).where(Dataset.group_id == asked.group_id, Dataset.created_at > asked.since)
    return _counted(rows, Dataset.name, Dataset.id, Dataset.created_at, "/datasets/{id}")


@news("jobs")
def jobs(asked: Asked) -> Line:
    """One's own work that ended well; what failed waits for somebody."""
    rows = select(Job).where(
        Job.owner_id == asked.who.user_id,
        Job.group_id == asked.group_id,
        Job.parent_id.is_(None),
        Job.state == JobState.SUCCEEDED,
        Job.finished_at > asked.since,
    )
    return _counted(rows, Job.title, Job.id, Job.finished_at, "/jobs/{id}")


@news("members")
def members(asked: Asked) -> Line:
    rows = (
        select(Membership)
        .join(Membership.user)
        .where(
            Membership.group_id == asked.group_id,
            Membership.user_id != asked.who.user_id,
            Membership.created_at > asked.since,
        )
    )
    return _counted(rows, User.display_name, User.id, Membership.created_at, "/collection?owner={id}")

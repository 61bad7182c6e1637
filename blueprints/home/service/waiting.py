"""What only a person can settle: a line for each kind, most pressing first.

To add a kind, write a function marked with `@waits` that counts what waits and names the first.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select

from blueprints.accounts.models import Group, Invitation, User
from blueprints.annotation.models import BatchState, TaskBatch
from blueprints.annotation.policy import batches_for
from blueprints.dex.models import Report
from blueprints.dex.service.friends import requests_in
from blueprints.images.models import Image, ProposalState, VisionJob, VisionProposal
from blueprints.recordings.models import Recording, RecordingState
from blueprints.telemetry.models import Detector, Event, Post, PostState
from blueprints.telemetry.service.events import needs_someone
from blueprints.timeseries.models import DatasetImport, ImportState
from core.access import Principal, Role
from core.clock import now
from core.db import db
from core.jobs.kinds import JobState
from core.jobs.models import Job

NAMED = 3
"""The first things that a line names."""

FAILED_FOR = timedelta(days=14)
"""How long a failed job is told of; what nobody tried again by then is given up."""


class Asked(NamedTuple):
    """What waits for one person, in one group."""

    who: Principal
    group_id: UUID


class Wait(NamedTuple):
    """How many things wait, and where the first of them are settled."""

    n: int
    first: list[tuple[str, str]]
    """Name and address within the page."""


Counter = Callable[[Asked], Wait]
COUNTERS: dict[str, Counter] = {}
"""Every kind, in the order in which the page shows them."""


def waits(kind: str) -> Callable[[Counter], Counter]:
    def enter(counter: Counter) -> Counter:
        COUNTERS[kind] = counter
        return counter

    return enter


def all_that_waits(asked: Asked) -> list[dict[str, Any]]:
    """Every kind of which something waits."""
    found = {kind: counter(asked) for kind, counter in COUNTERS.items()}
    return [
        {"kind": kind, "n": wait.n, "first": [{"title": title, "href": href} for title, href in wait.first]}
        for kind, wait in found.items()
        if wait.n
    ]


def _counted(rows: Select[Any], title: Any, key: Any, at: Any, href: str) -> Wait:
    n = db.session.scalar(rows.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    if not n:
        return Wait(0, [])
    first = rows.with_only_columns(title, key, maintain_column_froms=True).order_by(at.desc()).limit(NAMED)
    return Wait(n, [(row[0], href.format(id=row[1])) for row in db.session.execute(first)])


@waits("alarms")
def alarms(asked: Asked) -> Wait:
    """Alarms that need someone."""
    rows = (
        select(Event)
        .join(Detector, Detector.id == Event.detector_id)
        .where(Event.group_id == asked.group_id, needs_someone())
    )
    return _counted(rows, Detector.name, Event.id, Event.start_us, "/telemetry/events/{id}")


@waits("failed-jobs")
def failed_jobs(asked: Asked) -> Wait:
    rows = select(Job).where(
        Job.group_id == asked.group_id,
        Job.owner_id == asked.who.user_id,
        Job.parent_id.is_(None),
        Job.state == JobState.FAILED,
        Job.finished_at > now() - FAILED_FOR,
    )
    return _counted(rows, Job.title, Job.id, Job.finished_at, "/jobs/{id}")


@waits("invitations")
def invitations(asked: Asked) -> Wait:
    """Invitations to oneself, of whatever group."""
    address = select(User.email).where(User.id == asked.who.user_id).scalar_subquery()
    rows = (
        select(Invitation)
        .join(Invitation.group)
        .where(
            Invitation.email == address,
            Invitation.accepted_at.is_(None),
            Invitation.declined_at.is_(None),
            Invitation.expires_at > now(),
        )
    )
    return _counted(rows, Group.name, Invitation.id, Invitation.created_at, "/group?tab=invitations")


@waits("friend-requests")
def friend_requests(asked: Asked) -> Wait:
    people = requests_in(asked.who.user_id)
    return Wait(len(people), [(person.user.display_name, "/friends") for person in people[:NAMED]])


@waits("uncertain-posts")
def uncertain_posts(asked: Asked) -> Wait:
    """Announcements of which nobody knows whether they arrived."""
    if not asked.who.may(asked.group_id, Role.EDITOR):
        return Wait(0, [])
    n = select(func.count()).where(Post.group_id == asked.group_id, Post.state == PostState.UNCERTAIN)
    return Wait(db.session.scalar(n.select_from(Post)) or 0, [])


@waits("tasks")
def tasks(asked: Asked) -> Wait:
    """Open tasks of the batches one is asked to work on."""
    rows = batches_for(asked.who).where(
        TaskBatch.group_id == asked.group_id, TaskBatch.state == BatchState.OPEN, TaskBatch.n_done < TaskBatch.n_tasks
    )
    found = db.session.execute(
        rows.with_only_columns(TaskBatch.name, TaskBatch.id, TaskBatch.n_tasks - TaskBatch.n_done).order_by(
            TaskBatch.created_at.desc()
        )
    ).all()
    first = [(row[0], f"/batches/{row[1]}/annotate") for row in found[:NAMED]]
    return Wait(sum(row[2] for row in found), first)


@waits("imports")
def imports(asked: Asked) -> Wait:
    """Files of series that wait for a person's word on how they are to be read."""
    rows = select(DatasetImport).where(
        DatasetImport.group_id == asked.group_id, DatasetImport.state == ImportState.DETECTED
    )
    return _counted(rows, DatasetImport.file_name, DatasetImport.id, DatasetImport.created_at, "/datasets/import")


@waits("proposals")
def proposals(asked: Asked) -> Wait:
    """Pictures a machine has named and no person has yet."""
    rows = (
        select(Image)
        .join(VisionJob, VisionJob.image_id == Image.id)
        .join(VisionProposal, VisionProposal.vision_job_id == VisionJob.id)
        .where(
            Image.group_id == asked.group_id, VisionProposal.place == 0, VisionProposal.state == ProposalState.OPEN,
            Image.species_id.is_(None),
        )
    )  # fmt: skip
    n = db.session.scalar(rows.with_only_columns(func.count(Image.id.distinct()), maintain_column_froms=True)) or 0
    newest = rows.with_only_columns(Image.name, Image.id, maintain_column_froms=True).order_by(Image.created_at.desc())
    named = dict.fromkeys((row[0], f"/pictures/{row[1]}") for row in db.session.execute(newest.limit(20)))
    return Wait(n, list(named)[:NAMED])


@waits("unsearched")
def unsearched(asked: Asked) -> Wait:
    """Recordings in which nobody has looked for calls."""
    rows = select(Recording).where(
        Recording.group_id == asked.group_id,
        Recording.parent_id.is_(None),
        Recording.current_segmentation_id.is_(None),
        Recording.state == RecordingState.READY,
    )
    n = db.session.scalar(rows.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    return Wait(n, [])


@waits("reports")
def reports(asked: Asked) -> Wait:
    """Reports of entries that an administrator of the station has to settle."""
    if not asked.who.is_operator:
        return Wait(0, [])
    return Wait(db.session.scalar(select(func.count(Report.id)).where(Report.settled_at.is_(None))) or 0, [])

"""What identifications cost, by day, model and person, and how often the first proposal was right."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from blueprints.accounts.models import User
from blueprints.images.models import ProposalState, VisionJob, VisionProposal, VisionState
from blueprints.images.policy import visible_vision_jobs
from blueprints.images.schemas.vision import CostQuery
from core.access import Principal, Role, require_role
from core.clock import now
from core.db import db

USUAL_SPAN = timedelta(days=30)

NOBODY = "someone who left"


def overview(who: Principal, wanted: CostQuery) -> dict[str, Any]:
    """Spending and accuracy over a span of one's groups' identifications."""
    if wanted.group_id is not None:
        require_role(who, wanted.group_id, Role.VIEWER, "group")
    since = wanted.from_ or now() - USUAL_SPAN
    jobs = visible_vision_jobs(who).where(VisionJob.created_at >= since)
    if wanted.group_id is not None:
        jobs = jobs.where(VisionJob.group_id == wanted.group_id)
    if wanted.to is not None:
        jobs = jobs.where(VisionJob.created_at < wanted.to)
    columns = (VisionJob.created_at, VisionJob.provider, VisionJob.model, VisionJob.created_by, VisionJob.state,
               VisionJob.cost_usd)  # fmt: skip
    rows: list[Any] = list(db.session.execute(jobs.with_only_columns(*columns)))
    people = _names({row.created_by for row in rows if row.created_by})
    return {
        "since": since.date().isoformat(),
        "cost_usd": sum(row.cost_usd for row in rows),
        "n": len(rows),
        "by_day": _spend(rows, lambda row: _day(row.created_at), str),
        "by_model": _spend(rows, lambda row: row.model or row.provider, str),
        "by_person": _spend(rows, lambda row: str(row.created_by), lambda key: people.get(key, NOBODY)),
        "accuracy": _accuracy(jobs),
    }


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _spend(rows: Sequence[Any], key: Callable[[Any], str], name: Callable[[str], str]) -> list[dict[str, Any]]:
    parts: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        parts[key(row)].append(row)
    return [
        {
            "key": one,
            "name": name(one),
            "n": len(parts[one]),
            "n_failed": sum(row.state == VisionState.FAILED for row in parts[one]),
            "cost_usd": sum(row.cost_usd for row in parts[one]),
        }
        for one in sorted(parts)
    ]


def _names(ids: Iterable[Any]) -> dict[str, str]:
    rows = db.session.execute(select(User.id, User.display_name, User.username).where(User.id.in_(list(ids))))
    return {str(found): display or username for found, display, username in rows}


def _accuracy(jobs: Any) -> list[dict[str, Any]]:
    """For each model: of the animals people decided on, how many were as first proposed."""
    decided = db.session.execute(
        select(
            VisionJob.provider, VisionJob.model, VisionProposal.vision_job_id, VisionProposal.animal,
            VisionProposal.place, VisionProposal.state,
        )
        .join(VisionJob, VisionJob.id == VisionProposal.vision_job_id)
        .where(VisionProposal.vision_job_id.in_(jobs.with_only_columns(VisionJob.id).order_by(None)))
        .order_by(VisionProposal.vision_job_id, VisionProposal.animal, VisionProposal.place)
    ).all()  # fmt: skip
    animals: dict[tuple[Any, int], list[Any]] = defaultdict(list)
    for row in decided:
        animals[(row.vision_job_id, row.animal)].append(row)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for rows in animals.values():
        outcome = _outcome(rows)
        if outcome is not None:
            counts[rows[0].model or rows[0].provider][outcome] += 1
    return [
        {
            "model": model,
            "n_decided": sum(found.values()),
            "n_first_confirmed": found["first"],
            "n_other_confirmed": found["other"],
            "n_corrected": found["corrected"],
            "n_rejected": found["rejected"],
        }
        for model, found in sorted(counts.items())
    ]


def _outcome(rows: Sequence[Any]) -> str | None:
    """What became of the proposals for one animal; None while nobody has decided."""
    states = {row.place: row.state for row in rows}
    if states.get(0) == ProposalState.CONFIRMED:
        return "first"
    if ProposalState.CONFIRMED in states.values():
        return "other"
    if ProposalState.CORRECTED in states.values():
        return "corrected"
    return "rejected" if all(state == ProposalState.REJECTED for state in states.values()) else None

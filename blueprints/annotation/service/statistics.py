"""Who has answered how much: today, this week, in all, days in a row, and how fast.

An answer counts while it stands: once for the person who gave it last, on the day they gave it. What was taken back,
or answered anew by somebody else, does not.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, case, extract, func, select

from blueprints.accounts.models import User
from blueprints.annotation.models import DECIDED, DecisionAction, Task, TaskBatch, TaskDecision
from blueprints.annotation.schemas.agreement import StatisticsQuery
from core.access import Principal, Role, require_role
from core.clock import EPOCH, now
from core.db import db

SHOWN_DAYS = 60
"""Days of the chart."""

LONGEST_GAP_S = 60
"""A longer pause between two answers is no work on a call."""

MS_PER_MIN = 60_000


class Day(NamedTuple):
    """One person's answers of one day."""

    day: int
    """Days since 1970 by the clock of the person who asks."""
    n: int
    n_reviewed: int
    n_looked: int
    """Answers of which it is known how long the call was on the screen."""
    looked_ms: int


class Pace(NamedTuple):
    """Answers, and the time they took."""

    n: int
    seconds: float


def statistics(who: Principal, query: StatisticsQuery) -> dict[str, Any]:
    """The work of the person who asks, of everybody in the group, and by day. Raises AppError 404."""
    groups = who.group_ids
    if query.group_id is not None:
        require_role(who, query.group_id, Role.VIEWER, "group")
        groups = [query.group_id]
    today = ((now() + timedelta(minutes=query.utc_offset_min)) - EPOCH).days
    days = _days(groups, query)
    gaps = _gaps(groups, query, {one for one, rows in days.items() if not any(row.n_looked for row in rows)})
    work = {one: _work(rows, today, gaps.get(one)) for one, rows in days.items()}
    names = _names(work)
    ranked = sorted(work, key=lambda one: (-work[one]["week"], -work[one]["total"], names.get(one, "")))
    mine = days.get(who.user_id, [])
    me = work.get(who.user_id) or _work([], today, None)
    return {
        "me": me | {"streak_days": _streak({row.day for row in mine}, today)},
        "leaderboard": [{"user": {"id": one, "display_name": names[one]}} | work[one] for one in ranked],
        "by_day": _chart(mine, today),
    }


def _standing(groups: Sequence[UUID], query: StatisticsQuery, *columns: Any) -> Select[Any]:
    """Columns over the decisions that are the present answer of their task."""
    is_answer = and_(
        Task.decided_by == TaskDecision.user_id,
        Task.decided_at == TaskDecision.decided_at,
        Task.state.in_(DECIDED),
        TaskDecision.action.in_((DecisionAction.LABEL, DecisionAction.REJECT)),
    )
    rows = (
        select(*columns)
        .select_from(TaskDecision)
        .join(Task, Task.id == TaskDecision.task_id)
        .join(TaskBatch, TaskBatch.id == TaskDecision.batch_id)
        .where(TaskBatch.group_id.in_(groups), is_answer)
    )
    return rows if query.project_id is None else rows.where(TaskBatch.project_id == query.project_id)


def _days(groups: Sequence[UUID], query: StatisticsQuery) -> dict[UUID, list[Day]]:
    """Each person's days, by a clock that is ahead of UTC by the minutes asked for."""
    seconds = extract("epoch", TaskDecision.decided_at) + 60 * query.utc_offset_min
    day = func.floor(seconds / 86_400).label("day")
    is_look = and_(TaskDecision.spent_ms > 0, TaskDecision.action_id.is_(None))
    rows = db.session.execute(
        _standing(
            groups, query, TaskDecision.user_id, day,
            func.count(), func.count(TaskDecision.action_id),
            func.sum(case((is_look, 1), else_=0)), func.sum(case((is_look, TaskDecision.spent_ms), else_=0)),
        ).group_by(TaskDecision.user_id, day)
    )  # fmt: skip
    found: dict[UUID, list[Day]] = defaultdict(list)
    for user_id, *counts in rows:
        found[user_id].append(Day(*(int(value or 0) for value in counts)))
    return found


def _gaps(groups: Sequence[UUID], query: StatisticsQuery, user_ids: set[UUID]) -> dict[UUID, Pace]:
    """For people whose programs tell no times: pauses between answers given one by one, if they are short."""
    if not user_ids:
        return {}
    at = extract("epoch", TaskDecision.decided_at)
    before = func.lag(at).over(partition_by=TaskDecision.user_id, order_by=[TaskDecision.decided_at, TaskDecision.id])
    one_by_one = (TaskDecision.user_id.in_(user_ids), TaskDecision.action_id.is_(None))
    gaps = _standing(groups, query, TaskDecision.user_id, (at - before).label("gap_s")).where(*one_by_one).subquery()
    rows = db.session.execute(
        select(gaps.c.user_id, func.count(), func.sum(gaps.c.gap_s))
        .where(gaps.c.gap_s < LONGEST_GAP_S)
        .group_by(gaps.c.user_id)
    )
    return {user_id: Pace(n, float(seconds)) for user_id, n, seconds in rows}


def _work(days: Sequence[Day], today: int, gaps: Pace | None) -> dict[str, Any]:
    # 1970-01-01 was a Thursday.
    monday = today - (today + 3) % 7
    n_looked, looked_ms = sum(row.n_looked for row in days), sum(row.looked_ms for row in days)
    pace, pace_from = None, None
    if looked_ms:
        pace, pace_from = MS_PER_MIN * n_looked / looked_ms, "looks"
    elif gaps is not None and gaps.seconds > 0:
        pace, pace_from = 60 * gaps.n / gaps.seconds, "gaps"
    return {
        "today": sum(row.n for row in days if row.day == today),
        "week": sum(row.n for row in days if monday <= row.day <= today),
        "total": sum(row.n for row in days),
        "n_reviewed": sum(row.n_reviewed for row in days),
        "calls_per_minute": None if pace is None else round(pace, 1),
        "pace_from": pace_from,
    }


def _streak(days: set[int], today: int) -> int:
    """Days in a row with an answer, up to today, or to yesterday while today has none yet."""
    last = today if today in days else today - 1
    n = 0
    while last - n in days:
        n += 1
    return n


def _chart(days: Sequence[Day], today: int) -> list[dict[str, Any]]:
    counts = {row.day: row.n for row in days}
    return [
        {"day": _date(day).isoformat(), "n": counts.get(day, 0)} for day in range(today - SHOWN_DAYS + 1, today + 1)
    ]


def _date(day: int) -> date:
    return (EPOCH + timedelta(days=day)).date()


def _names(ids: Any) -> dict[UUID, str]:
    rows = db.session.execute(select(User.id, User.display_name).where(User.id.in_(list(ids))))
    return {row.id: row.display_name for row in rows}

"""What identifications may cost in a month, for a person and for a group; a cost is held back before it arises."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, func, select

from blueprints.accounts.models import Group, User
from blueprints.images.models import VisionJob
from blueprints.images.service.prices import price_of
from core.clock import now
from core.config import Settings
from core.db import db
from core.errors import conflict

LIKELY_TOKENS = (3000, 2000)
"""Tokens in and out of one identification at the most that is usual: a picture in high detail, a long answer."""


class Budget(NamedTuple):
    """limit_usd : None without a limit. spent_usd : this month, with what is held back for open work."""

    limit_usd: float | None
    spent_usd: float


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def estimate_usd(model: str | None) -> float:
    """What an identification will cost at the most that is usual; local ones cost nothing."""
    return price_of(model, _settings().vision_prices).of(*LIKELY_TOKENS) if model else 0.0


def cost_usd(model: str | None, tokens_in: int, tokens_out: int) -> float:
    return price_of(model, _settings().vision_prices).of(tokens_in, tokens_out) if model else 0.0


def of_person(user_id: UUID) -> Budget:
    return Budget(_settings().vision_user_budget_usd or None, _spent(VisionJob.created_by == user_id))


def of_group(group_id: UUID) -> Budget:
    return Budget(_settings().vision_group_budget_usd or None, _spent(VisionJob.group_id == group_id))


def require(user_id: UUID, group_id: UUID, usd: float) -> None:
    """Refuse what would exceed a budget. Raises AppError 409 `vision-budget-spent`.

    Both rows stay locked until the caller's transaction ends, so that two requests do not spend the same dollar.
    """
    if usd <= 0:
        return
    db.session.execute(select(Group.id).where(Group.id == group_id).with_for_update())
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())
    for whose, budget in (("Your", of_person(user_id)), ("The group's", of_group(group_id))):
        if budget.limit_usd is not None and budget.spent_usd + usd > budget.limit_usd:
            detail = (
                f"{whose} budget for vision models this month is {budget.limit_usd:.2f} US$; {budget.spent_usd:.2f} "
                f"are spent or held back, and this may cost {usd:.3f}. It begins anew on the first of the month."
            )
            raise conflict("vision-budget-spent", detail)


def _spent(condition: ColumnElement[bool]) -> float:
    total = func.sum(VisionJob.cost_usd + VisionJob.reserved_usd)
    return float(db.session.scalar(select(total).where(condition, VisionJob.created_at >= _month_began())) or 0.0)


def _month_began() -> datetime:
    return now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)

"""Forgetting what has run out."""

from datetime import timedelta

from sqlalchemy import func, select

from blueprints.accounts.models import Invitation, LoginSession, OneTimeSecret
from blueprints.accounts.service.one_time import make_code
from blueprints.accounts.service.sweep import sweep_expired
from core.clock import now
from core.db import db
from tests.factories import Factory


def test_only_what_nobody_can_use_any_more_is_forgotten(make: Factory) -> None:
    long_ago, user, group = now() - timedelta(days=40), make.user(), make.group()
    make.session(user)
    make.session(user).expires_at = long_ago
    make.session(user).revoked_at = long_ago
    make.invitation(group)
    make.invitation(group, expires_at=long_ago)
    make_code(user.id)
    db.session.scalars(select(OneTimeSecret)).one().expires_at = long_ago
    make_code(user.id)
    db.session.commit()
    assert sweep_expired() == 4
    left = [db.session.scalar(select(func.count()).select_from(t)) for t in (LoginSession, Invitation, OneTimeSecret)]
    assert left == [1, 1, 1]

"""Forgetting what has run out: sessions, links and codes, invitations, old entries of the audit log."""

from blueprints.accounts.service.audit import sweep_audit
from blueprints.accounts.service.invitations import sweep_invitations
from blueprints.accounts.service.one_time import sweep_secrets
from blueprints.accounts.service.sessions import sweep_sessions
from core.db import db

SWEEP_EVERY_S = 6 * 3600


def sweep_expired() -> int:
    """Remove everything nobody can use any more, and commit; returns how many rows."""
    n = sweep_sessions() + sweep_secrets() + sweep_invitations() + sweep_audit()
    db.session.commit()
    return n

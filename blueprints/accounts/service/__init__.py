"""What can be done with accounts, one module for each noun; other areas import from here."""

from blueprints.accounts.service import audit
from blueprints.accounts.service.notifications import NotificationKind, notify
from blueprints.accounts.service.setup import first_run_link

__all__ = ["NotificationKind", "audit", "first_run_link", "notify"]

"""What concerns the safety of an account: noted in the audit log, told in the page and always by mail."""

from blueprints.accounts.models import User
from blueprints.accounts.service import audit
from blueprints.accounts.service.notifications import NotificationKind, notify


def tell_of_change(user: User, action: str, title: str, text: str) -> None:
    """Tell a person that something about how they sign in has changed, whoever did it."""
    audit.record(action, object_type="user", object_id=user.id)
    notify(user.id, NotificationKind.SECURITY, title, text, "/profile", is_mailed=True)

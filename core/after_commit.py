"""Things to do once the present transaction is committed: tell Redis, ring bells. A rollback forgets them."""

import logging
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from core.db import db
from core.redis import RedisError

log = logging.getLogger(__name__)

_KEY = "after-commit"


def do_after_commit(key: Hashable, function: Callable[..., None], *arguments: Any) -> None:
    """Call the function after the commit; the same key again replaces the call."""
    db.session.info.setdefault(_KEY, {})[key] = (function, arguments)


@cache
def install() -> None:
    """Listen to the session once a process."""

    @event.listens_for(db.session, "after_commit")
    def _run(session: Session) -> None:
        for function, arguments in session.info.pop(_KEY, {}).values():
            try:
                function(*arguments)
            except (RedisError, OSError) as exc:
                # What is told here can be told again by recovery or read from the database.
                log.warning("after a commit %s failed: %s", function.__name__, exc)

    @event.listens_for(db.session, "after_soft_rollback")
    def _forget(session: Session, _transaction: Any) -> None:
        session.info.pop(_KEY, None)

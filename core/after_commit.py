"""Things to do once the present transaction is committed: tell Redis, ring bells. A rollback forgets them."""

import logging
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from core.db import db
from core.redis import RedisError

log = logging.getLogger(__name__)

_KEY = "after-commit"
_MARKS = "after-commit-marks"
"""What was pending when each open savepoint began, to go back to when it is rolled back."""


def do_after_commit(key: Hashable, function: Callable[..., None], *arguments: Any) -> None:
    """Call the function after the commit; the same key again replaces the call."""
    db.session.info.setdefault(_KEY, {})[key] = (function, arguments)


@cache
def install() -> None:
    """Listen to the session once a process."""

    @event.listens_for(db.session, "after_transaction_create")
    def _mark(session: Session, transaction: SessionTransaction) -> None:
        if transaction.nested:
            session.info.setdefault(_MARKS, []).append(dict(session.info.get(_KEY, {})))

    @event.listens_for(db.session, "after_commit")
    def _run(session: Session) -> None:
        if session.in_nested_transaction():
            # A released savepoint is not a commit: what was asked for inside it waits with the rest.
            session.info[_MARKS].pop()
            return
        session.info.pop(_MARKS, None)
        for function, arguments in session.info.pop(_KEY, {}).values():
            try:
                function(*arguments)
            except (RedisError, OSError) as exc:
                # What is told here can be told again by recovery or read from the database.
                log.warning("after a commit %s failed: %s", function.__name__, exc)

    @event.listens_for(db.session, "after_soft_rollback")
    def _forget(session: Session, previous: SessionTransaction) -> None:
        marks = session.info.get(_MARKS)
        if previous.nested and marks:
            session.info[_KEY] = marks.pop()
        elif not previous.nested:
            session.info.pop(_KEY, None)
            session.info.pop(_MARKS, None)

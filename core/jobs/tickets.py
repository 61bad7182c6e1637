"""Tickets: what RQ carries. A ticket says "there is work in this queue", never which.

Which job a ticket runs is decided from the rows when a worker holds it, so that one person's 500 jobs do
not stand before another's one, and a cancelled row costs nothing.
"""

import logging

from flask import current_app
from rq import Queue as RedisQueue

from core.after_commit import do_after_commit
from core.jobs.kinds import Queue
from core.redis import RedisError, connect

log = logging.getLogger(__name__)

RUN_TICKET = "core.jobs.worker.run_ticket"


def redis_queue(name: str) -> RedisQueue:
    return RedisQueue(name, connection=connect(current_app.config["SETTINGS"].redis_address))


def request_ticket(queue: str) -> None:
    """Send a ticket to the queue when the present transaction commits."""
    do_after_commit(object(), send, queue)


def send(queue: str, n: int = 1) -> None:
    """Send tickets now. Without Redis they are not lost: recovery counts rows against tickets."""
    try:
        for _ in range(n):
            redis_queue(queue).enqueue(RUN_TICKET, queue, job_timeout=-1, result_ttl=0, failure_ttl=60)
    except (RedisError, OSError) as exc:
        log.warning("no ticket for queue %s, recovery will send it: %s", queue, exc)


def waiting() -> dict[str, int]:
    """Tickets that wait in each queue."""
    return {queue.value: redis_queue(queue).count for queue in Queue}

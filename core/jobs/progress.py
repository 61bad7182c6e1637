"""Live numbers of a job: kept in Redis, sent to its room, lost without harm."""

import logging
import time
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app
from rq.command import send_stop_job_command
from rq.exceptions import InvalidJobOperation, NoSuchJobError

from core.redis import RedisError, connect

log = logging.getLogger(__name__)

LIFE_S = 7 * 24 * 3600
"""How long progress is remembered."""

STOP_LIFE_S = 600

MAX_LOG_LINES = 500


class Progress(NamedTuple):
    """How far a running job is; `total` 0 means that nobody knows."""

    done: float = 0.0
    total: float = 0.0
    unit: str = ""
    stage: str = ""
    rate: float | None = None
    """Units a second since this attempt began."""

    @property
    def fraction(self) -> float:
        return min(self.done / self.total, 1.0) if self.total else 0.0

    @property
    def eta_s(self) -> float | None:
        if not self.total or not self.rate:
            return None
        return round(max(self.total - self.done, 0.0) / self.rate, 1)

    def shape(self) -> dict[str, Any]:
        return {
            "done": self.done,
            "total": self.total,
            "unit": self.unit,
            "stage": self.stage,
            "percent": round(100 * self.fraction, 1),
            "rate": round(self.rate, 3) if self.rate else None,
            "eta_s": self.eta_s,
        }


def _redis() -> Any:
    return connect(current_app.config["SETTINGS"].redis_address)


def _key(what: str, job_id: UUID) -> str:
    return f"job:{what}:{job_id}"


def write(job_id: UUID, parent_id: UUID | None, state: Progress) -> None:
    """Remember how far a job is, and its share in its batch."""
    fields = {"done": state.done, "total": state.total, "unit": state.unit, "stage": state.stage}
    pipe = _redis().pipeline(transaction=False)
    pipe.hset(_key("progress", job_id), mapping=fields | {"rate": state.rate or 0.0})
    pipe.expire(_key("progress", job_id), LIFE_S)
    if parent_id is not None:
        pipe.hset(_key("shares", parent_id), str(job_id), state.fraction)
        pipe.expire(_key("shares", parent_id), LIFE_S)
    pipe.execute()


def read(job_id: UUID) -> Progress:
    """How far a job is; nothing known without Redis."""
    try:
        found = {k.decode(): v.decode() for k, v in _redis().hgetall(_key("progress", job_id)).items()}
    except RedisError:
        found = {}
    if not found:
        return Progress()
    rate = float(found.get("rate", 0)) or None
    return Progress(float(found["done"]), float(found["total"]), found["unit"], found["stage"], rate)


def shares(parent_id: UUID) -> dict[str, float]:
    """Fractions done of a batch's children that said something."""
    try:
        return {k.decode(): float(v) for k, v in _redis().hgetall(_key("shares", parent_id)).items()}
    except RedisError:
        return {}


def add_log(job_id: UUID, line: str) -> None:
    pipe = _redis().pipeline(transaction=False)
    pipe.rpush(_key("log", job_id), line[:2000])
    pipe.ltrim(_key("log", job_id), -MAX_LOG_LINES, -1)
    pipe.expire(_key("log", job_id), LIFE_S)
    pipe.execute()


def read_log(job_id: UUID) -> list[str]:
    try:
        return [line.decode() for line in _redis().lrange(_key("log", job_id), 0, -1)]
    except RedisError:
        return []


def beat(job_id: UUID, life_s: float) -> None:
    """Say in Redis that a job lives, for the time the database is too busy to be told."""
    _redis().set(_key("beat", job_id), int(time.time()), px=int(life_s * 1000))


def is_beating(job_id: UUID) -> bool:
    return bool(_redis().exists(_key("beat", job_id)))


def is_stopped(job_id: UUID) -> bool:
    return bool(_redis().exists(_key("stop", job_id)))


def stop(job_id: UUID, rq_id: str | None) -> None:
    """Stop the process working on a job: its worker kills it, and its own watchdog looks for the sign."""
    connection = _redis()
    connection.set(_key("stop", job_id), 1, ex=STOP_LIFE_S)
    if rq_id is not None:
        try:
            send_stop_job_command(connection, rq_id)
        except (InvalidJobOperation, NoSuchJobError):
            log.info("job %s had already left its worker", job_id)


def forget(job_id: UUID) -> None:
    """Drop what is known of a job that starts anew."""
    _redis().delete(*(_key(what, job_id) for what in ("progress", "stop", "log", "beat")))

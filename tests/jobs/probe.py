"""Job kinds for the tests of the job engine: real rows, run by real workers, with effects that can be counted."""

import os
import time
from pathlib import Path

from pydantic import BaseModel
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from core.after_commit import do_after_commit
from core.db import Base, BigKey, db
from core.jobs.context import JobContext
from core.jobs.kinds import JobKind, Queue, ResultLink, TransientError
from processing.errors import ProcessingError


class Effect(Base):
    """One effect of a probe job."""

    __tablename__ = "test_effects"

    id: Mapped[BigKey]
    name: Mapped[str] = mapped_column(String(100))


class ProbeParams(BaseModel):
    name: str
    steps: int = 1
    step_s: float = 0.0
    sign_path: str | None = None
    """File to which each attempt adds a line when it starts."""
    fault: str | None = None
    megabytes: int = 0
    after_s: float = 0.0
    """How long something takes that is done once the job is committed; it then adds a line to the file of signs."""


PROBE = JobKind("tests.probe", ProbeParams, queue=Queue.SHORT, time_limit_s=30)
HASTY = JobKind("tests.hasty", ProbeParams, queue=Queue.SHORT, time_limit_s=0.6)
SLIM = JobKind("tests.slim", ProbeParams, queue=Queue.SHORT, memory_limit_mb=900)


@PROBE.runs
def probe(ctx: JobContext, params: ProbeParams) -> list[ResultLink]:
    if params.sign_path:
        with Path(params.sign_path).open("a") as sign:
            sign.write(f"{os.getpid()}\n")
    ctx.log(f"probe {params.name} begins")
    ballast = bytearray(os.urandom(1) * (params.megabytes * 1_000_000))
    db.session.add(Effect(name=params.name))
    db.session.flush()
    if db.engine.dialect.name == "sqlite":
        # A flushed row holds SQLite's only write lock; the others must be able to work meanwhile.
        db.session.rollback()
    for step in range(params.steps):
        ctx.report(step, params.steps, "probing", unit="steps")
        time.sleep(params.step_s)
    if params.after_s:
        do_after_commit("tests-after", _sign_late, params)
    _fail(params, ctx)
    if db.session.scalar(select(Effect).filter_by(name=params.name)) is None:
        db.session.add(Effect(name=params.name))
    ctx.report(params.steps, params.steps, "probed", unit="steps")
    return [ResultLink("probe", f"{params.name} {len(ballast)}", "/")]


HASTY.runs(probe)
SLIM.runs(probe)


def _sign_late(params: ProbeParams) -> None:
    time.sleep(params.after_s)
    with Path(params.sign_path or "").open("a") as sign:
        sign.write(f"{os.getpid()}\n")


def _fail(params: ProbeParams, ctx: JobContext) -> None:
    if params.fault == "input":
        raise ProcessingError("probe-bad", "the probe expected something else")
    if params.fault == "bug":
        raise ZeroDivisionError
    if params.fault == "once" and ctx.attempt == 1:
        raise TransientError("probe-passing", "the probe's network was away")
    if params.fault == "always":
        raise TransientError("probe-passing", "the probe's network is away")

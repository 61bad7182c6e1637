"""The kind of job of the mirror and its parameters."""

from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel

from core.jobs.kinds import JobKind, Queue


class Mirrored(StrEnum):
    """What is mirrored."""

    VERSION = "version"
    FORECAST = "forecast"


class Removed(StrEnum):
    """What went, and with it all that belongs to it."""

    DATASET = "dataset"
    VERSION = "version"
    SESSION = "session"
    MODEL = "model"
    PROJECT = "project"
    GROUP = "group"


class MirrorParams(BaseModel):
    """The row whose present state is written to the other tables."""

    what: Mirrored
    id: UUID


MIRROR = JobKind("mirror.write", MirrorParams, queue=Queue.NET, time_limit_s=300, is_news=False)


class ForgetParams(BaseModel):
    """What went here and has to go from the other tables."""

    what: Removed
    id: UUID


FORGET = JobKind("mirror.forget", ForgetParams, queue=Queue.NET, time_limit_s=300, is_news=False)

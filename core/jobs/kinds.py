"""What work there is: kinds are declared by areas and carried out by functions in their `jobs.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel

if TYPE_CHECKING:
    from core.jobs.context import JobContext


class Queue(StrEnum):
    """Queues by resource, in the order in which workers serve them."""

    SHORT = "short"
    NET = "net"
    AUDIO = "audio"
    TRAIN = "train"


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_STATES = (JobState.QUEUED, JobState.RUNNING)
ENDED_STATES = (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)


class ResultLink(NamedTuple):
    """Something a job made: what it is, its title, and the page that shows it."""

    rel: str
    title: str
    href: str


class TransientError(Exception):
    """A fault that may pass (network, 429, 5xx): the job is tried again after a while.

    retry_after_s : how long the other side asks to be left alone, when it says so.
    """

    def __init__(self, code: str, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after_s = retry_after_s


class JobCancelled(Exception):  # noqa: N818 (not a fault)
    """Someone cancelled the job while it ran."""


Params = TypeVar("Params", bound=BaseModel)

Work = Callable[["JobContext", Params], "list[ResultLink] | None"]

_kinds: dict[str, "JobKind[Any]"] = {}


@dataclass(eq=False)
class JobKind(Generic[Params]):
    """One kind of job: its name, its parameters and its limits.

    The web process needs only this declaration; `runs` attaches the function in the worker.
    """

    name: str
    params: type[Params]
    queue: Queue
    time_limit_s: float = 3600.0
    memory_limit_mb: int | None = None
    """Largest resident memory of the work process; None: the worker's own limit."""
    is_news: bool = True
    """Whether its owner is told when it went well; not for what a page waits for and shows at once."""
    work: Work[Params] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.name in _kinds:
            raise ValueError(f"two job kinds are called {self.name}")
        _kinds[self.name] = self

    def runs(self, work: Work[Params]) -> Work[Params]:
        """Decorator: this function carries out jobs of this kind. It may run twice; it replaces its results."""
        self.work = work
        return work


def kind(name: str) -> "JobKind[Any]":
    """The kind of that name; KeyError when no area declares it."""
    return _kinds[name]


def is_news(name: str) -> bool:
    """Whether a person is told that a job of this kind went well."""
    known = _kinds.get(name)
    return known is None or known.is_news


def kind_names() -> list[str]:
    return sorted(_kinds)

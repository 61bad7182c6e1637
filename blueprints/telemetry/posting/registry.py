"""The kinds of targets by name; a decorator adds one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from core.errors import AppError


class Field(NamedTuple):
    """One setting of a kind of target."""

    name: str
    label: str
    help: str = ""
    is_secret: bool = False
    is_required: bool = True
    most: int = 500
    """Longest text."""


class Note(NamedTuple):
    """An announcement on its way."""

    key: str
    """The same whenever it is sent: targets that know idempotency keys get it."""
    text: str
    created_at: datetime
    last_try_at: datetime | None
    """When it may have been sent before; None: never."""
    event: Mapping[str, Any]
    """The event as answers show it, for targets that take data."""
    group_id: UUID
    title: str
    link: str


class Sent(NamedTuple):
    """Where it is now."""

    remote_id: str | None = None
    url: str | None = None


class SendError(Exception):
    """Sending failed.

    is_passing : worth another try. may_have_arrived : nobody knows; it is looked for before another try.
    """

    def __init__(self, code: str, message: str, *, is_passing: bool, may_have_arrived: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.is_passing = is_passing
        self.may_have_arrived = may_have_arrived


class CannotTell(Exception):  # noqa: N818 (an answer, not a fault)
    """The target cannot say whether an announcement has arrived."""


class Sender(Protocol):
    """One kind of target with the settings of one target."""

    def send(self, note: Note) -> Sent:
        """Send it; raises SendError."""

    def find(self, note: Note) -> Sent | None:
        """Where it is if it was sent before; None: it is not there, or sending again cannot double it.

        Raises CannotTell, or SendError when the target cannot be asked now.
        """


Settings = Mapping[str, str]
"""Settings and secrets of a target together."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of target."""

    name: str
    label: str
    about: str
    limit: int
    length: Callable[[str], int]
    """The length of a text as the target counts it."""
    fields: tuple[Field, ...]
    sender: Callable[[Settings], Sender]

    def missing(self, given: Settings) -> list[str]:
        """Required settings that are not given."""
        return [field.name for field in self.fields if field.is_required and not given.get(field.name)]


KINDS: dict[str, Kind] = {}
"""All kinds of targets, filled by `target`."""

_Sender = TypeVar("_Sender", bound=Callable[..., Any])


def target(
    name: str, *, label: str, about: str, limit: int, fields: tuple[Field, ...], length: Callable[[str], int] = len
) -> Callable[[_Sender], _Sender]:
    """Register a class that takes a target's settings and has `send` and `find`."""

    def register(sender: _Sender) -> _Sender:
        KINDS[name] = Kind(name, label, about, limit, length, fields, sender)
        return sender

    return register


def known(name: str) -> Kind:
    """The kind of that name; AppError 422 when there is none."""
    if name not in KINDS:
        raise AppError(422, "unknown-target-kind", f"expected one of {', '.join(KINDS)}, found {name}")
    return KINDS[name]

"""What a kind of thing says of itself, and the list of all kinds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select

from core.access import Principal


@dataclass(frozen=True)
class Source:
    """Where things of one kind are looked for."""

    rows: Select[Any]
    """Everything of the kind that the person may see; what is searched starts from it."""
    key: Any
    """Its unique column."""
    title: Any
    """What people call it; never NULL."""
    lower_title: Any = None
    """The title in lower case, where a column keeps it."""
    texts: tuple[Any, ...] = ()
    """Columns that are looked through."""
    lower: tuple[Any, ...] = ()
    """Likewise, of columns that hold lower case already."""
    holds: Callable[[str], ColumnElement[bool]] | None = None
    """A further condition for a word, where the text lies in another table."""
    other: Any = None
    """A second name that counts for the order as the title does."""
    detail: Any = None
    """What tells it apart."""
    at: Any = None
    """When it was made or recorded: the newest come first among equals."""
    group_id: Any = None
    """Whose it is; None: it belongs to no one group and is found from all."""
    link_id: Any = None
    """What stands in the address of its page; None: its key."""


@dataclass(frozen=True)
class Kind:
    """One kind of thing."""

    name: str
    source: Callable[[Principal], Source]
    href: str
    all_href: str | None = None
    weight: float = 0.0
    """Points for being of this kind; a few, so that a species comes before ten recordings named after it."""
    is_scientific: bool = field(default=False)


KINDS: dict[str, Kind] = {}
"""Every kind by its name."""

Builder = Callable[[Principal], Source]


def kind(
    name: str, *, href: str, all_href: str | None = None, weight: float = 0.0, is_scientific: bool = False
) -> Callable[[Builder], Builder]:
    """Enter a kind. `href` is the page of one, with `{id}`; `all_href` the list of all, with `{text}`."""

    def enter(builder: Builder) -> Builder:
        KINDS[name] = Kind(name, builder, href, all_href, weight, is_scientific)
        return builder

    return enter

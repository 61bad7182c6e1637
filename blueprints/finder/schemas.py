"""What the search takes and gives."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field, field_validator

from blueprints.finder.service.kinds import KINDS
from core.api import Query

MAX_TEXT = 200
DEFAULT_EACH = 5
MAX_EACH = 50


class FindQuery(Query):
    """The question: words, each of which must be found."""

    q: str = Field(min_length=1, max_length=MAX_TEXT, description="Words to find; every one must occur")
    kinds: str | None = Field(
        None, max_length=400, description=f"Only these kinds, separated by commas, of {', '.join(sorted(KINDS))}"
    )
    group_id: UUID | None = Field(None, description="Only things of this group, and those that belong to no group")
    limit: int = Field(DEFAULT_EACH, ge=1, le=MAX_EACH, description="Most things of each kind")

    @field_validator("kinds")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        unknown = {name for name in (value or "").split(",") if name} - KINDS.keys()
        if unknown:
            raise ValueError(f"there is no kind {', '.join(sorted(unknown))}; expected of {', '.join(sorted(KINDS))}")
        return value


class SearchHitOut(BaseModel):
    """One thing that was found."""

    kind: str
    id: str
    title: str
    detail: str = Field(description="What tells it apart from others of the same name; may be empty")
    is_scientific: bool = Field(description="Whether the title is a scientific name, written in italics")
    href: str = Field(description="Address of its page")
    at: datetime | None = Field(description="When it was made, seen or recorded")
    score: float = Field(description="How well it fits, the best first; comparable within one answer")


class KindOut(BaseModel):
    """One kind of which something was found."""

    kind: str
    has_more: bool = Field(description="Whether there are more than are shown")
    href: str | None = Field(description="Address of the page that lists all of them, where there is one")


class FindOut(BaseModel):
    """What was found, the best first, and of which kinds there is more."""

    results: list[SearchHitOut]
    kinds: list[KindOut]

"""Fields that several of the species area's requests have."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from core.api import Query


def _printable(text: str) -> str:
    if not all(c.isprintable() for c in text):
        raise ValueError("expected one line of printable text")
    return text


Line = Annotated[str, AfterValidator(_printable)]
"""Printable text without line breaks."""

Name = Annotated[Line, Field(max_length=150)]
Text = Annotated[str, Field(max_length=5000)]


class GroupQuery(Query):
    """Whose repertoire is meant."""

    group_id: UUID | None = Field(None, description="Group whose repertoire is meant; left out: the only one you have")

"""Requests about similar calls."""

from uuid import UUID

from pydantic import Field

from core.api import Body, Query
from core.fields import RowNumber

"""Number of a segment."""


class SimilarFilter(Body):
    """Which calls may be found."""

    project_id: UUID | None = None
    site_id: UUID | None = None
    species_id: UUID | None = None
    label: str | None = Field(None, min_length=1, max_length=100, description="A person's label")
    labelled: bool | None = Field(None, description="Whether a person has labelled it")

    @property
    def is_narrow(self) -> bool:
        """Whether it keeps anything out."""
        return any(getattr(self, name) is not None for name in SimilarFilter.model_fields)


class SimilarBody(SimilarFilter):
    """Examples of what is looked for, and of what is not."""

    segment_ids: list[RowNumber] = Field(min_length=1, max_length=20)
    rejected_ids: list[RowNumber] = Field(default_factory=list, max_length=100)
    n: int = Field(60, ge=1, le=500, description="Calls wanted")
    group_id: UUID | None = Field(None, description="Whose calls; without it, those of the examples' group")


class IndexBody(Body):
    """Whose calls to embed and index."""

    group_id: UUID


class IndexQuery(Query):
    """Whose index."""

    group_id: UUID

"""Requests of clients that were away."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from blueprints.dex.schemas.entries import EntryFields
from core.api import Body, Query

MAX_CHANGES = 500
"""Changes in one answer."""

Cursor = Annotated[str, Field(max_length=400, description="From the answer before; without it, from the beginning")]


class SyncQuery(Query):
    """Whose collection, from where."""

    cursor: Cursor | None = None
    owner_id: UUID | None = Field(None, description="Whose collection; without it, one's own")
    limit: int = Field(MAX_CHANGES, ge=1, le=MAX_CHANGES)


class CollectionAt(Body):
    """One collection and how far a device has read it."""

    owner_id: UUID
    cursor: Cursor | None = None


class SyncBatchBody(Body):
    """Several people's collections in one request."""

    collections: list[CollectionAt] = Field(min_length=1, max_length=100)
    limit: int = Field(MAX_CHANGES, ge=1, le=MAX_CHANGES, description="Changes of all together")


class OfflineWrite(Body):
    """Something done while there was no network."""

    op: Literal["create", "change", "delete", "restore"]
    id: UUID | None = Field(None, description="Of the entry, where the station gave it one")
    client_id: str | None = Field(None, min_length=1, max_length=64, description="The device's own name of the entry")
    base_version: int | None = Field(None, ge=1, description="Version of the entry the device had; without it, any")
    overwrite: bool = Field(False, description="Whether this counts even where the station's entry changed since")
    identification_id: UUID | None = None
    fields: EntryFields = Field(default_factory=lambda: EntryFields.model_validate({}))

    @model_validator(mode="after")
    def _of_an_entry(self) -> "OfflineWrite":
        if self.id is None and self.client_id is None:
            raise ValueError("expected id or client_id")
        return self


class WritesBody(Body):
    """What a device did while it was away, in its order."""

    writes: list[OfflineWrite] = Field(min_length=1, max_length=MAX_CHANGES)

"""Requests and answers about dashboards."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from core.api import Body, Patch
from core.fields import RowNumber
from core.paging import PageQuery


class Panel(Body):
    """One tile on a grid of twelve columns."""

    kind: Literal["chart", "value", "label"]
    x: int = Field(ge=0, le=11)
    y: int = Field(ge=0, le=200)
    w: int = Field(ge=1, le=12)
    h: int = Field(ge=1, le=20)
    title: str = Field("", max_length=120)
    text: str = Field("", max_length=500, description="Of a label; {value} and {unit} stand for its channel's")
    channel_ids: list[RowNumber] = Field(default_factory=list, max_length=8)
    span_s: float = Field(3600.0, gt=0, le=86_400 * 3660)


class DashboardBody(Body):
    """A dashboard to make."""

    group_id: UUID
    name: str = Field(min_length=1, max_length=120)
    is_shared: bool = False
    panels: list[Panel] = Field(default_factory=list, max_length=60)


class DashboardPatch(Patch):
    """What can be changed of a dashboard."""

    name: str = Field("", min_length=1, max_length=120)
    is_shared: bool = False
    panels: list[Panel] = Field(default_factory=list, max_length=60)


class DashboardQuery(PageQuery):
    """Filters of the list of dashboards."""

    group_id: UUID | None = None


class DashboardOut(BaseModel):
    """A dashboard."""

    id: UUID
    group_id: UUID
    owner_id: UUID
    owner_name: str
    name: str
    is_shared: bool
    panels: list[Panel]
    version: int
    created_at: datetime
    updated_at: datetime

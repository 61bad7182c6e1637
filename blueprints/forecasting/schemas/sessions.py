"""Requests about sessions, their schedules and watches."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from blueprints.forecasting.schemas.plan import PlanBody
from blueprints.projects.schemas import Line, Text
from core.api import Body, Patch
from core.paging import PageQuery

SessionName = Annotated[Line, Field(max_length=120)]


class SessionBody(Body):
    """A new study."""

    project_id: UUID
    site_id: UUID | None = Field(None, description="Whose time zone the calendar is told in; UTC without it")
    name: SessionName
    description: Text = ""
    plan: PlanBody


class SessionPatch(Patch):
    """What can be changed of a session; runs keep the plan they were started with."""

    site_id: UUID | None = None
    name: SessionName | None = None
    description: Text | None = None
    plan: PlanBody | None = None


class SessionQuery(PageQuery):
    """Filters of the list of sessions."""

    group_id: UUID | None = None
    project_id: UUID | None = None
    site_id: UUID | None = None
    dataset_id: UUID | None = Field(None, description="Those with this dataset among their inputs")


class ChosenBody(Body):
    """The model that forecasts for a session."""

    model_id: UUID


class ScheduleBody(Body):
    """When a session forecasts by itself, with its chosen model, from its inputs' current versions."""

    is_on: bool = True
    every_s: int = Field(3600, ge=300, le=7 * 86_400, description="From one forecast to the next")
    offset_s: int = Field(0, ge=0, lt=7 * 86_400, description="After the full period, counted from midnight UTC")


class WatchBody(Body):
    """From when on the forecasts of a session count as drifting."""

    is_on: bool = True
    max_ratio: float = Field(1.5, gt=1, le=100, description="Error of recent forecasts over that of the test part")
    n_recent: int = Field(20, ge=3, le=500, description="Forecasts looked at, the newest that have come true")

"""What the project and site routes take and give."""

from datetime import datetime
from functools import cache
from typing import Annotated, Any, Self
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from core.api import Body
from core.documents import page_of
from core.paging import PageQuery

MAX_PARAMS = 100
"""Parameters a recipe may give to a method; methods have fewer than thirty."""


def _printable(text: str) -> str:
    if not all(c.isprintable() for c in text):
        raise ValueError("expected one line of printable text")
    return text


Line = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_printable)]
"""A name people read: one line."""

Text = Annotated[str, Field(max_length=5000)]


@cache
def time_zones() -> frozenset[str]:
    """Names of the IANA time zone database."""
    return frozenset(available_timezones()) - {"localtime", "posixrules", "Factory"}


def _known_zone(name: str) -> str:
    if name not in time_zones():
        raise ValueError("expected an IANA time zone such as Europe/Berlin")
    return name


TimeZone = Annotated[str, Field(max_length=64, examples=["Europe/Berlin"]), AfterValidator(_known_zone)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, description="Degrees north, WGS 84")]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, description="Degrees east, WGS 84")]


class SegmentStep(BaseModel):
    """How calls are found in a new recording."""

    model_config = ConfigDict(extra="forbid")

    method: str = Field("adaptive", min_length=1, max_length=60, pattern=r"^[a-z0-9-]+$")
    preset: str = Field("auto", min_length=1, max_length=60, pattern=r"^[a-z0-9-]+$")
    params: dict[str, int | float | str | bool | None] = Field(default_factory=dict, max_length=MAX_PARAMS)


class ClassifyStep(BaseModel):
    """Which classifier then names the calls."""

    model_config = ConfigDict(extra="forbid")

    classifier_id: UUID


class Recipe(BaseModel):
    """What is done to every recording that arrives in a project; both null: nothing."""

    model_config = ConfigDict(extra="forbid")

    segment: SegmentStep | None = None
    classify: ClassifyStep | None = None

    @model_validator(mode="after")
    def _classify_needs_segment(self) -> Self:
        if self.classify is not None and self.segment is None:
            raise ValueError("classify needs segment: there are no calls to name before they are found")
        return self


class ProjectBody(Body):
    group_id: UUID
    name: Line
    description: Text = ""
    recipe: Recipe = Field(default_factory=Recipe)


class ProjectPatch(Body):
    name: Line | None = None
    description: Text | None = None
    recipe: Recipe | None = None


class ProjectQuery(PageQuery):
    group_id: UUID | None = Field(None, description="Only projects of this group")


class ProjectView(BaseModel):
    id: UUID
    group_id: UUID
    name: str
    description: str
    recipe: Recipe
    version: int
    n_sites: int
    created_at: datetime
    updated_at: datetime


class _Place(Body):
    """Latitude and longitude come together or not at all."""

    latitude: Latitude | None = None
    longitude: Longitude | None = None

    @model_validator(mode="before")
    @classmethod
    def _both_or_none(cls, value: Any) -> Any:
        if isinstance(value, dict) and (value.get("latitude") is None) != (value.get("longitude") is None):
            raise ValueError("latitude and longitude come together")
        return value


class SiteBody(_Place):
    project_id: UUID
    name: Line
    time_zone: TimeZone = "UTC"
    habitat: Text = ""


class SitePatch(_Place):
    name: Line | None = None
    time_zone: TimeZone | None = None
    habitat: Text | None = None


class SiteQuery(PageQuery):
    project_id: UUID | None = Field(None, description="Only sites of this project")
    group_id: UUID | None = Field(None, description="Only sites of this group")


class SiteView(BaseModel):
    id: UUID
    project_id: UUID
    name: str
    latitude: float | None
    longitude: float | None
    time_zone: str
    habitat: str
    version: int
    created_at: datetime
    updated_at: datetime


ProjectPage = page_of(ProjectView)
SitePage = page_of(SiteView)

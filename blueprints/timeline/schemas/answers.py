"""What the timeline's routes answer with. Times of points are milliseconds since 1970 UTC."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.timeline.schemas.tracks import TrackSpec

Form = Literal["bars", "line", "steps", "marks", "band"]


class MeasureOut(BaseModel):
    """One thing a track can show."""

    name: str
    title: str
    unit: str


class TrackOut(BaseModel):
    """A track one can choose."""

    kind: str
    key: str
    heading: str = Field(description="The part of the list it stands in")
    title: str
    detail: str
    unit: str
    measures: list[MeasureOut]


class TrackCatalogueOut(BaseModel):
    """Tracks to choose from, by kind."""

    results: list[TrackOut]
    is_complete: bool = Field(description="False: there are more; search for them")


class MarkOut(BaseModel):
    """Something that happened at a time."""

    at: float
    end: float | None
    label: str
    tone: str
    id: str | None = Field(description="Which row it is; null on a public page")


class SeriesOut(BaseModel):
    """One track, drawn."""

    spec: TrackSpec | None = Field(description="Null on a public page")
    heading: str
    title: str
    detail: str
    unit: str
    form: Form
    at: list[float]
    value: list[float | None]
    low: list[float | None] | None
    high: list[float | None] | None
    marks: list[MarkOut]
    n: int = Field(description="Calls, pictures, readings, rows or events in the span")
    first: float | None = Field(description="Where the track's own data begin")
    last: float | None
    note: str = Field(description="A code of what one should know about it, or empty")
    problem: str = Field(description="A code of why it cannot be shown, or empty")


class TimelineNightOut(BaseModel):
    """One night; null is what does not happen there."""

    sunset: float | None
    dusk: float | None
    dawn: float | None
    sunrise: float | None


class TimelinePlaceOut(BaseModel):
    """Where the sun is taken from."""

    latitude: float
    longitude: float
    n_sites: int
    is_rough: bool


class ViewOut(BaseModel):
    """Tracks over one span."""

    start: float
    end: float
    first: float | None = Field(description="Where the data of all tracks begin")
    last: float | None
    step_s: int
    edges: list[float] = Field(description="Ends of the bins of every track of counts")
    time_zone: str
    place: TimelinePlaceOut | None
    nights: list[TimelineNightOut]
    tracks: list[SeriesOut]


class ItemOut(BaseModel):
    """A call, picture, reading, row or event."""

    at: float
    title: str
    detail: str
    href: str


class BehindOut(BaseModel):
    """What stands behind a piece of a track."""

    count: int
    results: list[ItemOut]


class LagOut(BaseModel):
    shift: int
    r: float | None
    n: int


class TrackRelationOut(BaseModel):
    """How two tracks go together."""

    a: str
    b: str
    step_s: int
    n: int = Field(description="Bins in which both are known")
    pearson: float | None
    spearman: float | None
    n_effective: float = Field(description="Independent pairs that these are worth")
    low: float | None
    high: float | None
    without_day: float | None = Field(description="Pearson's r after the mean of each hour of the day is taken away")
    lags: list[LagOut]
    best: LagOut | None
    x: list[float]
    y: list[float]
    unit_a: str
    unit_b: str
    caveats: list[str] = Field(description="Codes; the page has their words")


class BinGroupOut(BaseModel):
    name: str
    n: int
    total: float
    mean: float
    low: float
    median: float
    high: float


class GroupsOut(BaseModel):
    """A track by hour, night or month."""

    title: str
    unit: str
    by: str
    step_s: int
    time_zone: str
    is_count: bool = Field(description="Whether totals mean something")
    results: list[BinGroupOut]


class StartOut(BaseModel):
    """What to begin with."""

    project_id: UUID
    site_id: UUID | None
    tracks: list[TrackSpec]
    start: float | None
    end: float | None
    step_s: int | None

"""Requests and answers about channels and their readings."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from blueprints.telemetry.models import ChannelKind, LimitState
from core.api import Body, Patch, Query
from core.fields import FormFile, From, RowNumber, Until
from core.paging import PageQuery


class LimitContext(Body):
    """When limits count: only while another channel stands so."""

    channel_id: RowNumber
    op: Literal["=", "!=", "<", "<=", ">", ">="] = "="
    value: float


class LimitsBody(Body):
    """Bounds in the channel's unit; null: none on that side."""

    warning_low: float | None = None
    warning_high: float | None = None
    alarm_low: float | None = None
    alarm_high: float | None = None
    hysteresis: float = Field(0.0, ge=0, description="How far a value must come back before the state is left")
    context: LimitContext | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        given = [self.alarm_low, self.warning_low, self.warning_high, self.alarm_high]
        bounds = [bound for bound in given if bound is not None]
        if bounds != sorted(bounds):
            raise ValueError("expected alarm_low ≤ warning_low ≤ warning_high ≤ alarm_high")
        return self


class DisplayBody(Body):
    """How a channel is best shown."""

    decimals: int | None = Field(None, ge=0, le=12)
    low: float | None = None
    high: float | None = None
    is_step: bool | None = Field(None, description="Whether a value holds until the next one")


class ChannelFields(Patch):
    """What a channel is; all of it can be changed."""

    name: str = Field("", max_length=200)
    short_name: str = Field("", max_length=80)
    description: str = Field("", max_length=5000)
    discipline: str = Field("", max_length=80)
    unit: str = Field("", max_length=40)
    kind: ChannelKind = ChannelKind.ANALOG
    value_texts: dict[Annotated[str, Field(max_length=30)], Annotated[str, Field(max_length=100)]] = Field(
        default_factory=dict, max_length=500
    )
    expected_interval_s: float | None = Field(None, gt=0, le=86_400 * 366)
    limits: LimitsBody | None = None
    display: DisplayBody | None = None
    site_id: UUID | None = None
    retention_days: int | None = Field(None, ge=1, le=36_500)
    is_active: bool = True


class ChannelBody(ChannelFields):
    """A channel to make."""

    source_id: UUID
    public_id: str = Field(min_length=1, max_length=120, description="What the source calls it")


class ChannelQuery(PageQuery):
    """Filters of the list of channels."""

    group_id: UUID | None = None
    project_id: UUID | None = None
    source_id: UUID | None = None
    site_id: UUID | None = None
    discipline: str | None = Field(None, max_length=80)
    kind: ChannelKind | None = None
    is_active: bool | None = None
    limit_state: Literal["warning", "alarm"] | None = Field(None, description="Only those outside their limits")
    ids: str | None = Field(None, max_length=5000, pattern=r"^\d{1,18}(,\d{1,18})*$", description="Commas between")


class LatestOut(BaseModel):
    """The newest reading by feed time."""

    at: datetime
    at_us: int
    value: float | None
    text: str | None
    received_at: datetime


class ChannelOut(BaseModel):
    """A channel with its newest reading."""

    id: int
    group_id: UUID
    project_id: UUID
    source_id: UUID
    source_name: str
    site_id: UUID | None
    public_id: str
    name: str
    short_name: str
    description: str
    discipline: str
    unit: str
    published_unit: str | None
    kind: ChannelKind
    value_texts: dict[str, str]
    expected_interval_s: float | None
    limits: dict[str, Any]
    limit_state: LimitState
    display: dict[str, Any]
    retention_days: int | None
    is_active: bool
    is_auto_created: bool
    latest: LatestOut | None
    version: int
    created_at: datetime


class LatestReadingsQuery(Query):
    """Whose newest readings."""

    group_id: UUID | None = None
    source_id: UUID | None = None
    project_id: UUID | None = None


class LatestListOut(BaseModel):
    """Newest readings as rows: id, public id, name, unit, kind, limit state, time in µs, value or text, state names."""

    count: int
    columns: list[str]
    rows: list[list[Any]]


class SparksQuery(Query):
    """Little charts of several channels."""

    ids: str = Field(max_length=2000, pattern=r"^\d{1,18}(,\d{1,18})*$", description="At most 60, commas between")
    span_s: float = Field(3600.0, gt=0, le=86_400 * 366, description="Back from each channel's newest reading")


class SparksOut(BaseModel):
    """Extremes by step of time, for little charts: by channel id, pairs of time in µs and value."""

    points: dict[str, list[list[float]]]


class ReadingsQuery(Query):
    """A span of stored readings."""

    start: From
    end: Until
    limit: int = Field(1000, ge=1, le=50_000)
    after: str | None = Field(None, pattern=r"^-?\d{1,18}:\d{1,18}$", description="From `next`")


class ReadingsOut(BaseModel):
    """Raw readings in the order of their times: [time in µs, value or text]."""

    channel_id: int
    readings: list[list[Any]]
    next: str | None


class ChartQuery(Query):
    """Several channels over one span, as many points as a width can show."""

    ids: str = Field(max_length=400, pattern=r"^\d{1,18}(,\d{1,18})*$", description="At most 20, commas between")
    start_us: int | None = Field(None, ge=-(2**53), le=2**53, description="null: the data's own start")
    end_us: int | None = Field(None, ge=-(2**53), le=2**53)
    width: int = Field(1000, ge=10, le=8000, description="Pixels")


class ChartSeriesOut(BaseModel):
    """One channel's part of a chart."""

    channel_id: int
    at_us: list[int]
    value: list[float]
    text: list[str | None] = Field(description="Of a channel of texts, else empty")
    gaps: list[list[int]] = Field(description="From the last reading before to the first after")
    width_us: int = Field(description="Length of the steps whose extremes these are; 0: the readings themselves")
    n: int = Field(description="Readings behind the points")
    first_us: int | None = Field(description="Where the channel's data begin")
    last_us: int | None


class ChartOut(BaseModel):
    """A chart's data; extremes are exact, at their true times."""

    start_us: int
    end_us: int
    series: list[ChartSeriesOut]


class AggregateQuery(Query):
    """Summaries by steps of time."""

    start: From
    end: Until
    step_s: float = Field(60.0, ge=0.001, le=86_400 * 366)


class AggregateOut(BaseModel):
    """One row for every step that has readings."""

    columns: list[str]
    rows: list[list[float]]


class ReadingsExportQuery(Query):
    """A file of readings."""

    ids: str = Field(max_length=5000, pattern=r"^\d{1,18}(,\d{1,18})*$")
    start: From
    end: Until
    format: Literal["csv", "ndjson", "parquet"] = "csv"
    points: int | None = Field(None, ge=3, le=1_000_000, description="Thin each channel to so many (LTTB)")


class CatalogueForm(Body):
    """A catalogue to read."""

    file: FormFile
    source_id: UUID


class CatalogueOut(BaseModel):
    """What became of a catalogue's rows."""

    n_created: int
    n_changed: int
    n_unchanged: int
    n_corrected_units: int
    problems: list[str]

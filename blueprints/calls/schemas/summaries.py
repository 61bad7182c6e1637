"""Requests for summaries of calls, and what they answer with."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field

from blueprints.calls.schemas.runs import CallsFilter


def _number(text: object) -> object:
    """A query's text as the number it stands for; a choice of numbers takes no text."""
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 4 else text


BinMinutes = Annotated[Literal[5, 10, 15, 30, 60], BeforeValidator(_number)]


class NightsQuery(CallsFilter):
    """Which calls, and how finely the night is cut."""

    bin_min: BinMinutes = Field(15, description="Minutes of a bin")


class SequencesQuery(CallsFilter):
    """Which calls, and what parts them into bouts."""

    max_gap_s: float = Field(0.5, gt=0, le=3600, description="Silence that ends a bout")
    buzz_interval_s: float = Field(0.015, gt=0, le=1, description="Onsets nearer than this are a buzz")
    min_calls: int = Field(3, ge=1, le=1000, description="Smaller bouts are counted, not listed, unless they buzz")


class MeanPlaceOut(BaseModel):
    """Where the sun is taken from."""

    latitude: float
    longitude: float
    n_sites: int


class NightOut(BaseModel):
    """One night: counts in bins from local noon to noon, and the sun; null is what does not happen there."""

    night: str = Field(description="Date of its evening")
    n_calls: int
    n_labelled_by_people: int
    counts: list[int]
    first_at: str
    last_at: str
    utc_offset_min: int
    sunset_at: str | None
    dusk_at: str | None = Field(description="Civil")
    dawn_at: str | None = Field(description="Civil")
    sunrise_at: str | None


class NightsOut(BaseModel):
    """Every night with a call."""

    bin_min: int
    n_bins: int
    place: MeanPlaceOut | None
    results: list[NightOut]


class IntervalSeriesOut(BaseModel):
    """Intervals before calls of one type."""

    label: str | None
    counts: list[int]


class IntervalsOut(BaseModel):
    """Onset-to-onset intervals in bins of equal ratio; the first and last hold what lies beyond."""

    edges_s: list[float]
    series: list[IntervalSeriesOut]


class BoutOut(BaseModel):
    """Calls that follow each other without a silence."""

    recording_id: UUID
    recording_name: str
    recorded_at: str | None
    start_s: float
    stop_s: float
    n_calls: int
    median_interval_s: float | None
    n_buzzes: int


class SequencesOut(BaseModel):
    """Intervals and bouts; those that buzz come first, then the longest."""

    n_calls: int
    max_gap_s: float
    buzz_interval_s: float
    n_bouts: int
    median_calls: float | None
    n_with_buzz: int
    n_listed: int
    intervals: IntervalsOut
    results: list[BoutOut]


class LabelCountOut(BaseModel):
    label: str | None
    n: int


class SpeciesCountOut(BaseModel):
    name: str
    n: int


class PlaceOut(BaseModel):
    """What was heard at one site."""

    site_id: UUID | None
    site_name: str | None
    latitude: float | None
    longitude: float | None
    n_recordings: int = Field(description="With at least one call")
    recorded_s: float
    n_calls: int
    n_labelled_by_people: int
    labels: list[LabelCountOut]
    species: list[SpeciesCountOut]


class PlacesOut(BaseModel):
    """Every site with a call."""

    results: list[PlaceOut]

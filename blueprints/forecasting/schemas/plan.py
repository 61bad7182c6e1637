"""The plan of a forecast session: series, features, windows, split, models, search."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator

from blueprints.timeseries.schemas.steps import ColumnName
from core.api import Body
from core.fields import From

MAX_INPUTS = 50
"""Columns a dataset may have; a session takes no more."""

MAX_MODELS = 12

MAX_STEPS = 10_000
"""Steps a look-back or horizon may have."""

Steps = Annotated[int, Field(ge=1, le=MAX_STEPS)]

Lags = Annotated[list[Steps], Field(max_length=20)]


class SpanBody(Body):
    """A length of time: whole steps of the session's grid, named as steps or as time."""

    amount: float = Field(gt=0, le=1_000_000)
    unit: Literal["steps", "minutes", "hours"] = "steps"


class ForecastInput(Body):
    """One series: what it is for, how it comes onto the session's grid, what is made of it."""

    dataset_id: UUID
    version_id: UUID | None = Field(None, description="Always this version; without it the dataset's current one")
    column: ColumnName
    role: Literal["target", "past", "future"] = Field(
        description="To be forecast; known up to the present; known ahead as well, as a timetable is"
    )
    look_back: SpanBody | None = Field(None, description="How much of its past is seen; the session's without it")
    horizon: SpanBody | None = Field(None, description="How far ahead; the session's without it")
    scaling: Literal["standard", "min-max", "none"] = Field("standard", description="Fitted on the training part only")
    method: Literal["mean", "median", "min", "max", "sum", "first", "last", "previous"] = Field(
        "mean", description="How it comes onto the grid when its times do not lie on it; none of these looks ahead"
    )
    max_gap: SpanBody | None = Field(None, description="How far apart values may lie and still be carried on")
    lags: Lags = Field(default_factory=list, description="Single values so many steps before the last known one")
    rolling_means: Lags = Field(default_factory=list, description="Means of the last so many values")


class CalendarBody(Body):
    """What the calendar says of every step, in the site's time zone."""

    features: list[Literal["year", "month", "week", "day", "weekend", "holidays"]] = Field(
        default_factory=list, max_length=6, description="Places in the cycles as sine and cosine; days off as 0 and 1"
    )
    country: str = Field("", max_length=3, pattern="^[A-Z]{0,3}$", description="Whose holidays: ISO 3166 code")
    region: str = Field("", max_length=60, description="Part of the country, where holidays differ")


class ForecastSplitBody(Body):
    """Which part is learned from, which selects and calibrates, which judges. The parts follow each other in time."""

    kind: Literal["percent", "dates", "rolling"] = "percent"
    train: float = Field(60, gt=0, le=98, description="Percent of the time")
    validation: float = Field(20, gt=0, le=98)
    test: float = Field(20, gt=0, le=98)
    validation_from: From | None = Field(None, description="With `dates`: where the training part ends")
    test_from: From | None = Field(None, description="With `dates`: where the test part begins")
    until: From | None = Field(None, description="With `dates`: where the test part ends; where the data end: null")
    n_folds: int = Field(3, ge=1, le=20, description="With `rolling`: how often the origin moves on")
    shuffle: bool = Field(True, description="Order of training windows; never across parts")

    @model_validator(mode="after")
    def _is_whole(self) -> "ForecastSplitBody":
        if self.kind != "dates":
            if self.train + self.validation + self.test > 100:
                raise ValueError("expected shares that sum to at most 100")
            return self
        if self.validation_from is None or self.test_from is None:
            raise ValueError("a split by dates needs validation_from and test_from")
        ends: list[datetime] = [self.validation_from, self.test_from, *([self.until] if self.until else [])]
        if ends != sorted(set(ends)):
            raise ValueError("validation_from, test_from and until must follow each other")
        return self


class ModelOrder(Body):
    """A model to be trained."""

    kind: str = Field(
        "default", min_length=1, max_length=60, pattern=r"^[a-z0-9-]+$", description="See /forecast-methods"
    )
    strategy: Literal["mimo", "direct", "recursive"] = Field(
        "mimo", description="One model for all steps, one a step, or one for the next step, fed its own forecasts"
    )
    parameters: dict[str, Any] = Field(default_factory=dict, max_length=40, description="Left out: the default")
    search: dict[str, Annotated[list[Any], Field(min_length=1, max_length=50)]] = Field(
        default_factory=dict, max_length=20, description="Values that may be tried by parameter; empty: no search"
    )
    n_candidates: int = Field(12, ge=1, le=200, description="Combinations that are tried at most")
    budget_s: float = Field(600, ge=1, le=4 * 3600, description="After so many seconds no new one is begun")


class PlanBody(Body):
    """Everything a session decides."""

    inputs: list[ForecastInput] = Field(min_length=1, max_length=MAX_INPUTS)
    step_s: float = Field(3600, ge=1, le=86_400, description="Of the grid all series come onto")
    look_back: SpanBody = Field(default_factory=lambda: SpanBody(amount=168))
    horizon: SpanBody = Field(default_factory=lambda: SpanBody(amount=24))
    calendar: CalendarBody = Field(default_factory=lambda: CalendarBody.model_validate({}))
    split: ForecastSplitBody = Field(default_factory=lambda: ForecastSplitBody.model_validate({}))
    models: list[ModelOrder] = Field(
        default_factory=lambda: [ModelOrder.model_validate({})], min_length=1, max_length=MAX_MODELS
    )
    level: float = Field(0.9, ge=0.5, le=0.99, description="Share of values an interval is meant to hold")
    seed: int = Field(1, ge=0, le=2**31 - 1)

    @model_validator(mode="after")
    def _has_a_target(self) -> "PlanBody":
        if not any(one.role == "target" for one in self.inputs):
            raise ValueError("name at least one input as the target")
        named = [(one.dataset_id, one.column, one.role) for one in self.inputs]
        if len(set(named)) < len(named):
            raise ValueError("an input is named twice in the same role")
        versions = {(one.dataset_id, one.version_id) for one in self.inputs}
        if len(versions) > len({dataset_id for dataset_id, _version_id in versions}):
            raise ValueError("all inputs of one dataset must be of the same version")
        return self

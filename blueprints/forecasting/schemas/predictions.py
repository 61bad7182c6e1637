"""Requests for predictions, forecasts and files."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from blueprints.forecasting.models import WorkState
from blueprints.timeseries.schemas.steps import ColumnName
from core.api import Body, Query
from core.fields import From, Moment, Until
from core.paging import PageQuery

MAX_POSTED = 200_000
"""Values of one posted series; look-back and lags need a few thousand."""


class PostedSeries(Body):
    """Values of one input, as its device measured them; they come onto the grid as in training."""

    name: ColumnName = Field(description="The input's name, as the run's `inputs` tell it")
    time: Annotated[list[Moment], Field(min_length=1, max_length=MAX_POSTED, description="Ascending")]
    value: Annotated[list[float | None], Field(min_length=1, max_length=MAX_POSTED, description="Null: missing")]

    @model_validator(mode="after")
    def _is_even(self) -> "PostedSeries":
        if len(self.time) != len(self.value):
            raise ValueError("time and value must have the same length")
        if any(later <= earlier for earlier, later in zip(self.time, self.time[1:], strict=False)):
            raise ValueError("times must ascend, each once")
        return self


class PredictionBody(Body):
    """What to forecast from."""

    at: Moment | None = Field(None, description="The last moment that counts as known; the data's end without it")
    series: list[PostedSeries] | None = Field(
        None, min_length=1, max_length=50, description="Values to forecast from instead of the stored ones"
    )
    keep: bool = Field(False, description="Whether the forecast is kept with its session (needs an editor)")


class ForecastQuery(PageQuery):
    """Forecasts of a session."""


class ModelQuery(PageQuery):
    """Filters of the list of models."""

    session_id: UUID | None = None
    state: WorkState | None = None


class LinesQuery(Query):
    """A stretch of time."""

    start: From = Field(alias="from")
    stop: Until = Field(alias="to")


FileKind = Literal["model", "scalers", "arrays", "metrics", "steps", "series", "aggregations", "importance", "search"]


class ModelFileQuery(BaseModel):
    """Which file of a model."""

    model_config = ConfigDict(extra="forbid")

    kind: FileKind = Field(description="The model itself, its scalers, its arrays, or a table of its evaluation")

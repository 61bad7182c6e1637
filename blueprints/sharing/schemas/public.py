"""What a public page asks for."""

from typing import Self

from pydantic import Field, model_validator

from blueprints.sharing.schemas.links import ResultPage
from blueprints.timeline.schemas.tracks import Step
from core.api import Query
from core.fields import From, Until


class SharedViewQuery(Query):
    """One of the link's timelines over a span."""

    number: int = Field(0, ge=0, le=100, description="Which of the link's timelines")
    start: From | None = None
    end: Until | None = None
    step_s: Step | None = None
    width: int = Field(1000, ge=50, le=4000)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("start and end come together")
        if self.start and self.end and self.end <= self.start:
            raise ValueError("expected an end after the start")
        return self


class SharedResultsQuery(Query):
    """One of the link's result pages."""

    page: ResultPage

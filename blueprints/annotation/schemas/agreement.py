"""Requests and answers about agreement between annotators, adjudication, and their statistics."""

from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from blueprints.annotation.schemas.answers import PersonOut
from core.api import Body, Query
from core.documents import page_of
from core.fields import RowNumber
from core.paging import PageQuery


class AnnotatorCountOut(PersonOut):
    """An annotator of a batch, and how many calls they answered."""

    n: int


class PairOut(BaseModel):
    """How far two people agree on the calls both answered."""

    a: UUID
    b: UUID
    n: int
    n_agree: int
    kappa: float | None = Field(description="Cohen's kappa; null where it is not defined")


class ConfusionOut(BaseModel):
    """How often one person of a pair says this where the other says that."""

    a: UUID
    b: UUID
    a_label: str | None = Field(description="Null: rejected, no call")
    b_label: str | None
    n: int


class AnnotatorAgreementOut(BaseModel):
    """Agreement of the annotators of a batch."""

    annotators: list[AnnotatorCountOut]
    pairs: list[PairOut]
    fleiss_kappa: float | None = Field(description="Over the calls that all answered; null where it is not defined")
    n_segments: int
    n_complete: int = Field(description="Calls answered by as many people as the batch asks for")
    n_disagree: int
    n_adjudicated: int
    confusion: list[ConfusionOut]


class DisagreementQuery(PageQuery):
    """Calls seen differently."""

    state: Literal["open", "settled", "all"] = Field("open", description="open: nobody has had the last word yet")


class AnswerOut(BaseModel):
    """What one person says a call is."""

    user: PersonOut | None
    label: str | None
    call_type_id: UUID | None
    is_rejected: bool
    note: str | None


class AdjudicationOut(BaseModel):
    """The last word on a call."""

    segment_id: int
    label: str | None
    call_type_id: UUID | None
    is_rejected: bool
    user: PersonOut | None
    updated_at: datetime


class DisagreementOut(BaseModel):
    """A call, where it is, what each says it is, and the last word."""

    segment_id: int
    recording_id: UUID
    recording_name: str
    onset_s: float
    offset_s: float
    low_hz: float | None
    high_hz: float | None
    answers: list[AnswerOut]
    adjudication: AdjudicationOut | None


DisagreementPage = page_of(DisagreementOut)


class AdjudicationBody(Body):
    """The last word on a call: a label, a call type, or that it is none."""

    segment_id: RowNumber
    label: str | None = Field(None, min_length=1, max_length=100)
    call_type_id: UUID | None = None
    is_rejected: bool = False

    @model_validator(mode="after")
    def _one_word(self) -> Self:
        if self.is_rejected == (self.label is not None or self.call_type_id is not None):
            raise ValueError("give label or call_type_id, or else is_rejected")
        return self


class StatisticsQuery(Query):
    """Whose work, and in which zone days begin."""

    group_id: UUID | None = None
    project_id: UUID | None = None
    utc_offset_min: int = Field(0, ge=-14 * 60, le=14 * 60, description="Minutes the person's clock is ahead of UTC")


class WorkOut(BaseModel):
    """Calls one person answered; only answers that stand."""

    today: int
    week: int = Field(description="Since Monday")
    total: int
    n_reviewed: int = Field(description="Of the total, those decided with others in a grid")
    calls_per_minute: float | None = Field(description="Calls answered one by one, by the time spent on them")
    pace_from: Literal["looks", "gaps"] | None = Field(
        description="looks: the time each call was on the screen; gaps: pauses of less than a minute between answers"
    )


class MyWorkOut(WorkOut):
    """The work of the person who asks."""

    streak_days: int = Field(description="Days in a row with an answer, up to today or yesterday")


class RankOut(WorkOut):
    """One annotator of the group."""

    user: PersonOut


class DayOut(BaseModel):
    """Answers of the person who asks on one day."""

    day: date
    n: int


class StatisticsOut(BaseModel):
    """Who has answered how much."""

    me: MyWorkOut
    leaderboard: list[RankOut]
    by_day: list[DayOut] = Field(description="The last 60 days, today last; also days without an answer")

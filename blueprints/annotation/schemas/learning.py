"""What the learning loop of a batch answers with."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from core.jobs.schemas import JobErrorOut


class RoundOut(BaseModel):
    """One time the model of a batch learned from its labels."""

    number: int
    n_labels: int = Field(description="Labels it was trained on")
    n_held_out: int = Field(description="Held-out labels it was scored on")
    macro_f1: float | None = Field(description="On the held-out labels; null while there are none")
    balanced_accuracy: float | None
    classifier_id: UUID | None
    state: Literal["learning", "ready", "failed"]
    problem: JobErrorOut | None = Field(description="Why nothing was learned")
    job_id: UUID | None
    created_at: datetime


class LearningOut(BaseModel):
    """The rounds of a batch, oldest first, and what the next one waits for."""

    rounds: list[RoundOut]
    n_until_next: int | None = Field(description="Answers until the model learns again; null: it does not by itself")
    learn_every: int | None
    n_held_out_tasks: int
    n_held_out_labelled: int

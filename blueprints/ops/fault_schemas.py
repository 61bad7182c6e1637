"""Response models of what went wrong lately."""

from datetime import datetime

from pydantic import BaseModel, Field


class FailureBody(BaseModel):
    """Jobs of one kind that failed in one way."""

    kind: str
    code: str
    n: int
    last_at: datetime


class FaultsBody(BaseModel):
    """What went wrong in the last day, and what waits for a person."""

    failures: list[FailureBody] = Field(description="Failed jobs by kind and code, the commonest first")
    memory_dumps: list[str] = Field(description="Files that tell what filled a worker's memory, newest first")
    mail_waiting: int = Field(description="Messages the mail server has not taken yet")
    is_mail_set_up: bool = Field(description="Whether mail leaves the station")
    operator_email: str | None = Field(description="Who is mailed about the station's own faults")
    reports_faults: bool = Field(description="Whether faults are sent to a collector")

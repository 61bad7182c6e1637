"""Steps as requests name them; what each takes is told by the registry of steps."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from core.api import Body

MAX_COLUMNS = 50
"""Columns a dataset may have."""

MAX_STEPS = 50
"""Steps of one chain; the predecessor's whole cleaning has ten."""


def printable(text: str) -> str:
    if not all(c.isprintable() for c in text):
        raise ValueError("expected one line of printable text")
    return text


ColumnName = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)]

StepName = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9-]+$", description="See /series-steps")]


class StepBody(Body):
    """One step with its parameters; what is left out has the step's default."""

    name: StepName
    params: dict[str, Any] = Field(default_factory=dict, max_length=40, description="See /series-steps")
    columns: list[ColumnName] = Field(default_factory=list, max_length=MAX_COLUMNS, description="None: all of them")


Steps = Annotated[list[StepBody], Field(min_length=1, max_length=MAX_STEPS)]

"""What a task batch can be made from."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from core.api import Body
from core.fields import RowNumber

MAX_SELECTED = 10_000
"""Segments one request may name."""

MAX_TASKS = 200_000
"""Segments one batch may hold."""

Probability = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1, le=MAX_TASKS)]


class RunSource(Body):
    """What a classification run predicted, or the present runs of a classifier over the whole project."""

    kind: Literal["run"]
    run_id: UUID | None = None
    project_id: UUID | None = Field(None, description="The project of the batch; may be left out")
    classifier_id: UUID | None = None
    max_confidence: Probability | None = Field(None, description="Only calls of which the model is at most this sure")
    label: str | None = Field(None, max_length=100, description="Only calls predicted to be this")
    unknown_only: bool = Field(False, description="Only calls unlike all the model has learned")
    only_unlabelled: bool = Field(True, description="Leave out calls a person has named")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.run_id is None) == (self.classifier_id is None):
            raise ValueError("give either run_id or classifier_id")
        return self


class CurrentSource(Body):
    """The current segments of a project, of some of its recordings, or of a site."""

    kind: Literal["segments"]
    project_id: UUID | None = Field(None, description="The project of the batch; may be left out")
    recording_ids: list[UUID] | None = Field(None, min_length=1, max_length=MAX_SELECTED)
    site_id: UUID | None = None
    only_unlabelled: bool = True


class ClusterSource(Body):
    """Members of clusters."""

    kind: Literal["cluster"]
    clustering_run_id: UUID
    numbers: list[Annotated[int, Field(ge=-1, le=1_000_000)]] = Field(min_length=1, max_length=1000)
    only_unlabelled: bool = False


class SimilarSource(Body):
    """The calls of the project that are most like these and unlike the rejected ones."""

    kind: Literal["similar"]
    segment_ids: list[RowNumber] = Field(min_length=1, max_length=20)
    rejected_ids: list[RowNumber] = Field(default_factory=list, max_length=100)
    n: int = Field(100, ge=1, le=500)


class RandomSource(Body):
    """A random sample of a project's current segments; the same seed draws the same."""

    kind: Literal["random"]
    project_id: UUID | None = Field(None, description="The project of the batch; may be left out")
    n: Count
    seed: int = Field(1, ge=0, le=2**31)
    only_unlabelled: bool = True


class ActiveSource(Body):
    """The calls a model would learn most from: those it doubts, those unlike each other, or both."""

    kind: Literal["active"]
    project_id: UUID | None = Field(None, description="The project of the batch; may be left out")
    classifier_id: UUID | None = None
    n: Count
    strategy: Literal["uncertain", "diverse", "mixed"] = "mixed"
    per_class_quota: int | None = Field(None, ge=1, le=MAX_TASKS, description="At most so many of each predicted type")


class SelectionSource(Body):
    """Exactly these segments."""

    kind: Literal["selection"]
    segment_ids: list[RowNumber] = Field(min_length=1, max_length=MAX_SELECTED)


Source = Annotated[
    RunSource | CurrentSource | ClusterSource | SimilarSource | RandomSource | ActiveSource | SelectionSource,
    Field(discriminator="kind"),
]

"""The kinds of jobs of the calls area and their parameters."""

from uuid import UUID

from pydantic import BaseModel

from core.jobs.kinds import JobKind, Queue


class TrainParams(BaseModel):
    """The classifier to train, or to look over, whose row exists."""

    classifier_id: UUID


class ClassifyParams(BaseModel):
    """Apply a classifier to the segmentation of a recording.

    segmentation_id : None means the segmentation that is current when the job runs, for chains whose
    segmentation does not exist yet when they are asked for.
    """

    recording_id: UUID
    classifier_id: UUID
    segmentation_id: UUID | None = None
    run_id: UUID | None = None


TRAIN = JobKind("calls.train", TrainParams, queue=Queue.TRAIN, time_limit_s=4 * 3600)
IMPORT = JobKind("calls.import", TrainParams, queue=Queue.SHORT, time_limit_s=120, memory_limit_mb=2000)
CLASSIFY = JobKind("calls.classify", ClassifyParams, queue=Queue.AUDIO, time_limit_s=2 * 3600)

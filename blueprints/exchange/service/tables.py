"""Which tables an archive of a project holds, and what of each column is meant for the other station."""

import enum
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from blueprints.annotation.models import (
    Adjudication,
    BatchAssignee,
    BatchState,
    LearningRound,
    Task,
    TaskBatch,
    TaskDecision,
)
from blueprints.calls.models import (
    ClassificationRun,
    Classifier,
    ClassifierEvaluation,
    ClassifierState,
    Prediction,
    RunState,
    TrainingSelection,
    TrainingSet,
)
from blueprints.projects.models import Project, Site
from blueprints.recordings.models import (
    LabelChange,
    LearnedDetector,
    Recording,
    RecordingDetails,
    RecordingState,
    Segment,
    Segmentation,
)
from blueprints.similarity.models import Cluster, ClusteringRun, ClusteringState, ClusterMember
from blueprints.species.models import CallType, Repertoire, Species

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of an archive.

    rows : what belongs to a project, in an order in which rows refer to earlier ones only.
    """

    model: Any
    rows: Callable[[UUID], Select[Any]]
    refers: dict[str, str] = field(default_factory=dict)
    """Columns that name rows of another table without a foreign key."""
    packed: tuple[str, ...] = ()
    """Columns of bytes that hold numbers of segments, int64."""
    dropped: tuple[str, ...] = ()
    """Columns that mean nothing elsewhere."""
    renewed: tuple[str, ...] = ()
    """Columns with identifiers of their own, which get new ones."""
    later: tuple[str, ...] = ()
    """Columns that name rows of the same table and are filled in once all rows are there."""
    unfinished: dict[str, str] = field(default_factory=dict)
    """States of work that was going on, and what they become elsewhere."""
    may_lack: tuple[str, ...] = ()
    """Columns whose row is left out, not refused, when what they name is not there."""

    @property
    def name(self) -> str:
        return str(self.model.__tablename__)

    @property
    def columns(self) -> list[Any]:
        """Columns an archive has; versions, which only guard against two people changing a row, begin anew."""
        return [column for column in self.model.__table__.columns if column.name not in (*self.dropped, "version")]

    @property
    def key(self) -> str | None:
        """The column of its own identifiers; None where rows are known by what they refer to."""
        keys = list(self.model.__table__.primary_key.columns)
        return "id" if [column.name for column in keys] == ["id"] else None

    @property
    def has_numbers(self) -> bool:
        """Whether its identifiers are numbers, which the database gives out."""
        return self.key is not None and self.model.__table__.c.id.type.python_type is int


@cache
def choices_of(model: Any) -> dict[str, frozenset[str]]:
    """The values that columns with a fixed set of them may have."""
    found = {}
    for name, hint in typing.get_type_hints(model).items():
        for part in _leaves(hint):
            if isinstance(part, type) and issubclass(part, enum.StrEnum):
                found[name] = frozenset(str(value) for value in part)
    return found


def _leaves(hint: Any) -> list[Any]:
    parts = typing.get_args(hint)
    return [leaf for part in parts for leaf in _leaves(part)] if parts else [hint]


def _recordings(project_id: UUID) -> Any:
    return select(Recording.id).where(Recording.project_id == project_id)


def _segmentations(project_id: UUID) -> Any:
    return (
        select(Segmentation.id)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Recording.project_id == project_id)
    )


def _runs(project_id: UUID) -> Any:
    return select(ClassificationRun.id).where(ClassificationRun.recording_id.in_(_recordings(project_id)))


def _batches(project_id: UUID) -> Any:
    return select(TaskBatch.id).where(TaskBatch.project_id == project_id)


def _clusterings(project_id: UUID) -> Any:
    return select(ClusteringRun.id).where(ClusteringRun.project_id == project_id)


def _used_classifiers(project_id: UUID) -> Any:
    """Classifiers of the project, and those its runs and batches use."""
    rounds = select(LearningRound.classifier_id).where(LearningRound.batch_id.in_(_batches(project_id)))
    return or_(
        Classifier.project_id == project_id,
        Classifier.id.in_(
            select(ClassificationRun.classifier_id).where(ClassificationRun.recording_id.in_(_recordings(project_id)))
        ),
        Classifier.id.in_(select(TaskBatch.classifier_id).where(TaskBatch.project_id == project_id)),
        Classifier.id.in_(rounds),
    )


def _group(project_id: UUID) -> Any:
    return select(Project.group_id).where(Project.id == project_id).scalar_subquery()


def _species(project_id: UUID) -> Any:
    """Species of the project's recordings and batches, and of the classifiers they use."""
    return or_(
        Species.id.in_(select(Recording.species_id).where(Recording.project_id == project_id)),
        Species.id.in_(select(TaskBatch.species_id).where(TaskBatch.project_id == project_id)),
        Species.id.in_(select(Classifier.species_id).where(_used_classifiers(project_id))),
        Species.id.in_(
            select(CallType.species_id)
            .join(Segment, Segment.call_type_id == CallType.id)
            .where(Segment.segmentation_id.in_(_segmentations(project_id)))
        ),
    )


def _of_classifiers(model: Any) -> Callable[[UUID], Select[Any]]:
    return lambda p: select(model).where(model.classifier_id.in_(select(Classifier.id).where(_used_classifiers(p))))


TABLES = (
    Table(
        model=Species,
        rows=lambda p: select(Species).where(_species(p)).order_by(Species.id),
        dropped=("creation_index", "n_observations", "verified_by", "verified_at", "created_by"),
    ),
    Table(
        model=Repertoire,
        rows=lambda p: select(Repertoire)
        .where(Repertoire.group_id == _group(p), Repertoire.species_id.in_(select(Species.id).where(_species(p))))
        .order_by(Repertoire.species_id),
    ),
    Table(
        model=CallType,
        rows=lambda p: select(CallType)
        .where(CallType.group_id == _group(p), CallType.species_id.in_(select(Species.id).where(_species(p))))
        .order_by(CallType.species_id, CallType.position, CallType.id),
    ),
    Table(model=Project, rows=lambda p: select(Project).where(Project.id == p)),
    Table(model=Site, rows=lambda p: select(Site).where(Site.project_id == p).order_by(Site.id)),
    Table(
        model=Recording,
        rows=lambda p: select(Recording)
        .where(Recording.project_id == p)
        .order_by(Recording.parent_id.is_not(None), Recording.id),
        refers={"current_segmentation_id": "segmentations"},
        dropped=("chain_id",),
        unfinished={RecordingState.PROCESSING: RecordingState.FAILED},
    ),
    Table(
        model=RecordingDetails,
        rows=lambda p: select(RecordingDetails).where(RecordingDetails.recording_id.in_(_recordings(p))),
    ),
    Table(
        model=LearnedDetector,
        rows=lambda p: select(LearnedDetector).where(LearnedDetector.project_id == p),
        dropped=("job_id",),
    ),
    Table(
        model=Segmentation,
        rows=lambda p: select(Segmentation)
        .where(Segmentation.recording_id.in_(_recordings(p)))
        .order_by(Segmentation.created_at, Segmentation.id),
        refers={"model_id": "learned_detectors"},
        dropped=("job_id",),
        later=("based_on_id",),
    ),
    Table(
        model=Segment,
        rows=lambda p: select(Segment).where(Segment.segmentation_id.in_(_segmentations(p))).order_by(Segment.id),
    ),
    Table(
        model=LabelChange,
        rows=lambda p: select(LabelChange).where(LabelChange.recording_id.in_(_recordings(p))).order_by(LabelChange.id),
        refers={"segment_id": "segments", "call_type_id": "call_types", "call_type_id_before": "call_types"},
        renewed=("action_id",),
        may_lack=("segment_id",),
    ),
    Table(
        model=TrainingSet,
        rows=lambda p: select(TrainingSet).where(TrainingSet.project_id == p),
    ),
    Table(
        model=Classifier,
        rows=lambda p: select(Classifier).where(_used_classifiers(p)).order_by(Classifier.created_at, Classifier.id),
        dropped=("job_id",),
        later=("parent_id",),
        unfinished={ClassifierState.TRAINING: ClassifierState.FAILED},
    ),
    Table(model=ClassifierEvaluation, rows=_of_classifiers(ClassifierEvaluation)),
    Table(model=TrainingSelection, rows=_of_classifiers(TrainingSelection), packed=("segment_ids", "held_out_ids")),
    Table(
        model=ClassificationRun,
        rows=lambda p: select(ClassificationRun)
        .where(ClassificationRun.recording_id.in_(_recordings(p)))
        .order_by(ClassificationRun.id),
        dropped=("job_id",),
        unfinished={RunState.WAITING: RunState.FAILED},
    ),
    Table(
        model=Prediction,
        rows=lambda p: select(Prediction)
        .where(Prediction.run_id.in_(_runs(p)))
        .order_by(Prediction.run_id, Prediction.segment_id),
    ),
    Table(
        model=TaskBatch,
        rows=lambda p: select(TaskBatch).where(TaskBatch.project_id == p).order_by(TaskBatch.id),
        dropped=("job_id",),
        unfinished={BatchState.BUILDING: BatchState.FAILED},
    ),
    Table(
        model=BatchAssignee,
        rows=lambda p: select(BatchAssignee).where(BatchAssignee.batch_id.in_(_batches(p))),
        may_lack=("user_id",),
    ),
    Table(
        model=Task,
        rows=lambda p: select(Task).where(Task.batch_id.in_(_batches(p))).order_by(Task.id),
        dropped=("locked_by", "locked_until"),
    ),
    Table(
        model=TaskDecision,
        rows=lambda p: select(TaskDecision).where(TaskDecision.batch_id.in_(_batches(p))).order_by(TaskDecision.id),
        renewed=("key", "action_id"),
    ),
    Table(
        model=Adjudication,
        rows=lambda p: select(Adjudication).where(Adjudication.batch_id.in_(_batches(p))),
    ),
    Table(
        model=LearningRound,
        rows=lambda p: select(LearningRound)
        .where(LearningRound.batch_id.in_(_batches(p)))
        .order_by(LearningRound.batch_id, LearningRound.number),
        dropped=("job_id",),
    ),
    Table(
        model=ClusteringRun,
        rows=lambda p: select(ClusteringRun).where(ClusteringRun.project_id == p).order_by(ClusteringRun.id),
        dropped=("job_id",),
        unfinished={ClusteringState.WAITING: ClusteringState.FAILED},
    ),
    Table(
        model=Cluster,
        rows=lambda p: select(Cluster).where(Cluster.run_id.in_(_clusterings(p))).order_by(Cluster.id),
    ),
    Table(
        model=ClusterMember,
        rows=lambda p: select(ClusterMember)
        .where(ClusterMember.run_id.in_(_clusterings(p)))
        .order_by(ClusterMember.run_id, ClusterMember.segment_id),
    ),
)  # fmt: skip
"""Every table of an archive, each after those it refers to."""

BY_NAME = {table.name: table for table in TABLES}

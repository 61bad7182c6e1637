"""Recordings and what is made of them."""

from sqlalchemy import func, select

from blueprints.annotation.models import TaskBatch
from blueprints.annotation.policy import visible_batches
from blueprints.calls.models import Classifier
from blueprints.calls.policy import visible_classifiers
from blueprints.finder.service.kinds.registry import Source, kind
from blueprints.projects.models import Project
from blueprints.recordings.models import Recording
from blueprints.recordings.policy import visible_to
from blueprints.similarity.models import ClusteringRun
from blueprints.similarity.policy import visible_runs
from blueprints.species.models import CallType, Species
from core.access import Principal


@kind("recording", href="/recordings/{id}", all_href="/recordings?search={text}")
def recordings(who: Principal) -> Source:
    """Whole recordings: parts are windows into them."""
    rows = visible_to(who).join(Project, Project.id == Recording.project_id).where(Recording.parent_id.is_(None))
    return Source(
        rows,
        key=Recording.id,
        title=Recording.name,
        lower_title=Recording.sort_name,
        lower=(Recording.search_text,),
        detail=Project.name,
        at=Recording.timeline_at,
        group_id=Recording.group_id,
    )


@kind("call-type", href="/repertoires?species={id}", weight=2)
def call_types(who: Principal) -> Source:
    rows = select(CallType).join(Species, Species.id == CallType.species_id)
    return Source(
        rows.where(CallType.group_id.in_(who.group_ids), ~CallType.is_retired),
        key=CallType.id,
        title=CallType.name,
        texts=(CallType.name, CallType.short_name, CallType.long_name),
        other=CallType.long_name,
        detail=Species.scientific_name,
        at=CallType.updated_at,
        group_id=CallType.group_id,
        link_id=CallType.species_id,
    )


@kind("classifier", href="/classifiers/{id}", all_href="/classifiers?search={text}", weight=2)
def classifiers(who: Principal) -> Source:
    return Source(
        visible_classifiers(who),
        key=Classifier.id,
        title=Classifier.name,
        texts=(Classifier.name, Classifier.notes),
        detail=func.substr(Classifier.notes, 1, 80),
        at=Classifier.created_at,
        group_id=Classifier.group_id,
    )


@kind("batch", href="/batches/{id}", all_href="/batches?search={text}", weight=2)
def batches(who: Principal) -> Source:
    return Source(
        visible_batches(who).join(Project, Project.id == TaskBatch.project_id),
        key=TaskBatch.id,
        title=TaskBatch.name,
        texts=(TaskBatch.name, TaskBatch.instructions),
        detail=Project.name,
        at=TaskBatch.created_at,
        group_id=TaskBatch.group_id,
    )


@kind("clustering", href="/clusterings/{id}", all_href="/clusterings?search={text}", weight=1)
def clusterings(who: Principal) -> Source:
    return Source(
        visible_runs(who).join(Project, Project.id == ClusteringRun.project_id),
        key=ClusteringRun.id,
        title=ClusteringRun.name,
        texts=(ClusteringRun.name,),
        detail=Project.name,
        at=ClusteringRun.created_at,
        group_id=ClusteringRun.group_id,
    )

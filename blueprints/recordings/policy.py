"""Who may see and change recordings and segmentations: always a matter of the group's role."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.recordings.models import LearnedDetector, Recording, Segmentation
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import not_found
from core.owned import owned, visible


def visible_to(principal: Principal) -> Select[Recording]:
    """Recordings and parts of the groups this person belongs to."""
    return visible(Recording, principal)


def readable(principal: Principal, recording_id: UUID) -> Recording:
    """A recording or part this person may see; raises AppError 404."""
    return _recording(principal, recording_id, Role.VIEWER)


def annotatable(principal: Principal, recording_id: UUID) -> Recording:
    """A recording whose segments this person may draw and change."""
    return _recording(principal, recording_id, Role.ANNOTATOR)


def editable(principal: Principal, recording_id: UUID) -> Recording:
    """A recording this person may change, move or delete."""
    return _recording(principal, recording_id, Role.EDITOR)


def root_of(recording: Recording) -> Recording:
    """The whole recording a part belongs to; itself when it is whole. Segmentations belong there."""
    if recording.parent_id is None:
        return recording
    return db.session.get_one(Recording, recording.parent_id)


def readable_segmentation(principal: Principal, segmentation_id: UUID) -> Segmentation:
    return _segmentation(principal, segmentation_id, Role.VIEWER)


def annotatable_segmentation(principal: Principal, segmentation_id: UUID) -> Segmentation:
    return _segmentation(principal, segmentation_id, Role.ANNOTATOR)


def visible_segmentations(principal: Principal) -> Select[Any]:
    """Segmentations of recordings this person may see."""
    return (
        select(Segmentation)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Recording.group_id.in_(principal.group_ids))
    )


def visible_detectors(principal: Principal) -> Select[LearnedDetector]:
    """Learned detectors of the groups this person belongs to."""
    return visible(LearnedDetector, principal)


def learned_detector(principal: Principal, detector_id: UUID, needed: Role = Role.VIEWER) -> LearnedDetector:
    """A learned detector this person has the role for; raises AppError 404 or 403."""
    return owned(LearnedDetector, detector_id, principal, needed, "learned detector")


def _recording(principal: Principal, recording_id: UUID, needed: Role) -> Recording:
    return owned(Recording, recording_id, principal, needed, "recording")


def _segmentation(principal: Principal, segmentation_id: UUID, needed: Role) -> Segmentation:
    row = db.session.execute(
        select(Segmentation, Recording.group_id)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Segmentation.id == segmentation_id)
    ).one_or_none()
    if row is None:
        raise not_found("segmentation")
    require_role(principal, row.group_id, needed, "segmentation")
    return row[0]

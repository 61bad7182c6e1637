"""Who may see and change pictures: the group's roles, and for the original and its place the one who brought it."""

from uuid import UUID

from sqlalchemy import Select, select

from blueprints.images.models import Identification, Image, VisionJob, VisionProposal
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import not_found
from core.owned import owned, visible


def visible_images(principal: Principal) -> Select[Image]:
    """Pictures of the groups this person belongs to."""
    return visible(Image, principal)


def visible_vision_jobs(principal: Principal) -> Select[VisionJob]:
    return visible(VisionJob, principal)


def get_image(principal: Principal, image_id: UUID, needed: Role = Role.VIEWER) -> Image:
    """A picture the person has this role for; 404 to strangers, 403 to lower roles."""
    return owned(Image, image_id, principal, needed, "picture")


def get_own_image(principal: Principal, image_id: UUID) -> Image:
    """A picture this person brought and may still see; 404 to everybody else."""
    image = get_image(principal, image_id)
    if image.created_by != principal.user_id:
        raise not_found("original")
    return image


def may_see_place(principal: Principal, image: Image) -> bool:
    """Whether coordinates from the file may be shown: to the one who brought it, or when that person shares them."""
    return image.is_place_shared or image.created_by == principal.user_id


def get_vision_job(principal: Principal, job_id: UUID, needed: Role = Role.VIEWER) -> VisionJob:
    return owned(VisionJob, job_id, principal, needed, "identification")


def get_proposal(principal: Principal, proposal_id: UUID, needed: Role = Role.ANNOTATOR) -> VisionProposal:
    """A proposal whose picture this person may name; 404 to strangers, 403 to lower roles."""
    row = db.session.execute(
        select(VisionProposal, VisionJob.group_id)
        .join(VisionJob, VisionJob.id == VisionProposal.vision_job_id)
        .where(VisionProposal.id == proposal_id)
    ).one_or_none()
    if row is None:
        raise not_found("proposal")
    require_role(principal, row.group_id, needed, "proposal")
    found: VisionProposal = row[0]
    return found


def get_identification(principal: Principal, identification_id: UUID, needed: Role = Role.VIEWER) -> Identification:
    return owned(Identification, identification_id, principal, needed, "identification")

"""Who may see and who may change an upload."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, column, select, table

from core.access import Principal, require_role
from core.db import db
from core.errors import forbidden, invalid, not_found
from core.uploads.kinds import UploadFields, kind_of
from core.uploads.models import Upload

PROJECTS = table("projects", column("id", Uuid()), column("group_id", Uuid()))
"""The table of projects, known by name as a foreign key knows it: core imports no area."""


def visible_to(who: Principal) -> Select[Any]:
    """Uploads into one's groups."""
    return select(Upload).where(Upload.group_id.in_(who.group_ids))


def find(who: Principal, upload_id: UUID) -> Upload:
    upload: Upload | None = db.session.scalar(visible_to(who).where(Upload.id == upload_id))
    if upload is None:
        raise not_found("upload")
    return upload


def find_own(who: Principal, upload_id: UUID) -> Upload:
    """An upload to send bytes to or to end: only its sender may, while the role still allows it."""
    upload = find(who, upload_id)
    if upload.owner_id != who.user_id:
        raise forbidden("Only the person who began this upload may go on with it or end it.")
    require_role(who, upload.group_id, kind_of(upload.kind).role, "upload")
    return upload


def group_for(who: Principal, fields: UploadFields) -> UUID:
    """The group a new upload goes into. Raises AppError 404, 403 or 422."""
    group_id = fields.group_id
    if fields.project_id is not None:
        group_id = db.session.scalar(select(PROJECTS.c.group_id).where(PROJECTS.c.id == fields.project_id))
        if group_id is None:
            raise not_found("project")
    if group_id is None:
        raise invalid("/project_id", "name the project the file goes into", "missing")
    require_role(who, group_id, kind_of(fields.kind).role, "project" if fields.project_id else "group")
    return group_id

"""Who may make and read files of a group: members read, editors make them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.exchange.models import Export, ProjectImport
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import not_found


def visible_exports(who: Principal) -> Select[Any]:
    return select(Export).where(Export.group_id.in_(who.group_ids))


def visible_imports(who: Principal) -> Select[Any]:
    return select(ProjectImport).where(ProjectImport.group_id.in_(who.group_ids))


def export(who: Principal, export_id: UUID, needed: Role = Role.VIEWER) -> Export:
    """The export, for someone who may do this with it; raises AppError 404 or 403."""
    found = db.session.get(Export, export_id)
    if found is None:
        raise not_found("export")
    require_role(who, found.group_id, needed, "export")
    return found


def project_import(who: Principal, import_id: UUID) -> ProjectImport:
    found = db.session.get(ProjectImport, import_id)
    if found is None:
        raise not_found("import")
    require_role(who, found.group_id, Role.VIEWER, "import")
    return found

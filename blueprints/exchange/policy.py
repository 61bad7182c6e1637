"""Who may make and read files of a group: members read, editors make them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from blueprints.exchange.models import Export, ProjectImport
from core.access import Principal, Role
from core.owned import owned, visible


def visible_exports(who: Principal) -> Select[Any]:
    return visible(Export, who)


def visible_imports(who: Principal) -> Select[Any]:
    return visible(ProjectImport, who)


def export(who: Principal, export_id: UUID, needed: Role = Role.VIEWER) -> Export:
    """The export, for someone who may do this with it; raises AppError 404 or 403."""
    return owned(Export, export_id, who, needed, "export")


def project_import(who: Principal, import_id: UUID) -> ProjectImport:
    return owned(ProjectImport, import_id, who, Role.VIEWER, "import")

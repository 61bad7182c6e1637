"""Who may use the routes of exchange."""

from tests.architecture.access import Door, Needs, one

DOORS = {
    "exchange.create_export": Door(
        Needs.EDITOR, body=lambda w: {"kind": "project-archive", "project_id": str(w.project.id)}
    ),
    "exchange.list_exports": Door(Needs.VIEWER, shows=lambda w: str(w.make.export(w.project).id)),
    "exchange.read_export": Door(Needs.VIEWER, path=one(lambda w: w.make.export(w.project))),
    "exchange.read_export_file": Door(Needs.VIEWER, path=one(lambda w: w.make.export(w.project))),
    "exchange.link_to_export": Door(Needs.VIEWER, path=one(lambda w: w.make.export(w.project))),
    "exchange.delete_export": Door(Needs.EDITOR, path=one(lambda w: w.make.export(w.project))),
    "exchange.list_project_imports": Door(Needs.VIEWER, shows=lambda w: str(w.make.project_import(w.group).id)),
    "exchange.read_project_import": Door(Needs.VIEWER, path=one(lambda w: w.make.project_import(w.group))),
    "exchange.create_project_import": Door(
        Needs.EDITOR,
        form=lambda w: {"group_id": str(w.group.id), "file": w.make.file(b"PK\x03\x04no project", "project.zip")},
        also=(422,),
    ),
}

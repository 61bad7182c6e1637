"""Who may use the routes of projects and sites."""

from tests.architecture.access import Door, Needs, one, unique

DOORS = {
    "projects.list_projects": Door(Needs.VIEWER, shows=lambda w: str(w.make.project(w.group).id)),
    "projects.create_project": Door(
        Needs.EDITOR, body=lambda w: {"group_id": str(w.group.id), "name": unique("Hedgerows")}
    ),
    "projects.read_project": Door(Needs.VIEWER, path=one(lambda w: w.project)),
    "projects.patch_project": Door(Needs.EDITOR, path=one(lambda w: w.project), body=lambda w: {"description": "2024"}),
    "projects.delete_project": Door(Needs.ADMIN, path=one(lambda w: w.make.project(w.group))),
    "projects.list_sites": Door(Needs.VIEWER, shows=lambda w: str(w.make.site(w.project).id)),
    "projects.create_site": Door(Needs.EDITOR, body=lambda w: {"project_id": str(w.project.id), "name": unique("Oak")}),
    "projects.read_site": Door(Needs.VIEWER, path=one(lambda w: w.make.site(w.project))),
    "projects.patch_site": Door(
        Needs.EDITOR, path=one(lambda w: w.make.site(w.project)), body=lambda w: {"habitat": "hedge"}
    ),
    "projects.delete_site": Door(Needs.ADMIN, path=one(lambda w: w.make.site(w.project))),
}

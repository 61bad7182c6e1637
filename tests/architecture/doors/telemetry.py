"""Who may use the routes of sources, channels, readings and dashboards."""

from tests.architecture.access import Actor, Door, Needs, Room, one, unique


def channel(w):
    return w.make.channel(w.make.source(w.project))


def source(w):
    return w.make.source(w.project)


def panel_body(w):
    return {"group_id": str(w.group.id), "name": unique("Board"), "panels": []}


SPAN = {"start": "2018-10-12", "end": "2018-10-12"}

DOORS = {
    "telemetry.list_sources": Door(Needs.VIEWER, shows=lambda w: str(source(w).id)),
    "telemetry.create_source": Door(
        Needs.EDITOR,
        body=lambda w: {"project_id": str(w.project.id), "name": unique("Mast"), "settings": {"kind": "push"}},
    ),
    "telemetry.get_source": Door(Needs.VIEWER, path=one(source)),
    "telemetry.change_source": Door(Needs.EDITOR, path=one(source), body=lambda w: {"auto_create": False}),
    "telemetry.delete_source": Door(Needs.ADMIN, path=one(source)),
    "telemetry.restart_source": Door(Needs.EDITOR, path=one(source)),
    "telemetry.put_source_file": Door(
        Needs.EDITOR,
        path=one(lambda w: w.make.source(w.project, kind="replay")),
        form=lambda w: {"file": w.make.file(b"time,channel,value\n", "day.csv")},
    ),
    "telemetry.push_readings": Door(
        Needs.EDITOR,
        path=one(source),
        data=b'{"channel": "A", "value": 1}',
        headers=lambda w: {"Content-Type": "application/json"},
    ),
    "telemetry.list_channels": Door(Needs.VIEWER, shows=lambda w: channel(w).public_id),
    "telemetry.create_channel": Door(
        Needs.EDITOR, body=lambda w: {"source_id": str(source(w).id), "public_id": unique("T")}
    ),
    "telemetry.get_channel": Door(Needs.VIEWER, path=one(channel)),
    "telemetry.change_channel": Door(Needs.EDITOR, path=one(channel), body=lambda w: {"unit": "K"}),
    "telemetry.delete_channel": Door(Needs.ADMIN, path=one(channel)),
    "telemetry.list_latest": Door(Needs.SIGN_IN),
    "telemetry.export_catalogue": Door(Needs.SIGN_IN),
    "telemetry.import_catalogue": Door(
        Needs.EDITOR,
        form=lambda w: {"source_id": str(source(w).id), "file": w.make.file(b"public_id,unit\nA,K\n", "channels.csv")},
    ),
    "telemetry.list_readings": Door(Needs.VIEWER, path=one(channel), query=lambda w: SPAN),
    "telemetry.list_aggregates": Door(Needs.VIEWER, path=one(channel), query=lambda w: SPAN),
    "telemetry.get_chart": Door(Needs.VIEWER, query=lambda w: {"ids": str(channel(w).id)}),
    "telemetry.get_sparks": Door(Needs.VIEWER, query=lambda w: {"ids": str(channel(w).id)}),
    "telemetry.export_readings": Door(Needs.VIEWER, query=lambda w: SPAN | {"ids": str(channel(w).id)}),
    "telemetry.list_dead_letters": Door(
        Needs.VIEWER, shows=lambda w: w.make.dead_letter(source(w), channel=unique("X")).channel
    ),
    "telemetry.replay_dead_letters": Door(Needs.EDITOR, body=lambda w: {"source_id": str(source(w).id)}),
    "telemetry.delete_dead_letters": Door(Needs.EDITOR, path=one(source)),
    "telemetry.list_dashboards": Door(
        Needs.VIEWER, shows=lambda w: str(w.make.dashboard(w.people[Actor.ADMIN], w.group, is_shared=True).id)
    ),
    "telemetry.create_dashboard": Door(Needs.VIEWER, body=panel_body),
    "telemetry.get_dashboard": Door(
        Needs.VIEWER, path=one(lambda w: w.make.dashboard(w.people[Actor.ADMIN], w.group, is_shared=True))
    ),
    "telemetry.change_dashboard": Door(
        Needs.OWNER, path=one(lambda w: w.make.dashboard(w.me)), body=lambda w: {"is_shared": True}
    ),
    "telemetry.delete_dashboard": Door(Needs.OWNER, path=one(lambda w: w.make.dashboard(w.me))),
}

ROOMS = {"channel": Room(Needs.VIEWER, lambda w: channel(w).id)}

"""Who may use the routes and rooms of uploads: members see them, their sender goes on with them."""

from base64 import b64encode

from core.uploads.models import Upload
from core.uploads.staging import make_staged, staged_path
from tests.architecture.access import Door, Needs, Room, World, one

TUS = {"Tus-Resumable": "1.0.0"}

CHUNK = TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}


def _upload(w: World) -> Upload:
    """An upload of three bytes, begun by whoever asks, of which none has come."""
    row: Upload = w.make.save(
        Upload(
            kind="recording", owner_id=w.me.id, group_id=w.group.id, project_id=w.project.id,
            file_name="night.wav", size_bytes=3, fields={"kind": "recording", "project_id": str(w.project.id)},
        )
    )  # fmt: skip
    make_staged(staged_path(w.make.app.config["SETTINGS"].chunk_dir, row.id))
    return row


def _announced(w: World) -> dict[str, str]:
    values = {"filename": "night.wav", "kind": "recording", "project_id": str(w.project.id)}
    metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in values.items())
    return TUS | {"Upload-Length": "3", "Upload-Metadata": metadata}


DOORS = {
    "uploads.list_uploads": Door(Needs.VIEWER, shows=lambda w: str(_upload(w).id)),
    "uploads.create_upload": Door(Needs.EDITOR, headers=_announced),
    "uploads.get_upload": Door(Needs.VIEWER, path=one(_upload)),
    "uploads.append_to_upload": Door(Needs.EDITOR, path=one(_upload), headers=lambda w: CHUNK, data=b"RIF"),
    "uploads.delete_upload": Door(Needs.EDITOR, path=one(_upload), headers=lambda w: TUS),
    "uploads.override_method": Door(
        Needs.EDITOR, path=one(_upload), headers=lambda w: TUS | {"X-HTTP-Method-Override": "DELETE"}
    ),
}

ROOMS = {"upload": Room(Needs.VIEWER, key=lambda w: _upload(w).id)}

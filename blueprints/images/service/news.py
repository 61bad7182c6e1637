"""Live news about pictures, to the room of their group, once they are committed."""

from typing import Any

from blueprints.images.models import Image
from core.after_commit import do_after_commit
from core.realtime import emit


def announce(image: Image, **more: Any) -> None:
    """Tell the group that a picture arrived, changed or went; never where it was taken."""
    payload = {
        "id": str(image.id),
        "project_id": str(image.project_id) if image.project_id else None,
        "species_id": str(image.species_id) if image.species_id else None,
        "version": image.version or 1,
        **more,
    }
    do_after_commit(("image.changed", payload["id"]), emit, "image.changed", f"group:{image.group_id}", payload)

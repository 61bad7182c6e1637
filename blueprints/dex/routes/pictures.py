"""Pictures of entries, for everybody who may see the entry: pixels and nothing else."""

from contextlib import ExitStack
from pathlib import Path
from typing import Literal
from uuid import UUID

from flask import Response, send_file
from pydantic import Field

from blueprints.dex import policy
from blueprints.dex.models import DexPicture
from blueprints.dex.routes.area import api
from core.access import principal
from core.api import IdPath, Query, bulk
from core.db import db
from core.documents import file_of
from core.errors import not_found
from core.security import run_off_loop
from core.storage import storage

SIZES = {"256": "thumbnail_256_sha256", "768": "thumbnail_768_sha256", "standard": "standard_sha256"}


class PicturePath(IdPath):
    """An entry and one of its pictures."""

    picture_id: UUID = Field(description="Of the entry's pictures")


class SizeQuery(Query):
    """How large a picture is wanted."""

    size: Literal["256", "768", "standard"] = Field("standard", description="Pixels of the long side")


@api.get("/dex/entries/<uuid:id>/pictures/<uuid:picture_id>", responses={200: file_of("image/webp")})
@bulk
def read_picture(path: PicturePath, query: SizeQuery) -> Response:
    """A picture of an entry; without place, camera or serial number"""
    entry = policy.get_entry(principal(), path.id)
    picture = db.session.get(DexPicture, path.picture_id)
    if picture is None or picture.entry_id != entry.id:
        raise not_found("picture")
    sha256: str = getattr(picture, SIZES[query.size])
    with ExitStack() as stack:
        # Fetching from an object storage takes long; the open file stays readable after its copy is gone.
        found: Path = run_off_loop(stack.enter_context, storage().open_local(sha256))
        response = send_file(found, mimetype="image/webp", conditional=True, etag=sha256)
    # Who may see an entry can change at any time: a browser keeps its copy but asks before it shows it.
    response.headers["Cache-Control"] = "private, no-cache"
    return response

"""The bytes of pictures: bare copies for the group, the original for the one who brought it."""

from contextlib import ExitStack
from pathlib import Path

from flask import Response, request, send_file

from blueprints.images import policy
from blueprints.images.routes.area import api
from blueprints.images.schemas.pictures import PictureQuery
from blueprints.images.service.stored import png_path, read_picture, sha256_of_size
from blueprints.images.service.versions import find_version
from core.access import principal
from core.api import IdPath, bulk
from core.db import db
from core.documents import file_of
from core.security import run_off_loop
from core.storage import storage
from core.storage.blobs import Blob

PICTURE_LIFE_S = 7 * 86_400
"""How long a browser keeps a picture whose address names its version; it never changes."""

STILL_RIGHT = {"description": "The picture you have is still right; the answer has no body"}


@api.get("/images/<uuid:id>/picture", responses={200: file_of("image/webp", "image/png"), 304: STILL_RIGHT})
@bulk
def get_picture(path: IdPath, query: PictureQuery) -> Response:
    """The standard picture or a thumbnail: upright, edited, in sRGB, nothing in it but pixels."""
    image = policy.get_image(principal(), path.id)
    version = find_version(image, query.version_id)
    sha256 = sha256_of_size(version, query.size.value)
    life = f"private, max-age={PICTURE_LIFE_S}, immutable" if query.version_id else "private, no-cache"
    response = Response(headers={"ETag": f'"{sha256}.{query.format}"', "Cache-Control": life, "Vary": "Authorization"})
    response.mimetype = f"image/{query.format}"
    if not request.if_none_match.contains(f"{sha256}.{query.format}"):
        if query.format == "png":
            response.data = png_path(image, version).read_bytes()
        else:
            response.data = read_picture(version, query.size.value)
    response.make_conditional(request)
    return response


@api.get("/images/<uuid:id>/original", responses={200: file_of("image/*")})
def get_original(path: IdPath) -> Response:
    """The file as it was uploaded, with everything in it; only for the person who brought it."""
    image = policy.get_own_image(principal(), path.id)
    media_type = db.session.get_one(Blob, image.blob_sha256).media_type
    with ExitStack() as stack:
        # Fetching from an object storage takes long; the open file stays readable after its copy is gone.
        local: Path = run_off_loop(stack.enter_context, storage().open_local(image.blob_sha256))
        response = send_file(
            local, mimetype=media_type, as_attachment=True, download_name=image.file_name, conditional=True,
            etag=image.blob_sha256,
        )  # fmt: skip
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""The headers of tus 1.0.0, the protocol of resumable uploads (tus.io/protocols/resumable-upload)."""

import base64
import binascii
import hashlib

from flask import Response, request

from core.config import Settings
from core.disk import MB
from core.errors import AppError, invalid
from core.uploads.kinds import UploadFields, kind_names, kind_of
from core.uploads.staging import Checksum

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration,checksum"
ALGORITHMS = ("sha1", "sha256")
BODY_TYPE = "application/offset+octet-stream"

MAX_METADATA_LENGTH = 8000
"""Characters of Upload-Metadata; more would not pass common proxies."""


def options(settings: Settings) -> Response:
    """What this server can do."""
    response = Response(status=204)
    largest = max((max_bytes(settings, name) for name in kind_names()), default=0)
    response.headers["Tus-Version"] = VERSION
    response.headers["Tus-Extension"] = EXTENSIONS
    response.headers["Tus-Max-Size"] = str(largest)
    response.headers["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)
    return response


def max_bytes(settings: Settings, kind_name: str) -> int:
    """Largest size of a kind of file."""
    return int(getattr(settings, kind_of(kind_name).max_mb_setting)) * MB


def check_version() -> None:
    """Refuse other versions of the protocol; plain reading and deleting need not name one."""
    given = request.headers.get("Tus-Resumable")
    needs_one = request.method in {"POST", "PATCH"}
    if given == VERSION or (given is None and not needs_one):
        return
    detail = f"Send the header Tus-Resumable: {VERSION}."
    raise AppError(412, "tus-version", detail, headers={"Tus-Version": VERSION})


def _number(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise AppError(400, "tus-header", f"{header}: expected a number of bytes, found {text[:30] or 'nothing'}.")
    return int(text)


def upload_length() -> int:
    if "Upload-Defer-Length" in request.headers:
        raise AppError(400, "tus-header", "The length must be known at the start (no Upload-Defer-Length).")
    return _number("Upload-Length")


def upload_offset() -> int:
    return _number("Upload-Offset")


def require_body_type() -> None:
    if request.mimetype != BODY_TYPE:
        raise AppError(415, "unsupported-media-type", f"Send the bytes as Content-Type: {BODY_TYPE}.")


def checksum() -> Checksum | None:
    """The announced checksum of this request's body. Raises AppError 400 for an unknown algorithm."""
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, encoded = header.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        choices = " or ".join(ALGORITHMS)
        raise AppError(400, "tus-checksum-algorithm", f"Upload-Checksum: expected {choices}, found {algorithm[:30]}.")
    try:
        expected = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        expected = b""
    if len(expected) != hashlib.new(algorithm).digest_size:
        raise AppError(400, "tus-header", f"Upload-Checksum: expected a base64 {algorithm}, found {encoded[:60]}.")
    return Checksum(algorithm, expected)


def metadata_header() -> str:
    header = request.headers.get("Upload-Metadata", "")
    if len(header) > MAX_METADATA_LENGTH:
        raise AppError(400, "tus-header", f"Upload-Metadata has more than {MAX_METADATA_LENGTH} characters.")
    return header


def read_metadata(header: str) -> dict[str, str]:
    """Keys and values of Upload-Metadata. Raises AppError 422 naming the key that cannot be read."""
    found: dict[str, str] = {}
    for pair in header.split(","):
        key, _, encoded = pair.strip().partition(" ")
        if not key:
            continue
        if key in found:
            raise invalid(f"/{key}", f"Upload-Metadata names {key} twice", "duplicate")
        try:
            found[key] = base64.b64decode(encoded.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise invalid(f"/{key}", f"Upload-Metadata: the value of {key} is not base64 of UTF-8 text") from None
    if "filename" not in found and "name" in found:
        found["filename"] = found["name"]
    return found


def read_fields(values: dict[str, str]) -> UploadFields:
    """The fields of the kind that the values name. Raises AppError or ValidationError (422)."""
    kind = kind_of(values.get("kind", UploadFields.model_fields["kind"].default))
    return kind.fields.model_validate(values)

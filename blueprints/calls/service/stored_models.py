"""Classifiers into storage, as one file each; for jobs."""

from core.jobs.context import JobContext
from core.storage import sha256_of, storage
from core.storage.blobs import announce_blob

MODEL_TYPE = "application/octet-stream"


def store_model(ctx: JobContext, content: bytes) -> str:
    """The hash under which a classifier's file lies from now on; commits, so that the sweep knows of it."""
    path = ctx.workdir / "model"
    path.write_bytes(content)
    sha256 = sha256_of(path)
    announce_blob(sha256, len(content), MODEL_TYPE)
    ctx.commit()
    storage().put_file(path, sha256)
    return sha256

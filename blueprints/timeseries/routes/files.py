"""Stored and derived files under names people understand."""

from contextlib import ExitStack
from pathlib import Path

from flask import Response, send_file

from core.security import run_off_loop
from core.storage import storage


def send_stored(sha256: str, name: str, media_type: str) -> Response:
    """A stored file."""
    with ExitStack() as stack:
        # Fetching from an object storage takes long; the open file stays readable after its copy is gone.
        path: Path = run_off_loop(stack.enter_context, storage().open_local(sha256))
        return send_file(
            path, mimetype=media_type, as_attachment=True, download_name=name, conditional=True, etag=sha256
        )


def send_path(path: Path, name: str, media_type: str, *, is_shown: bool = False) -> Response:
    """A derived file; shown in the page or saved."""
    return send_file(path, mimetype=media_type, as_attachment=not is_shown, download_name=name, conditional=True)

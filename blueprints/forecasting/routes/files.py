"""Files of forecasting, stored or written for the answer."""

from contextlib import ExitStack
from pathlib import Path

from flask import Response, send_file

from blueprints.forecasting.service.exports import Export
from core.api import streamed
from core.security import run_off_loop
from core.storage import storage


def send(export: Export) -> Response:
    """A stored file under a name people understand, or a text."""
    if export.sha256 is None:
        return streamed([export.text], media_type=export.media_type, file_name=export.name)
    with ExitStack() as stack:
        # Fetching from an object storage takes long; the open file stays readable after its copy is gone.
        path: Path = run_off_loop(stack.enter_context, storage().open_local(export.sha256))
        return send_file(
            path, mimetype=export.media_type, as_attachment=True, download_name=export.name, conditional=True,
            etag=export.sha256,
        )  # fmt: skip

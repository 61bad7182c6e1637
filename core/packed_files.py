"""The page's own files on their way: text is packed once and sent so to whoever can unpack it.

Only files that are the same for everyone: packing answers of the API would let their length tell what is in them.
"""

import gzip

from flask import Flask, Response, request

KINDS = {"text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml"}

LEAST_BYTES = 800
"""What fits into one packet arrives no sooner packed."""


class PackedFiles:
    """Files below the static folder, packed when they are first asked for and again when they change."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, bytes]] = {}

    def pack(self, name: str, response: Response) -> Response:
        """The answer with a packed body, where that helps and the asker takes it."""
        if response.status_code != 200 or response.mimetype not in KINDS:
            return response
        response.vary.add("Accept-Encoding")
        if not request.accept_encodings.quality("gzip") or (response.content_length or 0) < LEAST_BYTES:
            return response
        mark = response.get_etag()[0] or ""
        body = self._packed(name, mark, response)
        response.close()
        response.direct_passthrough = False
        response.set_data(body)
        response.headers["Content-Encoding"] = "gzip"
        # The same file in other bytes: only a weak tag may stand for both.
        response.set_etag(mark, weak=True)
        response.headers.pop("Accept-Ranges", None)
        return response

    def _packed(self, name: str, mark: str, response: Response) -> bytes:
        known = self._known.get(name)
        if known is None or known[0] != mark:
            known = self._known[name] = mark, gzip.compress(b"".join(response.iter_encoded()), mtime=0)
        return known[1]


def init_packed_files(app: Flask) -> None:
    """Send the static files packed."""
    files = PackedFiles()

    def static(filename: str) -> Response:
        return files.pack(filename, app.send_static_file(filename))

    app.view_functions["static"] = static

"""Files on their way in: resumable transfer (tus 1.0.0), verification, and the object made from each.

kinds : what can be uploaded, declared by areas. models : the rows. staging : bytes on disk.
tus : the protocol's headers. service : create, append, complete, end. finish : verify, store, hand over.
multipart : small files in one request. archives, unpack : ZIP files, safely. sweep : what is left lying.
"""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register the tables, the live room, and what a cancelled verification means."""
    from core.storage import blobs  # noqa: F401, PLC0415 (tables first exist when the application does)
    from core.uploads import live  # noqa: PLC0415

    live.open_rooms()

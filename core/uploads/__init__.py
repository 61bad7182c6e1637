"""Files on their way in: resumable transfer (tus 1.0.0), verification, and the object made from each.

kinds : what can be uploaded, declared by areas. models : the rows. staging : bytes on disk.
tus : the protocol's headers. service : create, append, complete, end. finish : verify, store, hand over.
multipart : small files in one request. archives, unpack : ZIP files, safely. sweep : what is left lying.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the tables, the live room, the sweeps, and what a lost verification means."""
    from core import scheduler  # noqa: PLC0415 (tables first exist when the application does)
    from core.cache_files import sweep_cache  # noqa: PLC0415
    from core.storage.blobs import sweep_blobs  # noqa: PLC0415
    from core.uploads import live, multipart, service, sweep  # noqa: PLC0415

    live.open_rooms()
    service.listen()
    scheduler.every(3600, "uploads.sweep", sweep.sweep_uploads)
    scheduler.every(3600, "blobs.sweep", sweep_blobs)
    scheduler.every(900, "cache.sweep", sweep_cache)
    if app.config["ROLE"] == "web":
        multipart.limit_bodies(app, app.config["SETTINGS"])

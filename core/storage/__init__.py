"""Where stored files lie: one interface, a local folder, an S3 bucket or a Supabase bucket behind it."""

from flask import current_app

from core.config import Settings, StorageBackend
from core.storage.interface import Storage, StorageError, sha256_of
from core.storage.local import LocalStorage
from core.storage.s3 import S3Storage
from core.storage.supabase import SupabaseStorage

__all__ = ["Storage", "StorageError", "open_storage", "sha256_of", "storage"]


def open_storage(settings: Settings) -> Storage:
    """The storage these settings name."""
    if settings.storage_backend is StorageBackend.S3:
        return S3Storage(settings)
    if settings.storage_backend is StorageBackend.SUPABASE:
        return SupabaseStorage(settings)
    return LocalStorage(settings.blob_dir)


def storage() -> Storage:
    """The storage of the present application, opened on first use."""
    extensions = current_app.extensions
    if "fieldstation-storage" not in extensions:
        extensions["fieldstation-storage"] = open_storage(current_app.config["SETTINGS"])
    found: Storage = extensions["fieldstation-storage"]
    return found

"""Stored files in a bucket of a Supabase project, through the official client."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.config import Settings
from core.storage.fetched import FetchedFiles
from core.storage.interface import HASH_BLOCK_BYTES, StorageError, checked_key, missing

DEFAULT_BUCKET = "fieldstation"
"""Bucket used when S3_BUCKET is empty."""


class SupabaseStorage:
    """Objects `ab/cd/abcd…` in one private bucket."""

    name = "supabase"

    def __init__(self, settings: Settings) -> None:
        # The client takes a second to import: only stations that use it pay for it.
        import httpx  # noqa: PLC0415
        from storage3.exceptions import StorageApiError  # noqa: PLC0415
        from supabase import create_client  # noqa: PLC0415

        self._http = httpx
        self._refused = StorageApiError
        self._bucket_name = settings.s3_bucket or DEFAULT_BUCKET
        self._prefix = settings.s3_prefix.strip("/")
        self._fetched = FetchedFiles(settings.cache_dir / "blobs")
        self._address = settings.supabase_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {settings.supabase_key}", "apikey": settings.supabase_key}
        self._client: Any = create_client(settings.supabase_url, settings.supabase_key)

    @property
    def _bucket(self) -> Any:
        return self._client.storage.from_(self._bucket_name)

    def key_of(self, sha256: str) -> str:
        key = checked_key(sha256)
        return "/".join(part for part in (self._prefix, key[:2], key[2:4], key) if part)

    def put_file(self, path: Path, sha256: str) -> None:
        if self.exists(sha256):
            return
        options = {"content-type": "application/octet-stream", "upsert": "true"}
        try:
            self._bucket.upload(self.key_of(sha256), path, options)
        except (self._refused, self._http.HTTPError) as exc:
            raise _failed(exc) from exc

    adopt_file = put_file

    @contextmanager
    def open_local(self, sha256: str) -> Iterator[Path]:
        with self._fetched.open(checked_key(sha256), self._download) as path:
            yield path

    def exists(self, sha256: str) -> bool:
        return self._head(sha256) is not None

    def size(self, sha256: str) -> int:
        found = self._head(sha256)
        if found is None:
            raise missing(sha256)
        return found

    def delete(self, sha256: str) -> None:
        try:
            self._bucket.remove([self.key_of(sha256)])
        except (self._refused, self._http.HTTPError) as exc:
            raise _failed(exc) from exc

    def url(self, sha256: str, *, file_name: str, media_type: str, life_s: int = 300) -> str | None:  # noqa: ARG002
        try:
            signed = self._bucket.create_signed_url(self.key_of(sha256), life_s, {"download": file_name})
        except (self._refused, self._http.HTTPError) as exc:
            raise _failed(exc) from exc
        return str(signed["signedURL"])

    def check(self) -> None:
        try:
            self._client.storage.get_bucket(self._bucket_name)
        except (self._refused, self._http.HTTPError) as exc:
            raise _failed(exc) from exc

    def _object_address(self, sha256: str) -> str:
        return f"{self._address}/storage/v1/object/authenticated/{self._bucket_name}/{self.key_of(sha256)}"

    def _head(self, sha256: str) -> int | None:
        try:
            answer = self._http.head(self._object_address(sha256), headers=self._headers, timeout=30)
        except self._http.HTTPError as exc:
            raise _failed(exc) from exc
        # Supabase answers 400 with a body that says 404 when an object is missing.
        if answer.status_code in (400, 404):
            return None
        if answer.status_code != 200:
            raise StorageError("storage-unavailable", f"The bucket answered {answer.status_code}.")
        return int(answer.headers.get("Content-Length", 0))

    def _download(self, sha256: str, draft: Path) -> None:
        """Fetch in blocks: the client's own `download` holds the whole file in memory."""
        address = self._object_address(sha256)
        try:
            with self._http.stream("GET", address, headers=self._headers, timeout=60) as answer:
                if answer.status_code in (400, 404):
                    raise missing(sha256)
                answer.raise_for_status()
                with draft.open("wb") as file:
                    for block in answer.iter_bytes(HASH_BLOCK_BYTES):
                        file.write(block)
        except self._http.HTTPError as exc:
            raise _failed(exc) from exc


def _failed(exc: Exception) -> StorageError:
    return StorageError("storage-unavailable", f"The bucket cannot be used: {type(exc).__name__}.")

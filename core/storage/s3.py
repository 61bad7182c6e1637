"""Stored files in a bucket that speaks S3: Amazon, MinIO, or Supabase through its S3 address."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from core.config import Settings
from core.storage.fetched import FetchedFiles
from core.storage.interface import checked_key, missing


class S3Storage:
    """Objects `prefix/ab/cd/abcd…`; files that are worked on are fetched into the cache folder first."""

    name = "s3"

    def __init__(self, settings: Settings) -> None:
        # boto3 takes 0.3 s and 40 MB to import: stations that store locally never pay for it.
        from core.storage.s3_client import S3Client  # noqa: PLC0415

        self._prefix = settings.s3_prefix.strip("/")
        self._fetched = FetchedFiles(settings.cache_dir / "blobs")
        self.client = S3Client(settings, settings.s3_bucket)

    def key_of(self, sha256: str) -> str:
        key = checked_key(sha256)
        parts = (self._prefix, key[:2], key[2:4], key)
        return "/".join(part for part in parts if part)

    def put_file(self, path: Path, sha256: str) -> None:
        if not self.exists(sha256):
            self.client.upload(path, self.key_of(sha256))

    adopt_file = put_file

    @contextmanager
    def open_local(self, sha256: str) -> Iterator[Path]:
        with self._fetched.open(checked_key(sha256), self._download) as path:
            yield path

    def exists(self, sha256: str) -> bool:
        return self.client.size(self.key_of(sha256)) is not None

    def size(self, sha256: str) -> int:
        found = self.client.size(self.key_of(sha256))
        if found is None:
            raise missing(sha256)
        return found

    def delete(self, sha256: str) -> None:
        self.client.delete(self.key_of(sha256))

    def url(self, sha256: str, *, file_name: str, media_type: str, life_s: int = 300) -> str | None:
        disposition = f"attachment; filename*=UTF-8''{quote(file_name, safe='')}"
        return self.client.signed_address(
            self.key_of(sha256), disposition=disposition, media_type=media_type, life_s=life_s
        )

    def check(self) -> None:
        self.client.check()

    def _download(self, sha256: str, draft: Path) -> None:
        if not self.client.download(self.key_of(sha256), draft):
            raise missing(sha256)

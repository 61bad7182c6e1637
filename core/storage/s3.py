"""Stored files in a bucket that speaks S3: Amazon, MinIO, or Supabase through its S3 address."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from core.config import Settings
from core.storage.fetched import FetchedFiles
from core.storage.interface import StorageError, checked_key, missing

PART_BYTES = 16 * 1024 * 1024
"""Size of a part of a large upload; 10,000 parts, the protocol's most, make 160 GB."""

ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
"""Codes with which servers say that there is no such object."""


class S3Storage:
    """Objects `prefix/ab/cd/abcd…`; files that are worked on are fetched into the cache folder first."""

    name = "s3"

    def __init__(self, settings: Settings) -> None:
        # boto3 takes 0.3 s and 40 MB to import: stations that store locally never pay for it.
        import boto3  # noqa: PLC0415
        from boto3.s3.transfer import TransferConfig  # noqa: PLC0415
        from botocore.config import Config  # noqa: PLC0415
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        self._failures = (BotoCoreError, ClientError)
        self._bucket = settings.s3_bucket
        self._prefix = settings.s3_prefix.strip("/")
        self._fetched = FetchedFiles(settings.cache_dir / "blobs")
        # Threads of its own would be green threads under eventlet and gain nothing.
        self._transfer = TransferConfig(
            multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES, use_threads=False
        )
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=settings.s3_endpoint_url or None,
            region_name=settings.s3_region or None,
            aws_access_key_id=settings.s3_access_key_id or None,
            aws_secret_access_key=settings.s3_secret_access_key or None,
            config=Config(
                connect_timeout=5,
                read_timeout=60,
                retries={"max_attempts": 4, "mode": "standard"},
                # Other servers than Amazon's do not all know its newer trailing checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "path" if settings.s3_endpoint_url else "auto"},
            ),
        )

    def key_of(self, sha256: str) -> str:
        key = checked_key(sha256)
        parts = (self._prefix, key[:2], key[2:4], key)
        return "/".join(part for part in parts if part)

    def put_file(self, path: Path, sha256: str) -> None:
        if self.exists(sha256):
            return
        key = self.key_of(sha256)
        try:
            self._client.upload_file(str(path), self._bucket, key, Config=self._transfer)
        except (*self._failures, _upload_failed()) as exc:
            raise _failed(exc) from exc
        if self.size(sha256) != path.stat().st_size:
            self.delete(sha256)
            raise StorageError("storage-incomplete", "The bucket kept another number of bytes than was sent.")

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
        return int(found["ContentLength"])

    def delete(self, sha256: str) -> None:
        try:
            self._client.delete_object(Bucket=self._bucket, Key=self.key_of(sha256))
        except self._failures as exc:
            raise _failed(exc) from exc

    def url(self, sha256: str, *, file_name: str, media_type: str, life_s: int = 300) -> str | None:
        parameters = {
            "Bucket": self._bucket,
            "Key": self.key_of(sha256),
            "ResponseContentType": media_type,
            "ResponseContentDisposition": f"attachment; filename*=UTF-8''{quote(file_name, safe='')}",
        }
        return str(self._client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=life_s))

    def check(self) -> None:
        try:
            self._client.head_bucket(Bucket=self._bucket)
        except self._failures as exc:
            raise _failed(exc) from exc

    def _head(self, sha256: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self._client.head_object(Bucket=self._bucket, Key=self.key_of(sha256))
        except self._failures as exc:
            if _code(exc) in ABSENT:
                return None
            raise _failed(exc) from exc
        return found

    def _download(self, sha256: str, draft: Path) -> None:
        try:
            self._client.download_file(self._bucket, self.key_of(sha256), str(draft), Config=self._transfer)
        except self._failures as exc:
            if _code(exc) in ABSENT:
                raise missing(sha256) from exc
            raise _failed(exc) from exc


def _upload_failed() -> type[Exception]:
    from boto3.exceptions import S3UploadFailedError  # noqa: PLC0415 (as above: only with S3)

    return S3UploadFailedError  # type: ignore[no-any-return]


def _code(exc: Exception) -> str:
    response: dict[str, Any] = getattr(exc, "response", {})
    return str(response.get("Error", {}).get("Code", ""))


def _failed(exc: Exception) -> StorageError:
    return StorageError("storage-unavailable", f"The bucket cannot be used: {_code(exc) or type(exc).__name__}.")

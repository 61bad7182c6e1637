"""One bucket of a server that speaks S3: whole files up and down, lists, deletions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from boto3 import client as connect
from boto3.exceptions import S3UploadFailedError
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from core.config import Settings
from core.storage.interface import StorageError

PART_BYTES = 16 * 1024 * 1024
"""Size of a part of a large upload; 10,000 parts, the protocol's most, make 160 GB."""

ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
"""Codes with which servers say that there is no such object."""

FAILURES = (BotoCoreError, ClientError, S3UploadFailedError)


class S3Client:
    """Raises StorageError("storage-unavailable") for everything the bucket refuses or does not answer."""

    def __init__(self, settings: Settings, bucket: str) -> None:
        self.bucket = bucket
        # Threads of its own would be green threads under eventlet and gain nothing.
        self._transfer = TransferConfig(
            multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES, use_threads=False
        )
        self._client: Any = connect(
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

    def upload(self, path: Path, key: str) -> None:
        try:
            self._client.upload_file(str(path), self.bucket, key, Config=self._transfer)
        except FAILURES as exc:
            raise _failed(exc) from exc
        if self.size(key) != path.stat().st_size:
            self.delete(key)
            raise StorageError("storage-incomplete", "The bucket kept another number of bytes than was sent.")

    def download(self, key: str, path: Path) -> bool:
        """Fetch an object; false when it is not there."""
        try:
            self._client.download_file(self.bucket, key, str(path), Config=self._transfer)
        except FAILURES as exc:
            if _code(exc) in ABSENT:
                return False
            raise _failed(exc) from exc
        return True

    def size(self, key: str) -> int | None:
        """Bytes of an object; None when it is not there."""
        try:
            return int(self._client.head_object(Bucket=self.bucket, Key=key)["ContentLength"])
        except FAILURES as exc:
            if _code(exc) in ABSENT:
                return None
            raise _failed(exc) from exc

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is no error."""
        try:
            self._client.delete_object(Bucket=self.bucket, Key=key)
        except FAILURES as exc:
            raise _failed(exc) from exc

    def keys(self, prefix: str) -> Iterator[str]:
        """Keys that begin with this, in order."""
        try:
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
                for found in page.get("Contents", ()):
                    yield str(found["Key"])
        except FAILURES as exc:
            raise _failed(exc) from exc

    def signed_address(self, key: str, *, disposition: str, media_type: str, life_s: int) -> str:
        """An address that serves the object to anyone for a while."""
        parameters = {
            "Bucket": self.bucket,
            "Key": key,
            "ResponseContentType": media_type,
            "ResponseContentDisposition": disposition,
        }
        return str(self._client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=life_s))

    def check(self) -> None:
        try:
            self._client.head_bucket(Bucket=self.bucket)
        except FAILURES as exc:
            raise _failed(exc) from exc


def _code(exc: Exception) -> str:
    response: dict[str, Any] = getattr(exc, "response", {})
    return str(response.get("Error", {}).get("Code", ""))


def _failed(exc: Exception) -> StorageError:
    return StorageError("storage-unavailable", f"The bucket cannot be used: {_code(exc) or type(exc).__name__}.")

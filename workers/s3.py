"""Blobs in an S3 bucket; boto3 reads credentials and endpoint from the environment."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from workers.storage import Store

MISSING = {"404", "NoSuchKey", "NotFound"}


class S3Store(Store):
    """AWS_ENDPOINT_URL chooses another service than Amazon's."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._client: Any = boto3.client("s3")

    def __str__(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}"

    def _key(self, sha: str) -> str:
        return f"{self._prefix}{sha[:2]}/{sha}"

    def _try(self, write: bool) -> None:
        """A trial file stays: keys that may write need not be allowed to delete."""
        with _as_os_error():
            if write:
                self._client.put_object(Bucket=self._bucket, Key=f"{self._prefix}trial", Body=b"")
            else:
                self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix, MaxKeys=1)

    def _write(self, sha: str, data: bytes) -> None:
        with _as_os_error():
            self._client.put_object(Bucket=self._bucket, Key=self._key(sha), Body=data)

    def _adopt(self, sha: str, file: Path) -> None:
        with _as_os_error():
            self._client.upload_file(str(file), self._bucket, self._key(sha))

    def _remove(self, sha: str) -> None:
        with _as_os_error():
            self._client.delete_object(Bucket=self._bucket, Key=self._key(sha))

    @contextlib.contextmanager
    def _local(self, sha: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="assay-get-") as folder:
            file = Path(folder) / sha
            with _as_os_error():
                self._client.download_file(self._bucket, self._key(sha), str(file))
            yield file


@contextlib.contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        _translate(error)
    except (BotoCoreError, boto3.exceptions.Boto3Error) as error:
        raise OSError(str(error)) from error


def _translate(error: ClientError) -> NoReturn:
    if error.response.get("Error", {}).get("Code") in MISSING:
        raise FileNotFoundError(str(error)) from error
    raise OSError(str(error)) from error

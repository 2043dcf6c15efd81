"""Objects of a bucket: the only module that speaks S3. Keys are relative to the prefix of the published folder."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

from stancepipe.bucket.address import BucketAddress
from stancepipe.errors import StoreError, UsageError

REFUSED: Final = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
MISSING: Final = frozenset({"NoSuchKey", "404"})
READ_SIZE: Final = 1 << 20
PLAIN_REGION: Final = "us-east-1"
"""For servers that have none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """What a listing says of one object."""

    etag: str
    size: int


class Refused(Exception):
    """The condition of a put does not hold."""


class Objects:
    """The objects of one published folder."""

    def __init__(self, address: BucketAddress) -> None:
        """Connect; credentials, region and certificates come from where S3 clients look for them.

        Raises:
            UsageError: the S3 client is not installed.
        """
        try:
            import boto3
            from botocore.config import Config
        except ImportError:
            raise UsageError(f"{address.url}: buckets need one more package: pip install 'stancepipe[s3]'") from None
        self.address = address
        session = boto3.session.Session()
        with self._told():
            self._client: Any = session.client(
                "s3",
                endpoint_url=address.endpoint,
                region_name=session.region_name or PLAIN_REGION,
                # Checksums in trailers are Amazon's alone; what we read is checked against digests of our own.
                config=Config(
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                    retries={"mode": "standard", "max_attempts": 5},
                ),
            )

    def listing(self) -> dict[str, Listed]:
        """All objects by key."""
        with self._told():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.address.bucket, Prefix=self.address.prefix
            )
            return {
                found["Key"].removeprefix(self.address.prefix): Listed(etag=found["ETag"], size=found["Size"])
                for page in pages
                for found in page.get("Contents", ())
            }

    def read(self, key: str) -> tuple[bytes, str] | None:
        """Content and ETag of a small object; None where there is none."""
        with self._told(), contextlib.suppress(FileNotFoundError), self._found():
            answer = self._client.get_object(**self._at(key))
            return answer["Body"].read(), answer["ETag"]
        return None

    def age(self, key: str) -> timedelta | None:
        """How long ago an object was put, by the server's clock alone; None where there is none."""
        with self._told(), contextlib.suppress(FileNotFoundError), self._found():
            answer = self._client.head_object(**self._at(key))
            modified: datetime = answer["LastModified"]
            return parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"]) - modified
        return None

    def download(self, key: str, path: Path) -> None:
        """Fetch an object into a new file.

        Raises:
            FileNotFoundError: there is no such object.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.partial")
        with self._told(), self._found():
            body = self._client.get_object(**self._at(key))["Body"]
            with partial.open("wb") as file:
                for block in body.iter_chunks(READ_SIZE):
                    file.write(block)
        partial.replace(path)

    def upload(self, path: Path, key: str) -> str:
        """Put a file of any size; its ETag."""
        with self._told():
            self._client.upload_file(str(path), self.address.bucket, self.address.prefix + key)
            return str(self._client.head_object(**self._at(key))["ETag"])

    def put(self, key: str, content: bytes, *, new: bool = False, instead_of: str | None = None) -> str:
        """Put a small object; its ETag.

        Args:
            key: where.
            content: what.
            new: only where there is no such object.
            instead_of: only in place of the object with this ETag.

        Raises:
            Refused: the condition does not hold, on a server that knows conditions.
        """
        condition = {"IfNoneMatch": "*"} if new else {"IfMatch": instead_of} if instead_of else {}
        from botocore.exceptions import ClientError

        with self._told():
            try:
                return str(self._client.put_object(**self._at(key), Body=content, **condition)["ETag"])
            except ClientError as error:
                if error.response["Error"]["Code"] != "NotImplemented":
                    raise
            return str(self._client.put_object(**self._at(key), Body=content)["ETag"])

    def copy(self, source: str, key: str) -> str:
        """Copy an object within the server; the ETag of the copy."""
        with self._told():
            origin = {"Bucket": self.address.bucket, "Key": self.address.prefix + source}
            self._client.copy(origin, self.address.bucket, self.address.prefix + key)
            return str(self._client.head_object(**self._at(key))["ETag"])

    def delete(self, key: str) -> None:
        """Remove an object, if it is there."""
        with self._told():
            self._client.delete_object(**self._at(key))

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self.address.bucket, "Key": self.address.prefix + key}

    @contextlib.contextmanager
    def _found(self) -> Iterator[None]:
        from botocore.exceptions import ClientError

        try:
            yield
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                raise FileNotFoundError(self.address.url) from error
            raise

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Say in a plain sentence what the server refused."""
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except ClientError as error:
            if error.response["Error"]["Code"] in REFUSED:
                raise Refused from error
            raise StoreError(f"{self.address.url}: {error.response['Error'].get('Message') or error}") from error
        except (BotoCoreError, Boto3Error) as error:
            raise StoreError(f"{self.address.url}: {error}") from error

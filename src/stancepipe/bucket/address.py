"""Addresses of buckets: ``s3://BUCKET/PREFIX?endpoint=URL``."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from stancepipe.errors import UsageError
from stancepipe.ids import digest

SCHEME: Final = "s3:/"
"""Also what ``pathlib`` leaves of ``s3://``: it is refused with a sentence, and no folder called ``s3:`` is made."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BucketAddress:
    """Where in which bucket the published folder lies."""

    url: str
    """As it was given."""
    bucket: str
    prefix: str
    """Empty, or ends in a slash."""
    endpoint: str | None
    """Server; None: that of ``AWS_ENDPOINT_URL``, or Amazon's."""

    @property
    def shown(self) -> str:
        """Without the server."""
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")

    def copy(self, cache: Path | None, *, reading: bool = False) -> Path:
        """Folder of the working copy, or of the one to read, under ``cache``."""
        where = digest("bucket", self.endpoint or os.environ.get("AWS_ENDPOINT_URL", ""), self.bucket, self.prefix)
        return (cache or _user_cache()) / "stancepipe" / f"{where}{'-reading' if reading else ''}"


def is_bucket(out: str | Path) -> bool:
    """Whether an output is a bucket."""
    return str(out).startswith(SCHEME)


def address_of(out: str | Path) -> BucketAddress:
    """Parse the address of a bucket.

    Raises:
        UsageError: it is none.
    """
    url = str(out)
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    if parts.scheme != "s3" or not parts.netloc or parts.fragment or query.keys() - {"endpoint"}:
        raise UsageError(f"{url} is not an address like s3://BUCKET/PREFIX or s3://BUCKET/PREFIX?endpoint=URL")
    prefix = parts.path.strip("/")
    return BucketAddress(
        url=url,
        bucket=parts.netloc,
        prefix=f"{prefix}/" if prefix else "",
        endpoint=query.get("endpoint", [None])[0],
    )


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")

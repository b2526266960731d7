"""Files in any store that speaks S3, instead of a folder of this machine. Only our own views hand them out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage

from core.storage import CHUNK

MISSING = {"404", "NoSuchKey", "NotFound"}


class S3MediaStorage(S3Storage):
    """Django's storage over an S3 API, in what all such stores have in common (MinIO, Ceph, R2, B2, Spaces).

    Objects take the bucket's own rules (private everywhere by default); no address of one ever leaves the house.
    """

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            # Names are random and written once: no question before each upload whether one is taken.
            "file_overwrite": True,
            "max_memory_size": 5_000_000,
        }

    def __init__(self, *, path_style: bool = False, **settings: Any) -> None:
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if path_style else "auto"},
            connect_timeout=5,
            read_timeout=20,
            retries={"max_attempts": 2, "mode": "standard"},
            # Checksums in trailers are younger than many stores.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, **settings)

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        """Refused: a link would let anybody in who has it, and for as long as it lives."""
        raise ValueError("Files are handed out by our own views only.")

    def get_modified_time(self, name: str) -> Any:
        """Raises FileNotFoundError, as folders do."""
        try:
            return super().get_modified_time(name)
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                raise FileNotFoundError(name) from error
            raise

    def slice(self, name: str, start: int, length: int) -> Iterator[bytes]:
        """So many bytes from there, without fetching the rest."""
        key = self._normalize_name(name)
        answer = self.bucket.Object(key).get(Range=f"bytes={start}-{start + length - 1}")
        yield from answer["Body"].iter_chunks(CHUNK)

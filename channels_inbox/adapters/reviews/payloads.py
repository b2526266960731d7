"""A review, in one shape for both providers, typed at the edge.

Sources: developers.google.com/my-business/reference/rest/v4/accounts.locations.reviews,
developers.trustpilot.com/service-reviews-api and Trustpilot's help on webhooks.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from channels_inbox.contract import UnreadablePayload
from channels_inbox.providers.strict_json import dump, read_object, table, text, whole

GOOGLE, TRUSTPILOT = "google", "trustpilot"
STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
MAX_TEXT = 20_000
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)?")
# Google adds a translation before or behind the reviewer's own words.
_TRANSLATED = re.compile(r"\n*\(Translated by Google\).*\Z", re.DOTALL)
_ORIGINAL = re.compile(r"\A\s*\(Translated by Google\).*?\(Original\)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Review:
    """`name` is the provider's name of it in addresses of its API, `author` an id of the writer or "" where the provider
    has none, `changed` when it was last changed, `answered` whether our side has answered it there."""

    provider: str
    id: str
    name: str
    stars: int | None
    title: str
    text: str
    author: str
    author_name: str
    written: str
    changed: str
    answered: bool = False
    reference: str = ""
    verified: bool = False
    language: str = ""

    @property
    def written_at(self) -> datetime | None:
        return moment(self.written)

    @property
    def changed_at(self) -> datetime | None:
        return moment(self.changed) or self.written_at

    @property
    def digest(self) -> str:
        """Of what the reviewer said: the same while only our own answer changes."""
        said = dump([self.stars, self.title, self.text])
        return hashlib.sha256(said).hexdigest()[:16]

    @property
    def event_prefix(self) -> str:
        return f"review:{self.id}:"

    @property
    def event_id(self) -> str:
        """One for each version: five stars, then one, then five again are three."""
        at = self.changed_at
        return f"{self.event_prefix}{int(at.timestamp()) if at else ''}:{self.digest}"

    def payload(self) -> bytes:
        return dump(asdict(self))


def moment(value: str) -> datetime | None:
    """RFC 3339, with up to nine digits of a second; None for anything else. Without a zone it is UTC."""
    found = _TIME.fullmatch(value.strip())
    if found is None:
        return None
    zone = "+00:00" if found[3] in {None, "Z"} else found[3]
    try:
        return datetime.fromisoformat(f"{found[1]}.{(found[2] or '0')[:6]:0<6}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def from_google(row: Mapping[str, Any]) -> Review:
    """Raises UnreadablePayload."""
    reviewer = table(row, "reviewer")
    anonymous = reviewer.get("isAnonymous") is True
    return Review(
        provider=GOOGLE,
        id=text(row, "reviewId", needed=True)[:200],
        name=text(row, "name", needed=True),
        stars=STARS.get(text(row, "starRating")),
        title="",
        text=own_words(text(row, "comment"))[:MAX_TEXT],
        author="",
        author_name="" if anonymous else text(reviewer, "displayName"),
        written=text(row, "createTime", needed=True),
        changed=text(row, "updateTime") or text(row, "createTime"),
        answered=bool(table(row, "reviewReply")),
    )


def own_words(comment: str) -> str:
    """Without Google's translation of them."""
    return _TRANSLATED.sub("", _ORIGINAL.sub("", comment)).strip()


def from_trustpilot(row: Mapping[str, Any]) -> Review:
    """One of the API's list, or the data of a webhook's event. Raises UnreadablePayload."""
    consumer = table(row, "consumer")
    stars = whole(row, "stars")
    name = text(row, "id", needed=True)
    return Review(
        provider=TRUSTPILOT,
        id=name[:200],
        name=name,
        stars=stars if stars in STARS.values() else None,
        title=text(row, "title")[:300],
        text=text(row, "text")[:MAX_TEXT],
        author=text(consumer, "id")[:200],
        author_name=text(consumer, "displayName") or text(consumer, "name"),
        written=text(row, "createdAt"),
        changed=text(row, "updatedAt") or text(row, "createdAt"),
        answered=bool(table(row, "companyReply")),
        reference=text(row, "referenceId"),
        verified=row.get("isVerified") is True,
        language=text(row, "language")[:2].lower(),
    )


def read(payload: bytes) -> Review | str | None:
    """One stored event: a review, the id of one that was deleted, or None for a mere hint to look. Raises
    UnreadablePayload."""
    row = read_object(payload)
    if row.get("hint") is True:
        return None
    gone = text(row, "gone")
    if gone:
        return gone
    if text(row, "provider") not in {GOOGLE, TRUSTPILOT}:
        raise UnreadablePayload(_("This isn't a review."))
    stars = whole(row, "stars")
    words = {
        key: text(row, key)
        for key in ("title", "text", "author", "author_name", "written", "changed", "reference", "language")
    }
    return Review(
        provider=text(row, "provider"),
        id=text(row, "id", needed=True),
        name=text(row, "name", needed=True),
        stars=stars,
        answered=row.get("answered") is True,
        verified=row.get("verified") is True,
        **words,
    )

"""Fetching what is new. Each review becomes an event before anything else is done with it; a version that is known by its
id, or says nothing new, is left out."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone

from channels_inbox.accept import accept
from channels_inbox.adapters.reviews import providers
from channels_inbox.adapters.reviews.payloads import Review, moment
from channels_inbox.contract import AdapterError
from channels_inbox.models import Connection, InboundEvent
from core.redis import redis_client, redis_key
from tickets.models import Inbox

log = logging.getLogger(__name__)

EVERY_S = 300
FIRST_DAYS = 7


def poll() -> int:
    """Look for every active inbox that is due; how many reviews were new. One inbox' trouble doesn't stop the others."""
    new = 0
    rows = Connection.objects.select_related("inbox").filter(inbox__channel="reviews", inbox__is_active=True)
    for connection in rows:
        # Stands for a while, so that two workers don't look at once. Losing it only means looking once more.
        lease = redis_key("reviews", connection.pk)
        every = 5 if django_settings.CHANNEL_API_BASE else EVERY_S
        if not any(connection.secrets.values()) or not redis_client().set(lease, "1", nx=True, ex=every):
            continue
        try:
            new += fetch(connection)
        except AdapterError as error:
            log.warning("Inbox %s: %s", connection.inbox.slug, error.message)
            connection.note_error(error.message)
    return new


def fetch(connection: Connection) -> int:
    """New reviews of one inbox, oldest first, so that stopping in the middle leaves none behind. Raises AdapterError."""
    since = _since(connection)
    found: list[Review] = []
    for page in providers.pages(connection.settings, connection.secrets):
        young = [review for review in page if (review.changed_at or since) >= since]
        new = _unknown(connection.inbox, young)
        found += new
        if not new or len(young) < len(page):
            break
    kept = 0
    for review in reversed(found):
        kept += accept(connection.inbox, review.event_id, review.payload(), source="poll")[1]
    if connection.last_error:
        connection.note_error("")
    return kept


def _since(connection: Connection) -> datetime:
    """Reviews older than this are left alone: on the first look the last days', as the owner wants, and never before."""
    known = moment(str(connection.state.get("since", "")))
    if known is not None:
        return known
    days = connection.settings.get("first_days")
    since = timezone.now() - timedelta(days=days if isinstance(days, int) else FIRST_DAYS)
    with transaction.atomic():
        current = Connection.objects.select_for_update().get(pk=connection.pk)
        current.state = {**current.state, "since": since.isoformat()}
        current.save(update_fields=["state"])
    return since


def _unknown(inbox: Inbox, reviews: list[Review]) -> list[Review]:
    """Those whose version isn't known, and that don't just repeat what was said last (our own answer changed)."""
    events = InboundEvent.objects.filter(inbox=inbox)
    known = set(events.filter(external_id__in=[r.event_id for r in reviews]).values_list("external_id", flat=True))
    found = []
    for review in reviews:
        if review.event_id in known:
            continue
        last = events.filter(external_id__startswith=review.event_prefix).order_by("-pk")
        name = last.values_list("external_id", flat=True).first()
        if name is None or name.rpartition(":")[2] != review.digest:
            found.append(review)
    return found

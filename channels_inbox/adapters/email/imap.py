"""Fetching from a mailbox by IMAP. Each mail is committed as an event before it is marked as read.

The place reached is kept in the connection's state as UIDVALIDITY and the last UID (RFC 3501 §2.3.1.1). The first time,
and whenever the server renumbers, unread mail is taken; what was seen before is known by its event id anyway.
"""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Mapping
from typing import Any

from django.conf import settings as django_settings
from django.utils.translation import gettext as _
from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from channels_inbox.accept import accept
from channels_inbox.contract import AdapterError
from channels_inbox.models import Connection
from core.redis import redis_client

from . import limits
from .payloads import event_id

log = logging.getLogger(__name__)

TIMEOUT_S = 30
BATCH = 50
LOCK_S = 300


def poll() -> int:
    """Fetch for every active inbox with an IMAP mailbox; returns the number of new mails. One inbox' trouble is noted
    on it and does not stop the others."""
    new = 0
    boxes = Connection.objects.select_related("inbox").filter(inbox__channel="email", inbox__is_active=True)
    for box in boxes:
        if box.settings.get("imap_host"):
            try:
                new += fetch(box)
            except AdapterError as error:
                log.warning("Inbox %s: %s", box.inbox.slug, error.message)
                box.note_error(error.message)
    return new


def fetch(box: Connection) -> int:
    """New mail of one mailbox. Raises AdapterError with a sentence for the owner."""
    redis = redis_client()
    lock = f"{django_settings.REDIS_PREFIX}imap:{box.pk}"
    if not redis.set(lock, "1", nx=True, ex=LOCK_S):
        return 0  # another worker is at it; together they would only fetch twice
    try:
        with _signed_in(box.settings, dict(box.secrets)) as client:
            new = _fetch_new(client, box)
    except (IMAPClientError, OSError) as error:
        raise AdapterError(
            _("The mailbox broke off: %(error)s") % {"error": str(error)[:200]}, permanent=False
        ) from error
    finally:
        redis.delete(lock)
    if box.last_error:
        box.note_error("")
    return new


def test(settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
    """Sign in and open the folder. Raises AdapterError."""
    try:
        with _signed_in(settings, secrets) as client:
            client.select_folder(_folder(settings), readonly=True)
    except (IMAPClientError, OSError) as error:
        raise AdapterError(
            _("The folder %(folder)s can't be opened: %(error)s")
            % {"folder": _folder(settings), "error": str(error)[:200]},
            permanent=True,
        ) from error
    return _("Incoming mail works by %(server)s.") % {"server": settings["imap_host"]}


def _folder(settings: Mapping[str, Any]) -> str:
    return str(settings.get("imap_folder") or "INBOX")


def _signed_in(settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> IMAPClient:
    host, secure = str(settings["imap_host"]), (settings.get("imap_security") or "ssl") == "ssl"
    port = int(settings.get("imap_port") or (993 if secure else 143))
    where = f"{host}:{port}"
    try:
        client = IMAPClient(host, port=port, ssl=secure, timeout=TIMEOUT_S)
    except ssl.SSLCertVerificationError as error:
        raise AdapterError(
            _("The certificate of %(server)s is not valid.") % {"server": where}, permanent=True
        ) from error
    except (OSError, socket.gaierror, IMAPClientError) as error:
        raise AdapterError(
            _("The mailbox at %(server)s can't be reached.") % {"server": where}, permanent=False
        ) from error
    try:
        if settings.get("imap_security") == "starttls":
            client.starttls(ssl.create_default_context())
        client.login(str(settings.get("imap_user") or ""), str(secrets.get("imap_password") or ""))
    except LoginError as error:
        client.shutdown()
        raise AdapterError(
            _("The mailbox at %(server)s refused user and password.") % {"server": where}, permanent=True
        ) from error
    except (IMAPClientError, OSError) as error:
        client.shutdown()
        raise AdapterError(_("The mailbox at %(server)s broke off.") % {"server": where}, permanent=False) from error
    return client


def _fetch_new(client: IMAPClient, box: Connection) -> int:
    chosen = client.select_folder(_folder(box.settings))
    validity = int(chosen[b"UIDVALIDITY"])
    place = box.state.get("imap") or {}
    known = place.get("uidvalidity") == validity
    last = int(place.get("uid") or 0) if known else 0
    # "n:*" always names at least the newest mail, also when its UID is lower.
    found = client.search(["UID", f"{last + 1}:*"]) if known else client.search(["UNSEEN"])
    new = 0
    for uid in sorted(uid for uid in found if uid > last):
        new += _take(client, box, uid)
        last = uid
        _remember(box, validity, last)
    if not known:
        _remember(box, validity, max(last, int(chosen.get(b"UIDNEXT") or 1) - 1))
    return new


def _take(client: IMAPClient, box: Connection, uid: int) -> int:
    # One byte more than allowed is enough for the parser to see that it is too large, and for people to see it came.
    part = f"BODY.PEEK[]<0.{limits.MAX_MAIL_BYTES + 1}>"
    for data in client.fetch([uid], [part]).values():
        raw = next((value for key, value in data.items() if key.startswith(b"BODY[]")), None)
        if raw is None:
            continue
        _event, created = accept(box.inbox, event_id(raw), raw, source="imap")
        client.add_flags([uid], [SEEN])
        return int(created)
    return 0  # gone between search and fetch


def _remember(box: Connection, validity: int, uid: int) -> None:
    box.state = {**box.state, "imap": {"uidvalidity": validity, "uid": uid}}
    box.save(update_fields=["state"])

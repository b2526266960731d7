"""What the socket does with the database, each step one function for a thread."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from channels_inbox import deliver, ingest
from channels_inbox.accept import accept
from channels_inbox.adapters.webchat import history, limits, sessions, uploads, words
from channels_inbox.adapters.webchat.access import find_inbox, origin_allowed
from channels_inbox.adapters.webchat.live import CHANNEL
from channels_inbox.adapters.webchat.payloads import MAX_TEXT, ChatEvent, Frame, clean_text
from channels_inbox.models import ChatSession, Delivery, EventState, InboundEvent
from core.text import clean_line
from core.tokens import random_token
from tickets import hooks
from tickets.models import Inbox

BAD_INBOX = 4404
BAD_ORIGIN = 4403


class Refused(Exception):
    """Said to the visitor in their language. `again_s` is when to try again, 0 for never."""

    def __init__(self, code: str, text: str, again_s: float = 0) -> None:
        super().__init__(code)
        self.code, self.text, self.again_s = code, text, again_s


class Closed(Exception):
    """The socket can't be used from here; `code` is the close code."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(slots=True)
class Visitor:
    """One socket's visitor. `session_id` is None until the first message was written in this browser."""

    inbox: Inbox
    token: str
    language: str
    page: str
    address: str
    session_id: int | None = None
    name: str = ""
    ticket: int | None = None

    def session(self) -> ChatSession | None:
        if self.session_id is None:
            return None
        return ChatSession.objects.select_related("identity__customer", "inbox").filter(pk=self.session_id).first()


def greet(frame: Frame, origin: str, ip: str) -> tuple[Visitor, dict[str, Any]]:
    """The first frame: who comes, from which page. Answers the visitor and what the widget shows. Raises Closed."""
    inbox = find_inbox(frame.text("inbox", 40))
    if inbox is None:
        raise Closed(BAD_INBOX)
    if not origin_allowed(origin, inbox.connection.settings):
        raise Closed(BAD_ORIGIN)
    token = frame.text("token", 100)
    if not sessions.TOKEN.match(token) or sessions.is_foreign(inbox, token):
        token = random_token()
    visitor = Visitor(
        inbox,
        token,
        words.pick_language(frame.text("language", 20), inbox),
        clean_line(frame.text("page", 500), 500),
        ip,
    )
    session = sessions.find(inbox, token)
    if session is not None:
        visitor.session_id = session.pk
        sessions.seen(session.pk, language=visitor.language, page=visitor.page)
        _remember(visitor, session)
    return visitor, {"type": "ready", "token": token, **state(visitor, session)}


def notices(visitor: Visitor) -> dict[str, Any]:
    """What the visitor should read before they ask."""
    return {"type": "notices", "notices": hooks.notices_for(visitor.inbox, visitor.language)}


def state(visitor: Visitor, session: ChatSession | None = None) -> dict[str, Any]:
    """The conversation as it stands: the newest items, and what the visitor left of themselves."""
    session = session or visitor.session()
    if session is None:
        known: dict[str, Any] = {"items": [], "more": False, "contact": {"email": "", "name": "", "known": False}}
    else:
        known = {**history.page(session, visitor.language), "contact": _contact(session)}
    return {**known, "notices": notices(visitor)["notices"]}


def _contact(session: ChatSession) -> dict[str, Any]:
    mail = sessions.mail_identity(session)
    # Addresses of the profile that weren't left in this very browser are not shown to it.
    return {
        "email": session.claimed_email,
        "name": session.identity.display_name,
        "known": bool(session.claimed_email or mail),
    }


def _remember(visitor: Visitor, session: ChatSession) -> None:
    visitor.name = session.identity.label
    visitor.ticket = next(iter(sessions.open_tickets(session)), None)


def earlier(visitor: Visitor, before: int) -> dict[str, Any]:
    session = visitor.session()
    page = history.page(session, visitor.language, before) if session and before else {"items": [], "more": False}
    return {"type": "earlier", **page}


def items(visitor: Visitor, messages: list[int], events: list[int]) -> list[dict[str, Any]]:
    session = visitor.session()
    if session is None:
        return []
    _remember(visitor, session)
    return history.some(session, visitor.language, messages, events)


def take(visitor: Visitor, frame: Frame) -> dict[str, Any]:
    """Commit one message of the visitor, then work it off at once; the answer for the browser that sent it.

    Once this returns the message is safe: if working it off fails or another worker has it, the sweep goes on with it.
    Raises Refused, BadFrame, django.db.OperationalError.
    """
    client_id = frame.client_id
    text = clean_text(frame.text("text", MAX_TEXT + 1))
    signed = frame.texts("files", 5)
    with translation.override(visitor.language):
        if len(text) > MAX_TEXT:
            raise Refused("too_long", _("This is too long for one message: 4,000 characters at most."))
        if not text and not signed:
            raise Refused("empty", _("Write something first."))
        session = _session(visitor, clean_line(frame.text("name", 80), 80))
        external_id = f"{session.pk}:{client_id}"
        event = InboundEvent.objects.filter(inbox=session.inbox_id, external_id=external_id).first()
        if event is None:
            try:
                files, paths = uploads.collect(visitor.token, signed)
            except uploads.UploadRefused as refused:
                raise Refused("file", _("The file could not be sent. Please try again.")) from refused
            body = ChatEvent(
                visitor=session.identity.address,
                client_id=client_id,
                text=text,
                name=session.identity.display_name,
                language=visitor.language,
                page=visitor.page,
                files=files,
            )
            event, _created = accept(session.inbox, external_id, body.to_bytes(), source=CHANNEL)
            uploads.drop(paths)
    if ingest.process(event.pk) is None:
        _wait_for_the_other_worker(event)
    event.refresh_from_db(fields=["message"])
    _remember(visitor, session)
    found = history.some(session, visitor.language, [event.message_id], []) if event.message_id else []
    return {"type": "ack", "id": client_id, "item": next(iter(found), None), "contact": _contact(session)}


def _wait_for_the_other_worker(event: InboundEvent) -> None:
    """The hint was faster than we: the visitor's ticket is known as soon as that worker commits. Bounded; whoever
    comes too late learns of it by the live hint."""
    for _attempt in range(20):
        event.refresh_from_db(fields=["state"])
        if event.state != EventState.WAITING:
            return
        time.sleep(0.1)


def _session(visitor: Visitor, name: str) -> ChatSession:
    session = visitor.session() or sessions.find(visitor.inbox, visitor.token)
    if session is None:
        if not limits.allowed("sessions", visitor.address, limits.NEW_SESSIONS_PER_HOUR, 3600):
            raise Refused("busy", _("Too many new conversations from your network. Please try again later."), 60)
        session = sessions.get_or_open(
            visitor.inbox, visitor.token, name=name, language=visitor.language, page=visitor.page
        )
    if visitor.session_id is None:
        visitor.session_id = session.pk
        sessions.seen(session.pk)
    return session


def keep_contact(visitor: Visitor, frame: Frame) -> dict[str, Any]:
    """The address and name that the visitor leaves. Raises Refused."""
    with translation.override(visitor.language):
        session = visitor.session()
        if session is None:
            raise Refused("contact", _("Write something first."))
        if not limits.allowed("contact", str(session.pk), 10, 3600):
            raise Refused("contact", _("Please wait a moment and try again."), 60)
        try:
            sessions.leave_contact(session, frame.text("email", 254), clean_line(frame.text("name", 80), 80))
        except sessions.BadAddress as error:
            raise Refused("email", _("Please check this address.")) from error
    session = visitor.session()
    assert session is not None
    _remember(visitor, session)
    return {"type": "contact", "contact": _contact(session)}


def report(visitor: Visitor, state: str, ids: list[int]) -> None:
    """The browser has shown (delivered) or the visitor has seen (read) these messages of ours."""
    session = visitor.session()
    if session is None or not ids:
        return
    deliveries = Delivery.objects.select_related("message").filter(
        message__in=ids, identity=session.identity_id, inbox__channel=CHANNEL
    )
    for delivery in deliveries.exclude(state__in=["read", state, "cancelled"]):
        deliver.report(delivery, state)

"""A visitor who went: first nothing (they may just open the shop's next page), then they count as gone, then what they
have not read goes by mail in one piece."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from channels_inbox.adapters.webchat import live, sessions
from channels_inbox.adapters.webchat.live import CHANNEL
from channels_inbox.models import ChatSession, Delivery
from core import sweeps
from core.html import sanitize_message_html
from customers.models import Identity
from tickets import hooks
from tickets.actions import channel_left, note_fallback
from tickets.events import Kind
from tickets.models import DeliveryState, Inbox, Message, MessageKind, TicketEvent

GONE_AFTER = timedelta(seconds=60)
MAIL_AFTER = timedelta(seconds=120)  # after they count as gone
LOOK_BACK = timedelta(days=7)
LEAVING, MAILING = "chats: left", "chats: unread"
UNREAD = [DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.DELIVERED]


def has_gone(session: ChatSession) -> bool:
    """No socket for a minute: the last one closed then, or its process died and nobody has seen the visitor since."""
    limit = timezone.now() - GONE_AFTER
    last = min(session.gone_at or session.last_seen_at, session.last_seen_at)
    return session.left_at is not None or last <= limit


def mail_inbox(session: ChatSession) -> Inbox | None:
    """The mail inbox that the owner chose for this chat, else the team's, else the first active one."""
    inboxes = list(Inbox.objects.filter(channel="email", is_active=True, connection__isnull=False).order_by("pk"))
    chosen = session.inbox.connection.settings.get("mail_inbox")
    inboxes.sort(key=lambda i: (str(i.pk) != str(chosen), i.team_id != session.inbox.team_id, i.pk))
    return inboxes[0] if inboxes else None


def can_reach(identity: Identity) -> tuple[bool, str]:
    """Is the chat the way to this visitor now, and a short sentence for the agent.

    Someone gone who left no address is still written to in the chat: they see it when they come back.
    """
    session = ChatSession.objects.select_related("identity", "inbox__connection").filter(identity=identity).first()
    if session is None:
        return False, _("This visitor's chat is closed.")
    if not has_gone(session):
        return True, ""
    if sessions.mail_identity(session) is None or mail_inbox(session) is None:
        return True, _("Left the chat and gave no e-mail. They see it when they come back.")
    return False, _("Left the chat. Answers go by e-mail.")


def sweep() -> None:
    """Every few seconds: who has gone, and what must be mailed to them."""
    now = timezone.now()
    limit = now - GONE_AFTER
    gone = ChatSession.objects.filter(
        Q(last_seen_at__lte=limit) | Q(gone_at__lte=limit), left_at__isnull=True, last_seen_at__gte=now - LOOK_BACK
    )
    sweeps.each(LEAVING, sweeps.due(LEAVING, gone, 200), _leave)
    unread = Delivery.objects.filter(
        identity__chat_session__left_at__lte=now - MAIL_AFTER,
        identity__chat_session__last_seen_at__gte=now - LOOK_BACK,
        inbox__channel=CHANNEL,
        state__in=UNREAD,
    ).exclude(extra__has_key="mailed_by")
    unread = unread.exclude(identity__chat_session__in=[int(pk) for pk in sweeps.resting(MAILING)])
    sessions_unread = unread.values_list("identity__chat_session", flat=True).distinct()
    sweeps.each(MAILING, list(sessions_unread[:200]), _mail_unread)


def _locked(pk: int) -> ChatSession | None:
    return (
        ChatSession.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("identity__customer", "inbox__connection")
        .filter(pk=pk)
        .first()
    )


def _leave(pk: int) -> bool:
    """They count as gone, once: the tickets say so, and where answers go now."""
    with transaction.atomic():
        session = _locked(pk)
        if session is None or session.left_at is not None or not has_gone(session):
            return False
        since = min(session.gone_at or session.last_seen_at, session.last_seen_at)
        session.left_at, session.gone_at = since + GONE_AFTER, session.gone_at or since
        session.save(update_fields=["left_at", "gone_at"])
        mail = sessions.mail_identity(session) if mail_inbox(session) else None
        where = {"channel": "email", "address": mail.address} if mail else {"channel": "", "address": ""}
        numbers = sessions.open_tickets(session)
        for number in numbers:
            if _left_since_last_word(number):
                continue
            channel_left(number, **where)
    for number in numbers:
        live.tell_presence(number, False)
    return True


def _left_since_last_word(number: int) -> bool:
    """Going twice without a word in between is told once."""
    left = TicketEvent.objects.filter(ticket=number, kind=Kind.CHANNEL_LEFT).order_by("-at").first()
    if left is None:
        return False
    words = Message.objects.filter(ticket=number, created_at__gt=left.at).exclude(kind=MessageKind.NOTE)
    return not words.exists()


def _mail_unread(pk: int) -> bool:
    """One mail a ticket with all they have not read; each answer is mailed at most once."""
    with transaction.atomic():
        session = _locked(pk)
        if session is None or session.left_at is None or session.left_at > timezone.now() - MAIL_AFTER:
            return False
        deliveries = list(
            Delivery.objects.select_for_update(of=("self",))
            .select_related("message__ticket", "message__author")
            .filter(identity=session.identity, inbox__channel=CHANNEL, state__in=UNREAD)
            .exclude(extra__has_key="mailed_by")
            .order_by("pk")
        )
        inbox, identity = mail_inbox(session), sessions.mail_identity(session)
        by_ticket: dict[int, list[Delivery]] = {}
        for delivery in deliveries:
            by_ticket.setdefault(delivery.message.ticket_id, []).append(delivery)
        for unread in by_ticket.values():
            bundle = _bundle(session, unread, inbox, identity) if inbox and identity else None
            for delivery in unread:
                delivery.extra = {**delivery.extra, "mailed_by": bundle.pk if bundle else None}
                delivery.save(update_fields=["extra"])
    return True


def _bundle(session: ChatSession, unread: list[Delivery], inbox: Inbox, identity: Identity) -> Delivery:
    last = unread[-1].message
    language = last.ticket.language or session.language or session.inbox.language
    with translation.override(language):
        body = compose([delivery.message for delivery in unread], [delivery.extra for delivery in unread])
    ids = [delivery.message_id for delivery in unread]
    note_fallback([delivery.message for delivery in unread], CHANNEL)
    hooks.queue_delivery(last, hooks.Route(inbox.channel, inbox, identity), {"bundle": ids, "body": body})
    return Delivery.objects.get(message=last, inbox=inbox)


def compose(messages: list[Message], extras: list[dict[str, object]]) -> dict[str, str]:
    """Text and HTML of the mail, in the active language: why it comes, then each answer with its author."""
    intro = _("You left our chat before you could read this, so we send it by e-mail. Just answer this mail to go on.")
    text, html = [intro], [format_html("<p>{}</p>", intro)]
    for message, extra in zip(messages, extras, strict=True):
        name = message.author.get_short_name() if message.author and not message.automatic else settings.BRAND_NAME
        words, markup = message.text, message.html or format_html("<p>{}</p>", message.text)
        survey = extra.get("survey")
        if isinstance(survey, dict) and survey.get("url") and str(survey["url"]) not in words:
            url = str(survey["url"])
            words = f"{words}\n{url}"
            markup = format_html('{}<p><a href="{}">{}</a></p>', _safe(markup), url, url)
        text.append(f"{name}:\n{words}")
        html.append(format_html("<p><strong>{}</strong></p>{}", name, _safe(markup)))
    return {"text": "\n\n".join(text), "html": "".join(html)}


def _safe(markup: str) -> str:
    """Our own answers' HTML is sanitised once more before it stands among other words."""
    return mark_safe(sanitize_message_html(markup).html)

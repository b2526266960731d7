"""One mail's bytes to an InboundMessage."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop

from channels_inbox.contract import InboundMessage, UnreadablePayload
from core.html import html_to_text
from core.text import clean_line, guess_language

from . import limits
from .auth import authentication
from .classify import Classification, classify
from .headers import Headers, Mailbox, decode_words, mailboxes, message_ids, normal_address, sent_at
from .html_quotes import quoted_text
from .mime import Mail, clean_text, read_mail
from .quote_words import subject_kind
from .quotes import new_text
from .threads import own_token, recipient_token, token_in

IDENTITY_KIND = "email"


def parse_mail(raw: bytes, *, settings: Mapping[str, Any] | None = None) -> InboundMessage:
    """Read one RFC 5322 mail. Raises UnreadablePayload, and nothing else, for what cannot be read.

    `settings` are the inbox connection's: `address`, `aliases` and `trusted_authserv_id` matter here.
    """
    settings = settings or {}
    mail = read_mail(raw)
    headers = mail.headers
    people = _senders(headers)
    if not people:
        raise UnreadablePayload(gettext_noop("The mail names no sender, so nobody knows whose it is."))
    sender = people[0]
    subject = clean_line(headers.text("subject"), 998)
    message_id = _message_id(headers)
    references = _references(headers)
    to, cc = _addresses(headers, "to"), _addresses(headers, "cc")
    own = own_token(message_id) is not None or _looped(headers)
    found = classify(mail, text=mail.text, sender=sender.address, own=own)
    auth = authentication(headers, sender.address, _trusted(settings), single_from=len(people) == 1)
    token = None if own else token_in(references) or recipient_token([*to, *_envelope(headers)], settings)
    text = _new_text(mail, subject, references)
    reply_to = _addresses(headers, "reply-to")
    message = InboundMessage(
        external_id=external_id(mail, message_id, sender.address),
        address=sender.address,
        identity_kind=IDENTITY_KIND,
        display_name=clean_line(sender.name, 200),
        text=text,
        full_text=mail.text.strip(),
        html=mail.html,
        subject=subject,
        sent_at=sent_at(headers.get("date")),
        # Our token alone proves no address: mails get forwarded. Whom it was sent to is for threading_rules to say.
        proven=auth.proven,
        refuted=auth.failed,
        outcome=found.outcome,
        references=references,
        ticket_token=token.ticket if token else None,
        token_message=token.message if token else 0,
        to=to,
        cc=cc,
        reply_to=reply_to[0] if reply_to else "",
        language=guess_language(text) or "",
        attachments=mail.attachments,
        meta=_meta(headers, message_id, references, found, auth.methods),
    )
    if found.bounce is not None:
        message.bounced_external_id = found.bounce.message_id
        message.bounce_permanent = found.bounce.permanent
        message.bounce_reason = found.bounce.reason
        message.meta["bounce"] = {"recipient": found.bounce.recipient, "status": found.bounce.status}
    return message


def identify(raw: bytes) -> str:
    """The external id alone, as parse_mail gives it. Raises UnreadablePayload."""
    mail = read_mail(raw)
    people = _senders(mail.headers)
    if not people:
        raise UnreadablePayload(gettext_noop("The mail names no sender, so nobody knows whose it is."))
    return external_id(mail, _message_id(mail.headers), people[0].address)


def _message_id(headers: Headers) -> str:
    ids = message_ids(headers.get("message-id"))
    return ids[0] if ids and len(ids[0]) < 500 else ""


def external_id(mail: Mail, message_id: str, sender: str) -> str:
    """Message-ID with a hash of the content: ids get reused, and one mail comes by several ways.

    What servers add or change on the way (Received, transfer encoding, spaces at line ends) does not count.
    """
    digest = hashlib.sha256()
    for piece in (
        message_id,
        sender,
        mail.headers.text("subject"),
        mail.headers.get("date"),
        " ".join(mail.text.split()),
        " ".join(mail.html.split()),
        *(hashlib.sha256(item.content).hexdigest() for item in mail.attachments),
    ):
        data = piece.encode("utf-8", "replace")
        digest.update(len(data).to_bytes(8, "big") + data)
    return f"{message_id}#{digest.hexdigest()[:24]}"


def _senders(headers: Headers) -> list[Mailbox]:
    """Who wrote it: From, else the fields that come closest; a server's bare name counts for reports."""
    found = [box for value in headers.get_all("from") for box in mailboxes(value)]
    for name in ("sender", "reply-to", "x-original-from", "return-path"):
        if found:
            return found
        found = mailboxes(headers.get(name))
    if not found:
        bare = clean_line(decode_words(headers.get("from")), 100).split("(")[0].strip(" <>\"'").lower()
        if bare.startswith(("mailer-daemon", "postmaster")):
            return [Mailbox("", normal_address(f"{bare.split()[0]}@localhost"))]
    return found


def _addresses(headers: Headers, name: str) -> list[str]:
    found = [box.address for value in headers.get_all(name) for box in mailboxes(value)]
    return list(dict.fromkeys(found))[: limits.MAX_ADDRESSES]


def _envelope(headers: Headers) -> list[str]:
    return [
        address for name in ("delivered-to", "x-original-to", "envelope-to") for address in _addresses(headers, name)
    ]


def _references(headers: Headers) -> list[str]:
    """Ids that this mail answers, nearest first (RFC 5322 §3.6.4)."""
    answered = message_ids(headers.get("in-reply-to"))[:10]
    older = message_ids(headers.get("references"))[-limits.MAX_REFERENCES :]
    return list(dict.fromkeys([*answered, *reversed(older)]))


def _trusted(settings: Mapping[str, Any]) -> list[str]:
    value = settings.get("trusted_authserv_id") or ""
    return value.replace(",", " ").split() if isinstance(value, str) else [str(item) for item in value]


def _looped(headers: Headers) -> bool:
    """Whether an answering machine sent our own mark back (compose.py signs it)."""
    return any(own_token(value.strip()) is not None for value in headers.get_all("x-loop"))


def _new_text(mail: Mail, subject: str, references: list[str]) -> str:
    kind = subject_kind(subject)
    reply, forward = bool(references) or kind == "reply", kind == "forward"
    if not mail.html or forward:
        return new_text(mail.text, reply=reply, forward=forward)
    marked = clean_text_keeping_cuts(quoted_text(mail.html))
    if not mail.has_plain or mail.text == clean_text(html_to_text(mail.html)):
        text = new_text(marked, reply=reply)
        # A passage that the writer set as a quotation himself keeps its words and loses our marks.
        kept_quotation = not reply and (text.startswith(">") or "\n>" in text)
        return new_text(mail.text, reply=False) if kept_quotation else text
    plain = new_text(mail.text, reply=reply)
    if plain == mail.text.strip():
        # The plain part shows no history; the markup may know of some.
        rich = new_text(marked, reply=reply)
        if rich and len(rich) < len(plain) * 0.9 and _contained(rich, plain):
            return rich
    return plain


def clean_text_keeping_cuts(text: str) -> str:
    """Line ends as mime.clean_text makes them, where the marks of html_quotes must live on."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _contained(part: str, whole: str) -> bool:
    """Whether the words of `part` start `whole`: only then did the markup cut, and not write something else."""
    return "".join(whole.split()).startswith("".join(part.split())[:400])


def _meta(
    headers: Headers, message_id: str, references: list[str], found: Classification, auth: tuple[str, ...]
) -> dict[str, Any]:
    meta: dict[str, Any] = {"message_id": message_id, "references": references[:20]}
    if found.reason:
        meta["automatic"] = found.reason
    if found.quiet:
        meta["quiet"] = True
    if auth:
        meta["auth"] = list(auth)
    if "list-id" in headers:
        meta["list_id"] = clean_line(headers.text("list-id"), 200)
    return meta

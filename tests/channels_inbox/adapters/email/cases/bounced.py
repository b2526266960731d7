"""Mail that came back, as servers say it."""

from __future__ import annotations

from .build import Case, head, leaf, multipart

SENT = "<t7.1.x@shop.example>"
BACK = f"From: help@shop.example\nTo: jan@klient.example\nSubject: Re: Order\nMessage-ID: {SENT}\n\nHello\n".encode()
DAEMON = "MAILER-DAEMON@mx.klient.example (Mail Delivery System)"


def _report(
    name: str,
    subject: str,
    words: str,
    *,
    sender: str = DAEMON,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 User unknown",
    back: str = "message/rfc822",
    permanent: bool = True,
    **headers: str,
) -> Case:
    fields = {"From": sender, "Return-Path": "<>", **{key.replace("_", "-"): value for key, value in headers.items()}}
    parts = multipart(
        "report",
        leaf("text/plain", words),
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.klient.example\n\nFinal-Recipient: rfc822; "
        f"jan@klient.example\nAction: {action}\nStatus: {status}\nDiagnostic-Code: {diagnostic}\n".encode(),
        f"Content-Type: {back}\n\n".encode() + BACK,
        params="; report-type=delivery-status",
    )
    bounce = (SENT, permanent, "jan@klient.example")
    return Case(
        f"bounce-{name}", head(subject, reply=False, headers=fields).encode() + parts, outcome="bounce", bounce=bounce
    )


def _words(
    name: str, subject: str, words: str, *, sender: str = DAEMON, permanent: bool = True, **headers: str
) -> Case:
    fields = {"From": sender, **{key.replace("_", "-"): value for key, value in headers.items()}}
    raw = head(subject, reply=False, headers=fields).encode() + leaf("text/plain", words)
    return Case(f"bounce-{name}", raw, outcome="bounce", bounce=(SENT, permanent, "jan@klient.example"))


COPY = f"\n------ This is a copy of the message ------\n\nMessage-ID: {SENT}\nFrom: help@shop.example\nTo: jan@klient.example\n"

CASES = [
    _report("postfix", "Undelivered Mail Returned to Sender", "I'm sorry to have to inform you", Auto_Submitted="auto-replied"),
    _report("postfix-headers-only", "Undelivered Mail Returned to Sender", "I'm sorry", back="text/rfc822-headers"),
    _report("exchange", "Undeliverable: Re: Order", "Delivery has failed to these recipients", sender="postmaster@klient.example"),
    _report(
        "office365-pl",
        "Niedostarczalne: Zamówienie",
        "Nie można dostarczyć wiadomości",
        sender="MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@klient.example",
        status="5.1.10",
        diagnostic="smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound",
    ),
    _report("gmail", "Delivery Status Notification (Failure)", "Address not found",
            sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>", X_Failed_Recipients="jan@klient.example"),
    _report("ses", "Delivery Status Notification (Failure)", "An error occurred while trying to deliver the mail",
            sender="MAILER-DAEMON@amazonses.com"),
    _report("sendmail", "Returned mail: see transcript for details", "The original message was received at",
            diagnostic="SMTP; 550 5.1.1 <jan@klient.example>... User unknown"),
    _report("postfix-delay", "Delayed Mail (still being retried)", "THIS IS A WARNING ONLY", action="delayed",
            status="4.4.1", diagnostic="smtp; connect timed out", permanent=False),
    _report("gmail-delay", "Delivery Status Notification (Delay)", "Delivery incomplete", action="delayed",
            status="4.2.1", diagnostic="smtp; 450 4.2.1 busy", permanent=False),
    _report("full-mailbox", "Undelivered Mail Returned to Sender", "I'm sorry", status="4.2.2",
            diagnostic="smtp; 452 4.2.2 Mailbox full", permanent=False),
    _words(
        "qmail",
        "failure notice",
        "Hi. This is the qmail-send program at mx.klient.example.\nI'm afraid I wasn't able to deliver your message to the "
        "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<jan@klient.example>:\n"
        f"550 no such user\n\n--- Below this line is a copy of the message.\n\nMessage-ID: {SENT}\n",
    ),
    _words(
        "exim",
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered "
        "to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  "
        "jan@klient.example\n    550 5.1.1 no such user\n" + COPY,
        X_Failed_Recipients="jan@klient.example",
        Auto_Submitted="auto-replied",
    ),
    _words(
        "exim-delay",
        "Warning: message 1abcDE-000123-XY delayed 24 hours",
        "This message was created automatically by mail delivery software.\nA message that you sent has not yet been "
        "delivered to one or more of its\nrecipients after more than 24 hours on the queue.\n\n  jan@klient.example\n" + COPY,
        permanent=False,
        Auto_Submitted="auto-replied",
    ),
    _words(
        "wp",
        "Zwrot wiadomości: Re: Zamówienie",
        "Twoja wiadomość nie mogła zostać dostarczona do adresata jan@klient.example.\nPowód: 550 Konto nie istnieje\n" + COPY,
        sender="mailer-daemon@wp.example",
    ),
    _words(
        "onet",
        "Niedostarczona wiadomość",
        "Nie udało się dostarczyć wiadomości do: jan@klient.example\n550 5.1.1 nieznany użytkownik\n" + COPY,
        sender="postmaster@onet.example",
    ),
    _words(
        "yahoo",
        "Failure Notice",
        "Sorry, we were unable to deliver your message to the following address.\n\n<jan@klient.example>:\n554: delivery "
        "error: dd This user doesn't have an account\n" + COPY,
        sender="MAILER-DAEMON@yahoo.com",
    ),
    _words(
        "gmx",
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\nA message that you sent could not be delivered "
        "to one or more of its recipients.\n\njan@klient.example:\nSMTP error from remote server for RCPT TO, reason: 550 no "
        "such user\n" + COPY,
        sender="mailer-daemon@gmx.example",
    ),
    _words(
        "exchange-words",
        "Undeliverable: Re: Order",
        "Your message did not reach some or all of the intended recipients.\n\n  jan@klient.example on 12.11.2026 10:12\n    "
        "550 5.1.1 User unknown\n" + COPY,
        sender="System Administrator <postmaster@klient.example>",
    ),
]  # fmt: skip

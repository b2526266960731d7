"""Reports about mail that we sent: RFC 3464 delivery reports and the older free-text bounces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.text import fold

from . import limits
from .headers import Headers, decode_words, mailboxes, message_ids, split_headers
from .mime import Mail, Part

_STATUS = re.compile(r"(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.#-])([45])\d\d[ -](?=[\d#A-Za-z<])")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,190}")
_SUBJECT = re.compile(
    r"^(?:undeliver(?:able|ed)|mail delivery (?:failed|failure|system|subsystem)|delivery (?:status notification|"
    r"failure|has failed|notification|incomplete|delayed)|"
    r"delivery to|returned mail|failure notice|failed delivery|message (?:undeliverable|could not be delivered|"
    r"delivery failure)|mail could not be delivered|"
    r"warning: (?:could not send message|message .{0,60}delayed|message still undelivered)|"
    r"undelivered mail returned|nicht zustellbar|unzustellbar|"
    r"mail delivery: |non remis|non delivre|echec de (?:la )?remise|no se puede entregar|no entregado|"
    r"non recapitabile|onbestelbaar|nedorucitelne|nedorucitelne|"
    r"niedostarczalne|nie mozna dostarczyc|niedostarczon|blad dostarczenia|zwrot (?:poczty|wiadomosci)|"
    r"powiadomienie o (?:niedostarczeniu|stanie dostarczenia)|"
    r"wiadomosc niedostarczona|olevererbart|kan ikke leveres|undelivrable|nao (?:entregue|e possivel entregar)|"
    r"не доставлено|недоставленное|mail system error)"
)
_DAEMON = re.compile(
    r"^(?:mailer[-_.]?daemon|postmaster|mail[-_.]?delivery|mdaemon|bounces?|mailerdaemon|"
    r"microsoftexchange[0-9a-f]{8,})(?:[+=@-]|$)"
)
_TEXT = re.compile(
    r"could not be delivered|couldn't be delivered|wasn't delivered|unable to deliver|delivery (?:to the following|"
    r"has failed|failed)|undeliverable|"
    r"did not reach|returned to sender|permanent (?:fatal )?error|user unknown|no such user|mailbox (?:full|"
    r"unavailable|not found)|"
    r"address not found|does not exist|rejected your message|i wasn't able to deliver|i'm afraid|"
    r"nie mogla zostac dostarczona|nie zostala dostarczona|"
    r"nie udalo sie dostarczyc|konnte nicht zugestellt|nicht zugestellt werden|n'a pas pu etre|no se pudo entregar|"
    r"has been delayed|still being retried|"
    r"this is a permanent error"
)
_DELAY = re.compile(
    r"delayed|delay(?:ed)? |still undelivered|warning: |not yet been delivered|will (?:continue|keep) (?:to )?try|"
    r"opozni|verzoger|retard|has not been delivered yet|still being retried"
)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a report says. `permanent` is False for 4.x.x and delays; `message_id` is "" when the report hides it."""

    message_id: str
    recipient: str
    permanent: bool
    reason: str
    status: str = ""


def find_bounce(mail: Mail, text: str, sender: str) -> Bounce | None:
    """The delivery report in a mail, or None when it is something else (also when a report tells of success)."""
    report = next(
        (
            part
            for part in mail.parts
            if part.content_type in {"message/delivery-status", "message/global-delivery-status"}
        ),
        None,
    )
    if report is not None:
        return _from_report(mail, report, text)
    return _from_words(mail, text, sender)


def success_report(mail: Mail) -> bool:
    """Whether the mail is a delivery report that tells of no failure."""
    return any(part.content_type.endswith("delivery-status") for part in mail.parts)


def _blocks(part: Part) -> list[Headers]:
    body = part.content()[: limits.MAX_HEADER_BYTES]
    blocks: list[Headers] = []
    pos = 0
    while pos < len(body) and len(blocks) < 200:
        fields, after = split_headers(body, pos)
        if fields.fields:
            blocks.append(fields)
        if after <= pos:
            break
        pos = after
    return blocks


def _typed(value: str) -> str:
    """The value behind the type: `rfc822; jan@example.com` → `jan@example.com`."""
    return value.split(";", 1)[-1].strip()


def _from_report(mail: Mail, report: Part, text: str) -> Bounce | None:
    worst: tuple[str, Headers] | None = None
    for block in _blocks(report):
        action = block.get("action").lower().strip()
        if action in {"failed", "delayed"} and (worst is None or (worst[0] == "delayed" and action == "failed")):
            worst = (action, block)
    if worst is None:
        return None
    action, block = worst
    status = next(iter(_STATUS.finditer(block.get("status"))), None)
    code = status.group() if status else ""
    recipient = _first_address(_typed(block.get("original-recipient"))) or _first_address(
        _typed(block.get("final-recipient"))
    )
    diagnostic = decode_words(_typed(block.get("diagnostic-code")))
    return Bounce(
        message_id=_original_id(mail, text),
        recipient=recipient,
        permanent=action == "failed" and not code.startswith("4"),
        reason=_short(diagnostic or _reason_in(text) or code),
        status=code,
    )


def _from_words(mail: Mail, text: str, sender: str) -> Bounce | None:
    folded = fold(text[:20_000]).replace("’", "'")
    subject = fold(mail.headers.text("subject")[:300]).strip()
    failed = mail.headers.get("x-failed-recipients")
    hints = (
        bool(_SUBJECT.match(subject)) * 2
        + bool(_DAEMON.match(sender)) * 2
        + bool(mail.headers.get("return-path").replace(" ", "") == "<>")
        + bool(_TEXT.search(folded))
        + bool(failed) * 4
        + ("hi. this is the qmail-send program" in folded) * 4
    )
    machine = hints and (
        bool(_DAEMON.match(sender))
        or bool(failed)
        or "auto-submitted" in mail.headers
        or mail.headers.get("return-path").replace(" ", "") == "<>"
        or "hi. this is the qmail-send program" in folded
        or bool(_returned_id(mail, text))
    )
    human = bool(mail.headers.get("in-reply-to")) and "auto-submitted" not in mail.headers and not _DAEMON.match(sender)
    # People write about parcels that came back in the same words: some trace of a server is needed.
    if hints < 3 or not machine or (human and not failed):
        return None
    delayed = bool(_DELAY.search(subject)) or (
        bool(_DELAY.search(folded[:3_000])) and "permanent" not in folded[:3_000]
    )
    code = _STATUS.search(text[:20_000])
    reply = _REPLY_CODE.search(text[:20_000])
    temporary = (code.group(1) if code else reply.group(1) if reply else "") == "4"
    recipient = _first_address(failed) or _first_foreign(text, sender)
    return Bounce(
        message_id=_original_id(mail, text),
        recipient=recipient,
        permanent=not delayed and not temporary,
        reason=_short(_reason_in(text) or decode_words(mail.headers.get("subject"))),
        status=code.group() if code else "",
    )


def _first_address(value: str) -> str:
    found = mailboxes(value[:2_000])
    return found[0].address if found else ""


def _first_foreign(text: str, sender: str) -> str:
    for match in _ADDRESS.finditer(text[:20_000]):
        address = match.group().lower().strip(".'")
        if address != sender and not _DAEMON.match(address):
            return address
    return ""


def _returned_id(mail: Mail, text: str) -> str:
    """The Message-ID of the returned mail, from a part that holds it or its header, or from a copy in the text."""
    for part in mail.parts:
        if part.content_type in {
            "message/rfc822",
            "text/rfc822-headers",
            "message/global",
            "message/global-headers",
            "message/rfc822-headers",
        }:
            fields, _ = split_headers(part.content()[: limits.MAX_HEADER_BYTES])
            found = message_ids(fields.get("message-id"))
            if found:
                return found[0]
    for line in text[:200_000].split("\n"):
        if len(line) < 1_000 and line.lstrip(" >*").lower().startswith("message-id:"):
            found = message_ids(line.split(":", 1)[1])
            if found:
                return found[0]
    return ""


def _original_id(mail: Mail, text: str) -> str:
    """The Message-ID of the mail that came back: from the returned mail or, failing that, the references."""
    returned = _returned_id(mail, text)
    if returned:
        return returned
    for name in ("x-original-message-id", "in-reply-to", "references"):
        found = message_ids(mail.headers.get(name))
        if found:
            return found[-1]
    return ""


def _reason_in(text: str) -> str:
    """The line of a free-text bounce that tells why: the first with a code, else the first that sounds like one."""
    lines = [line.strip() for line in text[:20_000].split("\n") if line.strip() and len(line) < 500]
    for line in lines:
        if _STATUS.search(line) or _REPLY_CODE.search(line):
            return line
    return next((line for line in lines if _TEXT.search(fold(line).replace("’", "'"))), "")


def _short(reason: str) -> str:
    return " ".join(reason.split())[:500]

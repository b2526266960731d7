"""What programs send by themselves, and people whose mail only looks like it."""

from __future__ import annotations

from .build import Case, file_part, fresh, head, leaf, multipart, plain

AUTO = "auto_reply"
AWAY = "I am away until Monday.\n"


def _auto(
    name: str, subject: str, body: str = AWAY, *, outcome: str = AUTO, reply: bool = True, **headers: str
) -> Case:
    fields = {key.replace("_", "-"): value for key, value in headers.items()}
    return plain(f"auto-{name}", body, body, subject=subject, headers=fields, outcome=outcome, reply=reply)


READ = head("Read: Order 1042", reply=True).encode() + multipart(
    "report",
    leaf("text/plain", "Your message was read."),
    b"Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; a@b.example\nDisposition: "
    b"manual-action/MDN-sent-manually; displayed\n",
    params="; report-type=disposition-notification",
)
COMPLAINT = head("Abuse report", reply=False, headers={"From": "fbl@isp.example"}).encode() + multipart(
    "report",
    leaf("text/plain", "This is an email abuse report."),
    b"Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n",
    b"Content-Type: message/rfc822\n\nFrom: help@shop.example\nMessage-ID: <m@shop.example>\nSubject: x\n\nhi\n",
    params="; report-type=feedback-report",
)
ACCEPTED = head("Accepted: Meeting", reply=True).encode() + multipart(
    "alternative",
    leaf("text/plain", "Anna has accepted."),
    b"Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n",
)

CASES = [
    _auto("exchange", "Automatic reply: Order 1042", Auto_Submitted="auto-generated", X_Auto_Response_Suppress="All"),
    _auto("exchange-pl", "Odpowiedź automatyczna: Zamówienie", X_Auto_Response_Suppress="All"),
    _auto("rfc3834", "Re: Order 1042", Auto_Submitted="auto-replied"),
    _auto("rfc3834-params", "Re: Order 1042", Auto_Submitted='auto-replied; owner-email="a@b.example"'),
    _auto("gmail-vacation", "Away Re: Order 1042", Precedence="bulk", X_Autoreply="yes", Auto_Submitted="auto-replied"),
    _auto("vacation-1", "Re: Order 1042", Precedence="junk", Auto_Submitted="auto-replied (vacation)"),
    _auto("onet", "Re: Zamówienie", "Jestem na urlopie.\n", X_Autoresponder="1"),
    _auto("wp", "Autoresponder: Zamówienie", "Jestem na urlopie.\n", Precedence="auto_reply"),
    _auto("cpanel", "Re: Order", X_Autorespond="Order", Precedence="auto_reply"),
    _auto("oracle", "Out of office: Order", Auto_Submitted="auto-replied"),
    _auto("null-sender", "Re: Order", Return_Path="<>"),
    *(
        _auto(f"subject-{code}", subject)
        for code, subject in {
            "en": "Automatic reply: Order 1042",
            "en-ooo": "Out of Office: Order 1042",
            "en-ooo-re": "Out of Office Re: Order 1042",
            "en-autoreply": "AutoReply: Order 1042",
            "en-dash": "Out of Office AutoReply: Order 1042",
            "pl": "Automatyczna odpowiedź: Zamówienie 1042",
            "pl-2": "Odpowiedź automatyczna: Zamówienie 1042",
            "pl-3": "Autoodpowiedź: Zamówienie 1042",
            "pl-4": "Poza biurem: Zamówienie 1042",
            "pl-6": "Nieobecność: Zamówienie 1042",
            "de": "Abwesenheitsnotiz",
            "de-2": "Automatische Antwort: Bestellung",
            "de-3": "Abwesenheitsnotiz: Bestellung",
            "fr": "Réponse automatique : Commande",
            "es": "Respuesta automática: Pedido",
            "it": "Risposta automatica: Ordine",
            "nl": "Automatisch antwoord: Bestelling",
            "cs": "Automatická odpověď: Objednávka",
            "sv": "Autosvar: Beställning",
            "pt": "Resposta automática: Pedido",
        }.items()
    ),
    _auto("newsletter", "Big sale", "Buy now\n", reply=False, Precedence="bulk", List_Unsubscribe="<https://x.example/u>"),
    _auto("newsletter-one-click", "Big sale", "Buy now\n", reply=False, List_Unsubscribe="<https://x.example/u>",
          List_Unsubscribe_Post="List-Unsubscribe=One-Click", Feedback_ID="1:2:x"),
    _auto("newsletter-precedence-list", "Big sale", "Buy now\n", reply=False, Precedence="list",
          List_Unsubscribe="<https://x.example/u>", List_Id="<news.x.example>"),
    _auto("robot-confirmation", "We have received your request", reply=False, From="no-reply@shop2.example", Feedback_ID="1:x"),
    Case("auto-read-receipt", READ, outcome=AUTO),
    Case("auto-complaint", COMPLAINT, outcome=AUTO),
    Case("auto-accepted", ACCEPTED, outcome=AUTO),
    # People.
    _auto("human-says-no", "Re: Order 1042", "No thanks.\n", outcome="received", Auto_Submitted="no"),
    _auto("human-suppresses", "Re: Order", "Hi.\n", outcome="received", X_Auto_Response_Suppress="DR, OOF, AutoReply"),
    _auto("human-reply-to-away-mail", "Re: Automatic reply: Order 1042", "Then who can help?\n", outcome="received"),
    _auto("human-answers-bounce", "Re: Undelivered Mail Returned to Sender", "Why?\n", outcome="received"),
    _auto("human-about-holiday", "Urlop a termin dostawy", "Czy zdążą Państwo?\n", outcome="received", reply=False),
    _auto("human-away-question", "Out of stock: order 1042?", "When?\n", outcome="received", reply=False),
    _auto("human-via-list", "Order", "Hello.\n", outcome="received", reply=False, List_Id="<users.list.example>"),
    _auto("human-via-list-precedence", "Order", "Hello.\n", outcome="received", reply=False, List_Id="<u.example>",
          List_Post="<mailto:u@x.example>", Precedence="list"),
    _auto("human-bulk-client", "Re: Order 1042", "It never came.\n", outcome="received", Precedence="bulk",
          User_Agent="Mozilla Thunderbird"),
    _auto("human-normal-precedence", "Order", "Hello.\n", outcome="received", Precedence="first-class"),
    _auto("notification-from-a-form", "New message from the form", "Name: Anna\nWhere is it?\n", outcome="received",
          reply=False, From="no-reply@klient.example", Reply_To="anna@klient.example"),
    fresh("undelivered-parcel-human", "The courier says undeliverable. The address does not exist? It does!\n",
          subject="Undelivered parcel 1042"),
    fresh("returned-to-sender-human", "My parcel was returned to sender. Please send it again.\n",
          subject="Returned to sender: order 1042"),
    fresh("mailbox-full-human", "My mailbox was full, so I got no invoice. Please send it again.\n",
          subject="Mailbox full"),
    fresh("delivery-failed-human", "Your courier failed to deliver. User unknown, they say.\n", subject="Delivery failed"),
    Case(
        "human-attaches-report",
        head("What does this mean?", reply=False).encode()
        + multipart(
            "mixed",
            leaf("text/plain", "I got the attached report. Why?"),
            file_part("message/rfc822", b"x", 'Content-Disposition: attachment; filename="r.eml"\n'),
        ),
        "I got the attached report. Why?",
    ),
]  # fmt: skip

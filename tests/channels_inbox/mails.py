"""Small mails for tests of what lies behind the adapter."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime

from django.utils import timezone


def mail(
    text: str = "Where is my parcel?",
    *,
    sender: str = "Tomasz Kuna <tomasz@example.com>",
    to: str = "support@shop.example",
    subject: str = "Order 48213",
    message_id: str = "<one@example.com>",
    **headers: str,
) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Message-ID"] = sender, to, subject, message_id
    made["Date"] = format_datetime(timezone.now())
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()

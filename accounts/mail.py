"""Mail to people who work here."""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import Invitation

log = logging.getLogger(__name__)


def invitation_url(token: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse('invitation', args=[token])}"


def send_plain(address: str, subject: str, body: str, message_id: str = "") -> None:
    """One mail of ours to somebody who works here. Raises SMTPException or OSError when it can't go."""
    message = EmailMessage(" ".join(subject.split()), body, to=[address])
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    if message_id:
        message.extra_headers["Message-ID"] = message_id
    message.send()


def send_invitation(invitation: Invitation, token: str) -> bool:
    """Mail the link in the invited person's language; False when no mail server is set up or it refused."""
    if not settings.SMTP_HOST:
        return False
    with translation.override(invitation.language):
        context = {
            "invitation": invitation,
            "inviter": invitation.invited_by,
            "url": invitation_url(token),
            "brand_name": settings.BRAND_NAME,
        }
        subject = render_to_string("accounts/mail/invitation_subject.txt", context).strip()
        body = render_to_string("accounts/mail/invitation.txt", context).strip() + "\n"
    try:
        send_plain(invitation.email, subject, body)
    except (smtplib.SMTPException, OSError) as error:
        log.warning("Invitation %s could not be mailed: %s", invitation.pk, error)
        return False
    return True

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
    message = EmailMessage(" ".join(subject.split()), body, to=[invitation.email])
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("Invitation %s could not be mailed: %s", invitation.pk, error)
        return False
    return True

"""What isn't a customer's message: states of what we sent, words of our own side, news about templates and the account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from channels_inbox.adapters.whatsapp.messages import content
from channels_inbox.adapters.whatsapp.payloads import Event, person
from channels_inbox.contract import DeliveryReport, Echo, Notice, Parsed, UnreadablePayload
from channels_inbox.providers.meta_errors import graph_error
from channels_inbox.providers.strict_json import moment, table, tables, text
from core.text import clean_line

# What Meta calls it, and what it is for us. "played" is said of a voice message.
STATES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}
# Fields that concern no message and ask nothing of anybody here.
QUIET = {
    "account_review_update",
    "account_settings_update",
    "business_capability_update",
    "business_status_update",
    "flows",
    "history",
    "message_template_components_update",
    "message_template_quality_update",
    "partner_solutions",
    "payment_configuration_update",
    "phone_number_name_update",
    "smb_app_state_sync",
    "template_category_update",
    "template_correct_category_detection",
    "tracking_events",
}
TEMPLATES = {"message_template_status_update", "message_template_components_update", "template_category_update"}


def parse_status(event: Event) -> Parsed:
    """Raises UnreadablePayload for a state that nobody knows."""
    status = event.value
    name, state = text(status, "id", needed=True), text(status, "status", needed=True)
    if state in {"deleted", "warning", "accepted"} or text(status, "type") == "payment":
        return Notice(f"{state} {name}")
    if state not in STATES:
        raise UnreadablePayload(_("WhatsApp's state “%(state)s” isn't known here.") % {"state": clean_line(state, 40)})
    report = DeliveryReport(STATES[state], name, key=text(status, "biz_opaque_callback_data")[:100])
    if report.state == "failed":
        errors = tables(status, "errors")
        error = graph_error(errors[0] if errors else None)
        report.detail, report.trouble = error.message, error.trouble
    return report


def parse_echo(event: Event) -> Parsed:
    """Words that our own side wrote in the WhatsApp Business app on a phone."""
    message = event.value
    name, kind = text(message, "id", needed=True), text(message, "type", needed=True)
    if kind in {"edit", "revoke", "reaction", "system"}:
        return Notice(_("Changed in the WhatsApp Business app: %(kind)s") % {"kind": kind})
    words, files = content(message)
    to = person(message, event.contact, "to")
    return Echo(name, to.address, to.kind, words, moment(message, "timestamp"), remote=files)


def parse_account(event: Event) -> Parsed:
    """News about the account, its number and its templates. Raises UnreadablePayload for a field that nobody knows."""
    field, value = event.what, event.value
    if field == "message_template_status_update":
        name = f"{text(value, 'message_template_name')}/{text(value, 'message_template_language')}"
        said = [_("Template %(name)s: %(event)s") % {"name": name, "event": text(value, "event", needed=True)}]
        said += [reason for reason in (text(value, "reason"),) if reason not in {"", "NONE"}]
        return Notice(clean_line(". ".join(said), 300), resync=True)
    if field == "phone_number_quality_update":
        happened = text(value, "event", needed=True)
        number = text(value, "display_phone_number")
        summary = f"{number} {happened} {text(value, 'current_limit')}"
        if happened in {"FLAGGED", "DOWNGRADE"}:
            return Notice(
                summary,
                attention=_("Meta lowered the quality of %(number)s: look at WhatsApp Manager.") % {"number": number},
            )
        return Notice(summary)
    if field in {"account_update", "account_alerts"}:
        return _account(value)
    if field == "security":
        return Notice(_("The number's security changed: %(event)s") % {"event": text(value, "event")})
    if field == "messages" and tables(value, "errors"):
        error = graph_error(tables(value, "errors")[0])
        return Notice(error.message)
    if field in QUIET:
        return Notice(field, resync=field in TEMPLATES)
    raise UnreadablePayload(_("Nobody here handles “%(field)s”.") % {"field": clean_line(field, 60)})


SEVERE = ("BAN", "DISABLE", "RESTRICT", "VIOLATION", "DELETED", "REMOVED", "FLAGGED")


def _account(value: dict[str, Any]) -> Notice:
    """Severe is what stops or soon will stop messages: restrictions, bans, a number or account taken away."""
    ban = table(value, "ban_info")
    alert = table(value, "alert_info")
    said = [text(value, "event"), text(ban, "waba_ban_state"), text(alert, "alert_type")]
    summary = clean_line(" ".join(filter(None, said)), 200)
    if not summary:
        raise UnreadablePayload(_("It doesn't say what happened to the account."))
    reinstated = "REINSTATE" in summary
    severe = any(word in summary.upper() for word in SEVERE) or text(alert, "alert_severity") == "CRITICAL"
    if severe and not reinstated:
        return Notice(
            summary,
            attention=_("Meta restricts the WhatsApp account: %(event)s. Look at Meta Business.") % {"event": summary},
        )
    return Notice(summary)

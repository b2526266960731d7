"""A call that an agent asks for: our own phone rings first, then the customer is called."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from channels_inbox.adapters.voice.twiml import Speaker, ask_agent
from channels_inbox.contract import AdapterError, OutboundMessage, Part, SendingUncertain, SendResult
from channels_inbox.providers import twilio
from core.tokens import BadToken, make_token, read_token

PURPOSE = "voice-call"
GOOD_FOR_S = 3600
MAX_NOTE = 400
RING_S = 30


def parts(message: OutboundMessage) -> list[Part]:
    """One call. Raises AdapterError for what no agent asked for."""
    if message.automatic:
        raise AdapterError(_("Nobody is called without an agent. Choose another channel."), permanent=True)
    if not message.settings.get("agent_number"):
        raise AdapterError(
            _("No phone is set that rings for the agent. An admin can add one in the inbox's settings."), permanent=True
        )
    return [Part("text", text=message.text, key=f"{message.idempotency_key}:0")]


def place(message: OutboundMessage, part: Part) -> SendResult:
    """Let Twilio ring the agent's phone. Raises AdapterError, SendingUncertain."""
    speaker = Speaker(message.hook_url, message.language, message.settings)
    # Good at this inbox' own address only.
    token = make_token(PURPOSE, [message.hook_url, message.address])
    data: dict[str, Any] = {
        "To": str(message.settings["agent_number"]),
        "From": str(message.settings.get("number") or ""),
        "Twiml": ask_agent(speaker, message.address, part.text[:MAX_NOTE], key=part.key, call=token),
        "Timeout": str(RING_S),
        "StatusCallback": f"{message.hook_url}?{urlencode({'step': 'agent', 'key': part.key})}",
        "StatusCallbackEvent": ["initiated", "completed"],
    }
    answer = twilio.post("voice", "/Calls.json", data, message.settings, message.secrets)
    sid = answer.get("sid")
    if not isinstance(sid, str) or not sid:
        raise SendingUncertain(_("Twilio's answer can't be read."))
    return SendResult(sid)


def whom(token: str, url: str) -> str:
    """The customer's number that our own document named; "" when the token isn't ours, is too old, or was made for another
    inbox than that of `url`."""
    try:
        made_for, number = read_token(PURPOSE, token, GOOD_FOR_S)
    except (BadToken, ValueError, TypeError):
        return ""
    return str(number) if made_for == url.partition("?")[0] else ""

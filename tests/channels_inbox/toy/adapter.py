"""Letters by pigeon: a webhook brings them, one call sends one."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from channels_inbox.contract import (
    AdapterError,
    BadSignature,
    DeliveryReport,
    HookRequest,
    InboundMessage,
    OutboundMessage,
    Parsed,
    Piece,
    SendResult,
    Trouble,
    UnreadablePayload,
)
from channels_inbox.providers import strict_json
from channels_inbox.providers.calls import api_base, call, retry_after
from core.http import Response
from tests.channels_inbox.toy import payloads
from tickets.channel_info import ChannelInfo

INFO = ChannelInfo(
    "toy", "Pigeon post", "bird", "chat", "pigeon", max_length=500, attachments=False, about="Letters by pigeon."
)
API = "https://api.pigeons.example/v1"


def signature(key: str, body: bytes) -> str:
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


class ToyAdapter:
    """Stateless: what it needs comes with every call."""

    kind = "toy"
    account_setting = "loft"
    signing_secrets = ("signing_key",)

    def verify(self, request: HookRequest) -> None:
        given = request.headers.get("x-pigeon-signature", "")
        known = signature(str(request.secrets.get("signing_key", "")), request.body)
        if not request.secrets.get("signing_key") or not hmac.compare_digest(known.encode(), given.encode()):
            raise BadSignature

    def split(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Sequence[Piece]:
        loft, events = payloads.webhook(payload)
        return [
            Piece(
                external_id=f"event:{strict_json.text(event, 'id', needed=True)}",
                payload=strict_json.dump(event),
                account=loft,
                must_arrive=event.get("type") != "state",
            )
            for event in events
        ]

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
        event = strict_json.read_object(payload)
        match event.get("type"):
            case "state":
                state, letter = (strict_json.text(event, name, needed=True) for name in ("state", "of"))
                return DeliveryReport(state, external_id=letter)
            case "letter":
                found = payloads.letter(event)
                return InboundMessage(
                    external_id=found.id,
                    address=found.sender,
                    identity_kind=INFO.identity_kind,
                    display_name=found.name,
                    text=found.text,
                    sent_at=found.sent,
                    proven=True,
                )
        raise UnreadablePayload("Only letters and their states are understood.")

    def send(self, message: OutboundMessage) -> SendResult:
        answer = call(
            "POST",
            f"{api_base(self.kind, API)}/letters",
            headers={"Authorization": f"Bearer {message.secrets.get('api_key', '')}"},
            json={"loft": message.settings.get("loft"), "to": message.address, "text": message.text},
        )
        return SendResult(external_id=str(_checked(answer)["id"]))

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        address = f"{api_base(self.kind, API)}/lofts/{settings.get('loft', '')}"
        answer = call(
            "GET", address, repeatable=True, headers={"Authorization": f"Bearer {secrets.get('api_key', '')}"}
        )
        return f"{_checked(answer)['name']} is ready."


def _checked(answer: Response) -> Any:
    """The decoded answer. Raises AdapterError."""
    if answer.status in {401, 403}:
        raise AdapterError("The loft refuses the API key. Paste a new one.", permanent=True, trouble=Trouble.AUTH)
    if answer.status == 429 or answer.status >= 500:
        raise AdapterError("The loft is busy.", permanent=False, retry_after_s=retry_after(answer))
    if answer.status >= 400:
        raise AdapterError("No pigeon flies there. Write by another channel.", permanent=True)
    return answer.json()

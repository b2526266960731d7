"""The door of every Meta channel: how its webhooks are proven, cut into events, and what the console asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from channels_inbox import hooks
from channels_inbox.contract import HookAnswer, HookRequest, Piece
from channels_inbox.providers import meta, meta_webhooks
from tickets.models import Inbox


class MetaDoor:
    """An adapter's part that doesn't differ between Meta's channels. `fields` are those to subscribe to."""

    signing_secrets: ClassVar[tuple[str, ...]] = ("app_secret",)
    fields: ClassVar[Sequence[str]] = ()

    def verify(self, request: HookRequest) -> None:
        """Raises BadSignature."""
        meta.verify_signature(request, str(request.secrets.get("app_secret", "")))

    def challenge(self, request: HookRequest) -> HookAnswer:
        """Raises BadSignature."""
        return meta.challenge(request)

    def split(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Sequence[Piece]:
        """Raises UnreadablePayload."""
        return meta_webhooks.pieces(payload)

    def hook_facts(self, inbox: Inbox) -> list[tuple[str, str]]:
        """What the Meta console asks for beside the address."""
        return [(_("Verify token"), hooks.verify_token(inbox)), (_("Fields"), ", ".join(self.fields))]

"""The reviews channel: Google Business Profile and Trustpilot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from channels_inbox import hooks
from channels_inbox.adapters.reviews import hooks_in, payloads, poll, providers
from channels_inbox.contract import (
    AdapterError,
    HookRequest,
    InboundMessage,
    Notice,
    OutboundMessage,
    Parsed,
    Piece,
    Removed,
    RouteContext,
    RouteOption,
    SendResult,
)
from core.text import clean_line
from tickets.channel_info import ChannelInfo
from tickets.models import Priority

if TYPE_CHECKING:
    from channels_inbox.models import Connection
    from tickets.models import Inbox

# Google's limit of a reply; Trustpilot names none.
LIMIT = 4096
LOW_STARS = 2

INFO = ChannelInfo(
    "reviews",
    gettext_lazy("Reviews"),
    "star",
    "review",
    "review",
    attachments=False,
    max_length=LIMIT,
    about=gettext_lazy("Reviews on Google or Trustpilot. Answers are public."),
)


class ReviewsAdapter:
    """Every review is a ticket of its own. Its stars are the ticket's satisfaction, few of them raise its priority, and the
    answer is read by everybody."""

    kind = "reviews"

    def verify(self, request: HookRequest) -> None:
        hooks_in.verify(request)

    def split(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Sequence[Piece]:
        return hooks_in.split(payload)

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
        found = payloads.read(payload)
        if found is None:
            return Notice(_("The provider says that there is news."), resync=True)
        if isinstance(found, str):
            return Removed(found, thread=found)
        return _message(found, settings)

    def routes(self, context: RouteContext) -> list[RouteOption]:
        """One public answer, on the review's own ticket only."""
        if context.here is None or "name" not in context.here.memory:
            return []
        stands = bool(context.used) or context.here.memory.get("answered") is True
        note = _("Your answer is there already: this one replaces it.") if stands else ""
        return [RouteOption("public", label=_("public answer"), note=note, public=True, limit=LIMIT)]

    def send(self, message: OutboundMessage) -> SendResult:
        """The answer under the review. Sending it again only replaces it by itself."""
        if message.last_inbound is None or "name" not in message.last_inbound.memory:
            raise AdapterError(_("The review that this answers isn't known any more."), permanent=True)
        memory = message.last_inbound.memory
        again = memory.get("answered") is True or any(one.startswith("answer:") for one in message.references)
        providers.answer(str(memory["name"]), message.text, message.settings, message.secrets, again=again)
        return SendResult(f"answer:{message.idempotency_key}")

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        return providers.check(settings, secrets)

    def sync(self, connection: Connection) -> dict[str, Any]:
        """Look at once: after a successful test, and when the provider says that there is news. Raises AdapterError."""
        poll.fetch(connection)
        return {}

    def poll(self) -> None:
        poll.poll()

    def hook_facts(self, inbox: Inbox) -> list[tuple[str, str]]:
        """The address with its key, for Trustpilot's webhooks or a Pub/Sub subscription."""
        address = f"{hooks.hook_url(inbox)}?{hooks_in.KEY}={hooks.verify_token(inbox)}"
        return [(_("Address with its key"), address)]


def _message(review: payloads.Review, settings: Mapping[str, Any]) -> InboundMessage:
    stars = review.stars
    shown = "★" * stars + "☆" * (5 - stars) if stars else ""
    facts = [
        (gettext_noop("Stars"), f"{stars}/5" if stars else ""),
        (gettext_noop("Where"), "Google" if review.provider == payloads.GOOGLE else "Trustpilot"),
        (gettext_noop("Reference"), review.reference),
        (gettext_noop("Purchase"), _("confirmed") if review.verified else ""),
    ]
    low = settings.get("low_stars", LOW_STARS)
    worried = stars is not None and isinstance(low, int) and stars <= low
    words = "\n\n".join(filter(None, [review.title, review.text]))
    return InboundMessage(
        external_id=review.id,
        # Google doesn't say who wrote: each of its reviews has a writer of its own.
        address=f"{review.provider}:{review.author or review.id}"[:320],
        identity_kind=INFO.identity_kind,
        display_name=clean_line(review.author_name, 200),
        text=words or shown or _("(no words)"),
        subject=clean_line(f"{shown} {review.title or review.text}", 80).strip() or str(INFO.name),
        sent_at=review.changed_at,
        proven=True,
        language=review.language if review.language in {"pl", "en"} else "",
        thread=review.id,
        public=True,
        facts=[(label, value) for label, value in facts if value],
        memory={"name": review.name, "answered": review.answered},
        rating=stars,
        priority=Priority.HIGH if worried else None,
    )

"""Google Business Profile, played without Google: reviews wait to be fetched, an answer is put under them. Trustpilot's API
is played beside it, for inboxes that are set to it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from channels_inbox.adapters.reviews.api import TRUSTPILOT_TOKEN
from channels_inbox.contract.demo import (
    ApiAnswer,
    ApiCall,
    ChannelDemo,
    DemoField,
    Heard,
    HookPost,
    HookTarget,
    Person,
    WrongShape,
)
from channels_inbox.contract.demo_store import DemoStore

LOCATION = "accounts/104/locations/2048"
UNIT, USER = "507f191e810c19729de860ea", "507f191e810c19729de860eb"
TOKEN = "ya29.demo-access-token"  # noqa: S105  (opens nothing)
TRUSTPILOT_ACCESS = "demo-trustpilot-access"
KEYS = {"client_secret": "demo-client-secret", "refresh_token": "1//demo-refresh"}
TRUSTPILOT_KEYS = {"api_key": "demo-api-key", "api_secret": "demo-api-secret"}
TRUSTPILOT = {"provider": "trustpilot", "business_unit": UNIT, "business_user": USER}
NAMES = ("ONE", "TWO", "THREE", "FOUR", "FIVE")
LIMIT = 4096


def google_says(status: int, name: str, message: str) -> ApiAnswer:
    return ApiAnswer.of({"error": {"code": status, "message": message, "status": name}}, status)


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


class ReviewsDemo:
    address = ""
    settings: Mapping[str, Any] = {
        "provider": "google",
        "location": LOCATION,
        "client_id": "demo.apps.googleusercontent.com",
        "low_stars": 2,
        "first_days": 7,
    }
    secrets: Mapping[str, Any] = KEYS
    people = (Person("Kasia Nowak", "kasia"), Person("Piotr Zając", "piotr"), Person("Anonim", "anonymous"))
    fields = (
        DemoField("stars", _("Stars"), tuple((str(n), "★" * n) for n in (5, 4, 3, 2, 1)), initial="2"),
        DemoField("version", _("Review"), (("new", _("a new one")), ("changed", _("changes the last one")))),
    )
    permanent_error = google_says(404, "NOT_FOUND", "Requested entity was not found.")
    transient_error = google_says(503, "UNAVAILABLE", "The service is currently unavailable.")
    store = DemoStore("reviews")

    # -- what customers write ------------------------------------------------------------------------------------------

    def write(self, target: HookTarget, person: Person, text: str, extra: Mapping[str, str]) -> Sequence[HookPost]:
        """Nothing is posted: the review waits until it is fetched."""
        mine = [(name, row) for name, row in self.store.items() if row["address"] == person.address]
        changed = mine[-1] if mine and extra.get("version") == "changed" else None
        name = changed[0] if changed else f"Abc{secrets.token_urlsafe(12)}"
        stars = int(extra.get("stars") or 2)
        reviewer = {"isAnonymous": True} if person.address == "anonymous" else {"displayName": person.name}
        row: dict[str, Any] = {
            "address": person.address,
            "review": {
                "name": f"{LOCATION}/reviews/{name}",
                "reviewId": name,
                "reviewer": reviewer,
                "starRating": NAMES[stars - 1],
                "comment": text,
                "createTime": changed[1]["review"]["createTime"] if changed else now(),
                "updateTime": now(),
            },
        }
        if changed and "reviewReply" in changed[1]["review"]:
            row["review"]["reviewReply"] = changed[1]["review"]["reviewReply"]
        self.store.put(name, row)
        return []

    def sign(self, target: HookTarget, body: bytes, content_type: str = "application/json") -> HookPost:
        """The key stands in the address that the owner pastes."""
        return HookPost(body, {"Content-Type": content_type}, query=f"key={self.key(target)}")

    def key(self, target: HookTarget) -> str:
        # Known from the address alone, as the owner copies it.
        from channels_inbox import hooks
        from tickets.models import Inbox

        return hooks.verify_token(Inbox.objects.get(public_id=urlsplit(target.url).path.rstrip("/").rpartition("/")[2]))

    # -- what the APIs answer ------------------------------------------------------------------------------------------

    def api(self, call: ApiCall) -> ApiAnswer:
        provider, _slash, path = call.path.partition("/")
        if provider == "google-oauth":
            return self._google_token(call, path)
        if provider == "google":
            return self._google(call, path)
        if provider == "trustpilot":
            return self._trustpilot(call, path)
        raise WrongShape(f"There is no {call.path}.")

    def _google_token(self, call: ApiCall, path: str) -> ApiAnswer:
        form = call.form()
        if (call.method, path, form.get("grant_type")) != ("POST", "token", "refresh_token"):
            raise WrongShape("A token is asked for with POST and grant_type=refresh_token.")
        if {name: form.get(name) for name in KEYS} != KEYS or not form.get("client_id"):
            return ApiAnswer.of(
                {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}, 400
            )
        return ApiAnswer.of({"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"})

    def _google(self, call: ApiCall, path: str) -> ApiAnswer:
        if call.headers.get("authorization") != f"Bearer {TOKEN}":
            return google_says(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        if not path.startswith(f"{LOCATION}/reviews"):
            return google_says(404, "NOT_FOUND", "Requested entity was not found.")
        name = path.removeprefix(f"{LOCATION}/reviews").strip("/").removesuffix("/reply")
        if call.method == "GET" and not name:
            return self._list(call)
        if (call.method, path) != ("PUT", f"{LOCATION}/reviews/{name}/reply"):
            raise WrongShape(f"There is no {call.method} {path}.")
        comment = call.json().get("comment")
        if not isinstance(comment, str) or not 1 <= len(comment) <= LIMIT:
            raise WrongShape("An answer has 1 to 4096 characters.")
        row = self.store.get(name)
        if row is None:
            return self.permanent_error
        reply = {"comment": comment, "updateTime": now()}
        row["review"]["reviewReply"] = reply
        self.store.put(name, row)
        return ApiAnswer.of(reply)

    def _list(self, call: ApiCall) -> ApiAnswer:
        size = int(call.query.get("pageSize", "50"))
        if size > 50 or call.query.get("orderBy", "updateTime desc") != "updateTime desc":
            raise WrongShape("At most 50 a page, by updateTime desc.")
        rows = sorted(
            (row["review"] for _name, row in self.store.items()), key=lambda one: one["updateTime"], reverse=True
        )
        start = int(call.query.get("pageToken") or 0)
        more = {"nextPageToken": str(start + size)} if start + size < len(rows) else {}
        return ApiAnswer.of({"reviews": rows[start : start + size], "totalReviewCount": len(rows), **more})

    def _trustpilot(self, call: ApiCall, path: str) -> ApiAnswer:
        if path == TRUSTPILOT_TOKEN:
            pair = base64.b64encode(":".join(TRUSTPILOT_KEYS.values()).encode()).decode()
            if call.headers.get("authorization") != f"Basic {pair}" or call.form() != {
                "grant_type": "client_credentials"
            }:
                return ApiAnswer.of({"reason": "Invalid credentials"}, 401)
            return ApiAnswer.of({"access_token": TRUSTPILOT_ACCESS, "expires_in": "359999"})
        if call.headers.get("authorization") != f"Bearer {TRUSTPILOT_ACCESS}":
            return ApiAnswer.of({"fault": {"faultstring": "Invalid Access Token"}}, 401)
        if (call.method, path) == ("GET", f"business-units/{UNIT}"):
            return ApiAnswer.of({"id": UNIT, "displayName": "Kubki i spółka"})
        if (call.method, path) == ("GET", f"private/business-units/{UNIT}/reviews"):
            return ApiAnswer.of({"reviews": []})
        if path.startswith("private/reviews/") and path.endswith("/reply"):
            return self._trustpilot_reply(call)
        return ApiAnswer.of({"message": "Not found"}, 404)

    def _trustpilot_reply(self, call: ApiCall) -> ApiAnswer:
        if call.method == "DELETE":
            return ApiAnswer(204)
        body = call.json()
        if call.method != "POST" or body.get("authorBusinessUserId") != USER or not body.get("message"):
            raise WrongShape("An answer has a message and its author.")
        return ApiAnswer(201)

    # -- what everybody reads ------------------------------------------------------------------------------------------

    def heard(self, call: ApiCall) -> Heard | None:
        if call.method not in {"PUT", "POST"} or not call.path.endswith("/reply"):
            return None
        body = call.json()
        row = self.store.get(call.path.split("/")[-2])
        return Heard(row["address"] if row else "", body.get("comment") or body.get("message", ""), public=True)

    def receipts(self, target: HookTarget, call: ApiCall, answer: ApiAnswer) -> Sequence[HookPost]:
        return []


DEMO: ChannelDemo = ReviewsDemo()

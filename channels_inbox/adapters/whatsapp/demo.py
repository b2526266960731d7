"""WhatsApp, played without Meta: signed webhooks as the Cloud API posts them, and a Graph API that checks our calls."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
import time
import zlib
from collections.abc import Mapping, Sequence
from email import message_from_bytes
from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_inbox.contract.demo import (
    ApiAnswer,
    ApiCall,
    Button,
    ChannelDemo,
    DemoField,
    Heard,
    HookPost,
    HookTarget,
    Person,
    WrongShape,
)
from channels_inbox.providers.meta import proof, signature

PHONE_ID, ACCOUNT = "106540352242922", "102290129340398"
TOKEN = "EAAG-demo-token"  # noqa: S105  (opens nothing)
SECRET = "demo-app-secret-of-whatsapp"  # noqa: S105  (opens nothing)
OWN_NUMBER = "48221234567"
LIST = "-list"
KINDS = ("text", "image", "interactive", "template", "document", "video", "audio")
LIMITS = {"text": 4096, "body": 1024, "caption": 1024, "title": 20, "buttons": 3, "rows": 10, "row": 24, "row id": 200}

TEMPLATES = [
    {
        "name": "order_update",
        "language": "pl",
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": [
            {
                "type": "BODY",
                "text": "Dzień dobry, {{1}}! Mamy wiadomość o zamówieniu {{2}}. Czy możemy ją tu przesłać?",
            },
            {"type": "FOOTER", "text": "Sklep z kubkami"},
        ],
    },
    {
        "name": "order_update",
        "language": "en",
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "NAMED",
        "components": [
            {"type": "BODY", "text": "Hello {{first_name}}, there is news about order {{order}}. May we send it here?"},
        ],
    },
    {
        "name": "how_was_it",
        "language": "pl",
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": [
            {
                "type": "BODY",
                "text": "Dziękujemy za kontakt z nami! {{1}} Odpowiedź zajmie chwilę: {{2}} Można też odpisać samą liczbą.",
            }
        ],
    },
    {
        "name": "how_was_it",
        "language": "en",
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": [
            {
                "type": "BODY",
                "text": "Thank you for writing to us! {{1}} It takes a moment: {{2}} You can also answer with just a number.",
            }
        ],
    },
]


def picture() -> bytes:
    """A small green PNG, as a customer's photo."""
    width, height = 240, 160
    rows = b"".join(b"\0" + bytes((60, 90 + row // 2, 70)) * width for row in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def user_id(address: str) -> str:
    """WhatsApp's own id of a person, always the same."""
    return address if "." in address else f"PL.{int(hashlib.sha256(address.encode()).hexdigest()[:14], 16)}"


def graph_says(code: int, message: str, status: int = 400) -> ApiAnswer:
    return ApiAnswer.of(
        {"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "demo"}}, status
    )


class WhatsappDemo:
    address = "+48 22 123 45 67"
    settings: Mapping[str, Any] = {"phone_number_id": PHONE_ID, "account_id": ACCOUNT}
    secrets: Mapping[str, Any] = {"access_token": TOKEN, "app_secret": SECRET}
    people = (
        Person("Hanna Lis", "48601200300"),
        Person("Marek Wilk", "48602300400"),
        Person("zosia.rower", "PL.20260101202601012026"),  # hides her number behind a username
    )
    fields = (
        DemoField(
            "sends",
            _("Sends"),
            (("text", _("words")), ("image", _("a photo")), ("location", _("a place")), ("contacts", _("a contact"))),
        ),
    )
    permanent_error = graph_says(131026, "(#131026) Message undeliverable")
    transient_error = graph_says(2, "Service temporarily unavailable", 503)

    # -- what Meta posts ----------------------------------------------------------------------------------------------

    def write(self, target: HookTarget, person: Person, text: str, extra: Mapping[str, str]) -> Sequence[HookPost]:
        kind = extra.get("sends", "text")
        kinds: dict[str, dict[str, Any]] = {
            "image": {
                "image": {
                    "id": "65463453",
                    "mime_type": "image/png",
                    "sha256": hashlib.sha256(picture()).hexdigest(),
                    "caption": text,
                }
            },
            "location": {"location": {"latitude": 52.2297, "longitude": 21.0122, "name": text}},
            "contacts": {"contacts": [{"name": {"formatted_name": text}, "phones": [{"phone": "+48 603 400 500"}]}]},
        }
        content = kinds.get(kind, {"text": {"body": text}})
        message = {"id": self._wamid(), "timestamp": str(int(time.time())), "type": next(iter(content)), **content}
        if "." not in person.address:
            message["from"] = person.address
        message["from_user_id"] = user_id(person.address)
        return [self._post(target, person.address, "messages", [message], person.name)]

    def tap(self, target: HookTarget, person: Person, button: Button, under: str) -> Sequence[HookPost]:
        """A tapped row of a list, or a tapped button."""
        kind = "list_reply" if under.endswith(LIST) else "button_reply"
        answer = {"type": kind, kind: {"id": button.payload, "title": button.label}}
        message = {
            "id": self._wamid(),
            "timestamp": str(int(time.time())),
            "type": "interactive",
            "interactive": answer,
            "context": {"from": OWN_NUMBER, "id": under},
            "from_user_id": user_id(person.address),
        }
        if "." not in person.address:
            message["from"] = person.address
        return [self._post(target, person.address, "messages", [message], person.name)]

    def _wamid(self) -> str:
        return f"wamid.{secrets.token_urlsafe(24)}"

    def _post(self, target: HookTarget, address: str, key: str, items: Sequence[Any], name: str = "") -> HookPost:
        contact: dict[str, Any] = {"user_id": user_id(address)}
        if "." not in address:
            contact["wa_id"] = address
        if name:
            contact["profile"] = {"name": name} if "." not in address else {"name": name, "username": name}
        value = {
            "messaging_product": "whatsapp",
            "metadata": {
                "display_phone_number": OWN_NUMBER,
                "phone_number_id": str(target.settings.get("phone_number_id", PHONE_ID)),
            },
            "contacts": [contact],
            key: list(items),
        }
        entry = {"id": ACCOUNT, "changes": [{"value": value, "field": "messages"}]}
        return self.sign(target, json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode())

    def sign(self, target: HookTarget, body: bytes, content_type: str = "application/json") -> HookPost:
        stamp = signature(str(target.secrets["app_secret"]), body)
        return HookPost(body, {"Content-Type": content_type, "X-Hub-Signature-256": stamp})

    # -- what Meta's API answers --------------------------------------------------------------------------------------

    def api(self, call: ApiCall) -> ApiAnswer:
        if call.headers.get("authorization") != f"Bearer {TOKEN}":
            return graph_says(190, "Invalid OAuth access token.", 401)
        if "access_token" in call.query:
            raise WrongShape("The token must not stand in the address.")
        if call.path.startswith("lookaside/"):
            return ApiAnswer(200, picture(), "image/png")
        if call.query.get("appsecret_proof") != proof(TOKEN, SECRET):
            return graph_says(100, "Invalid appsecret_proof provided in the API argument")
        known = {
            ("GET", PHONE_ID): self._number,
            ("GET", f"{ACCOUNT}/phone_numbers"): lambda _call: ApiAnswer.of({"data": [{"id": PHONE_ID}]}),
            ("GET", f"{ACCOUNT}/subscribed_apps"): lambda _call: ApiAnswer.of(
                {"data": [{"whatsapp_business_api_data": {}}]}
            ),
            ("GET", f"{ACCOUNT}/message_templates"): self._templates,
            ("POST", f"{PHONE_ID}/media"): self._media,
            ("POST", f"{PHONE_ID}/messages"): self._message,
        }
        answer = known.get((call.method, call.path))
        if answer is not None:
            return answer(call)
        if call.method == "GET" and call.path.isdecimal():
            return self._file(call)
        return graph_says(100, f"Unsupported request to {call.path}")

    def _number(self, call: ApiCall) -> ApiAnswer:
        return ApiAnswer.of({"id": PHONE_ID, "display_phone_number": self.address, "verified_name": "Kubki i spółka"})

    def _templates(self, call: ApiCall) -> ApiAnswer:
        if call.query.get("status") != "APPROVED":
            raise WrongShape("Only approved templates were expected to be asked for.")
        # Two pages, so that paging is seen to work.
        page = int(call.query.get("after", "0"))
        paging = {"cursors": {"after": str(page + 1)}} | (
            {"next": "https://graph.facebook.com/next"} if page == 0 else {}
        )
        return ApiAnswer.of({"data": TEMPLATES[2 * page : 2 * page + 2], "paging": paging})

    def _file(self, call: ApiCall) -> ApiAnswer:
        content = picture()
        return ApiAnswer.of(
            {
                "messaging_product": "whatsapp",
                "id": call.path,
                "url": f"https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid={call.path}",
                "mime_type": "image/png",
                "sha256": hashlib.sha256(content).hexdigest(),
                "file_size": str(len(content)),
            }
        )

    def _media(self, call: ApiCall) -> ApiAnswer:
        head = f"Content-Type: {call.headers.get('content-type', '')}\r\n\r\n".encode()
        form = message_from_bytes(head + call.body)
        parts: Any = form.get_payload()
        if not form.is_multipart() or not isinstance(parts, list):
            raise WrongShape("An upload is multipart/form-data.")
        named = {part.get_param("name", header="content-disposition"): part for part in parts}
        if set(named) != {"messaging_product", "type", "file"} or not named["file"].get_filename():
            raise WrongShape("An upload has messaging_product, type and a named file.")
        if named["type"].get_payload().strip() != named["file"].get_content_type():
            raise WrongShape("The type is not the file's.")
        return ApiAnswer.of({"id": str(secrets.randbelow(10**15) + 10**15)})

    def _message(self, call: ApiCall) -> ApiAnswer:
        body = call.json()
        if not isinstance(body, dict) or body.get("messaging_product") != "whatsapp":
            raise WrongShape("messaging_product must be whatsapp.")
        if bool(body.get("to")) == bool(body.get("recipient")):
            raise WrongShape("A message goes to a number or to a user id.")
        if body.get("to") and not str(body["to"]).removeprefix("+").isdecimal():
            raise WrongShape("A number has only digits.")
        if len(str(body.get("biz_opaque_callback_data", ""))) > 512:
            raise WrongShape("biz_opaque_callback_data is too long.")
        kind = body.get("type")
        if kind not in KINDS or not isinstance(body.get(kind), dict):
            raise WrongShape(f"{kind} has no content.")
        self._content(kind, body[kind])
        to = str(body.get("to") or body["recipient"]).removeprefix("+")
        contact = {"input": to, "user_id": user_id(to)} | ({"wa_id": to} if body.get("to") else {})
        return ApiAnswer.of(
            {
                "messaging_product": "whatsapp",
                "contacts": [contact],
                "messages": [{"id": self._wamid(), "message_status": "accepted"}],
            }
        )

    def _content(self, kind: str, content: Mapping[str, Any]) -> None:
        if kind == "text":
            self._words(content.get("body"), LIMITS["text"], "text.body")
        elif kind == "interactive":
            self._words((content.get("body") or {}).get("text"), LIMITS["body"], "interactive.body.text")
            if content.get("type") == "list":
                self._list(content.get("action") or {})
                return
            buttons = (content.get("action") or {}).get("buttons") or []
            if not 1 <= len(buttons) <= LIMITS["buttons"] or content.get("type") != "button":
                raise WrongShape("One to three buttons.")
            titles = [button["reply"]["title"] for button in buttons]
            if len(set(titles)) < len(titles) or len({button["reply"]["id"] for button in buttons}) < len(buttons):
                raise WrongShape("Buttons must differ.")
            for title in titles:
                self._words(title, LIMITS["title"], "title")
        elif kind == "template":
            self._template(content)
        else:
            if not str(content.get("id", "")).isdecimal():
                raise WrongShape("A file is named by the id of its upload.")
            if "caption" in content and (kind == "audio" or len(content["caption"]) > LIMITS["caption"]):
                raise WrongShape("This caption can't be.")

    def _list(self, action: Mapping[str, Any]) -> None:
        self._words(action.get("button"), LIMITS["title"], "action.button")
        sections = action.get("sections") or []
        rows = [row for section in sections for row in section.get("rows", [])]
        if not 1 <= len(rows) <= LIMITS["rows"] or (len(sections) > 1 and not all("title" in one for one in sections)):
            raise WrongShape("One to ten rows; several sections have titles.")
        if len({row["id"] for row in rows}) < len(rows):
            raise WrongShape("Rows must differ.")
        for row in rows:
            self._words(row["title"], LIMITS["row"], "row.title")
            self._words(row["id"], LIMITS["row id"], "row.id")

    def _template(self, content: Mapping[str, Any]) -> None:
        wanted = (content.get("name"), (content.get("language") or {}).get("code"))
        found: Any = next((one for one in TEMPLATES if (one["name"], one["language"]) == wanted), None)
        if found is None:
            raise WrongShape("No such template.")
        values = [value for component in content.get("components", []) for value in component["parameters"]]
        if len(values) != found["components"][0]["text"].count("{{"):
            raise WrongShape("The number of values isn't the template's.")
        if (found["parameter_format"] == "NAMED") != all("parameter_name" in value for value in values):
            raise WrongShape("Values of this template are named otherwise.")

    def _words(self, value: Any, most: int, where: str) -> None:
        if not isinstance(value, str) or not value.strip() or len(value) > most:
            raise WrongShape(f"{where} must have 1 to {most} characters.")

    # -- what the customer sees ---------------------------------------------------------------------------------------

    def heard(self, call: ApiCall) -> Heard | None:
        if call.path != f"{PHONE_ID}/messages":
            return None
        body = call.json()
        to, kind = str(body.get("to") or body.get("recipient")).removeprefix("+"), body["type"]
        content = body[kind]
        if kind == "text":
            return Heard(to, content["body"])
        if kind == "interactive":
            action = content["action"]
            chosen = [one["reply"] for one in action.get("buttons", [])]
            chosen += [row for section in action.get("sections", []) for row in section["rows"]]
            buttons = [Button(one["title"], one["id"]) for one in chosen]
            return Heard(to, content["body"]["text"], buttons=buttons, opens=action.get("button", ""))
        if kind == "template":
            return Heard(to, self._filled(content), (f"{content['name']} ({content['language']['code']})",))
        return Heard(to, content.get("caption", ""), (content.get("filename") or kind,))

    def _filled(self, content: Mapping[str, Any]) -> str:
        found: Any = next(
            one for one in TEMPLATES if (one["name"], one["language"]) == (content["name"], content["language"]["code"])
        )
        text = str(found["components"][0]["text"])
        values = [value for component in content.get("components", []) for value in component["parameters"]]
        for number, value in enumerate(values, 1):
            text = text.replace("{{" + value.get("parameter_name", str(number)) + "}}", value["text"])
        return text

    def named(self, call: ApiCall, answer: ApiAnswer) -> str:
        name = str(json.loads(answer.body)["messages"][0]["id"])
        return name + LIST if (call.json().get("interactive") or {}).get("type") == "list" else name

    def receipts(self, target: HookTarget, call: ApiCall, answer: ApiAnswer) -> Sequence[HookPost]:
        if call.path != f"{PHONE_ID}/messages" or answer.status >= 400:
            return []
        body, name = call.json(), json.loads(answer.body)["messages"][0]["id"]
        to = str(body.get("to") or body.get("recipient")).removeprefix("+")
        status = {
            "id": name,
            "timestamp": str(int(time.time())),
            "recipient_user_id": user_id(to),
            "biz_opaque_callback_data": body.get("biz_opaque_callback_data", ""),
        } | ({"recipient_id": to} if body.get("to") else {})
        return [
            self._post(target, to, "statuses", [{**status, "status": state}]) for state in ("sent", "delivered", "read")
        ]


DEMO: ChannelDemo = WhatsappDemo()

"""Telegram without Telegram: updates as it posts them, and a Bot API that refuses what the real one would."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from secrets import randbelow
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image

from channels_inbox.adapters.telegram.demo_forms import read_form
from channels_inbox.adapters.telegram.webhook import HEADER, webhook_secret
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

TOKEN = "7700112233:demo-bot-token_that-opens-nothing-01"  # noqa: S105  (opens nothing)
BOT = {"id": 7700112233, "is_bot": True, "first_name": "Kubek i Len", "username": "kubek_i_len_bot"}
PATH = re.compile(r"(?P<file>file/)?bot(?P<token>[^/]+)/(?P<rest>.+)\Z")
# A Bot API server of one's own takes http addresses too.
CALLABLE = ("https://", "http://127.0.0.1", "http://localhost", "http://testserver")
TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote", "tg-spoiler"}
FILE_METHODS = {
    "sendPhoto": "photo",
    "sendDocument": "document",
    "sendVideo": "video",
    "sendAudio": "audio",
    "sendAnimation": "animation",
}
UPDATES = {
    "message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "my_chat_member",
    "chat_member", "message_reaction", "poll", "inline_query",
}  # fmt: skip


def _refused(status: int, description: str, **more: Any) -> ApiAnswer:
    return ApiAnswer.of({"ok": False, "error_code": status, "description": description, **more}, status)


class _Shown(HTMLParser):
    """What a reader of Telegram's HTML sees. Raises WrongShape for what it doesn't take."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words, self.open = "", list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS or (tag == "a") != bool(dict(attrs).get("href")):
            raise WrongShape(f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        if self.open and self.open[-1] in {"pre", "code"} and tag != "code":
            raise WrongShape("Bad Request: can't parse entities: code takes no other marks")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise WrongShape(f'Bad Request: can\'t parse entities: Unmatched end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.words += data


def shown(html: str) -> str:
    """The words of formatted text. Raises WrongShape."""
    if re.search(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)", html):
        raise WrongShape("Bad Request: can't parse entities: an ampersand is not escaped")
    reader = _Shown()
    reader.feed(html)
    reader.close()
    if reader.open:
        raise WrongShape("Bad Request: can't parse entities: Can't find end tag")
    return reader.words


def _words(params: Mapping[str, Any], field: str, limit: int, *, needed: bool = False) -> str:
    text = params.get(field, "")
    if not isinstance(text, str):
        raise WrongShape(f"{field} must be a string.")
    if params.get("parse_mode") not in {None, "HTML"}:
        raise WrongShape("Only HTML is understood here.")
    words = shown(text) if params.get("parse_mode") == "HTML" else text
    if needed and not words.strip():
        raise WrongShape("Bad Request: message text is empty")
    if len(words.encode("utf-16-le")) // 2 > limit:
        raise WrongShape("Bad Request: message is too long")
    return words


def _buttons(params: Mapping[str, Any]) -> list[Button]:
    markup = params.get("reply_markup")
    if markup is None:
        return []
    if isinstance(markup, str):
        markup = json.loads(markup)
    inline = "inline_keyboard" in markup
    rows = markup.get("inline_keyboard" if inline else "keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) and 0 < len(row) <= 8 for row in rows):
        raise WrongShape("Bad Request: can't parse reply keyboard markup JSON object")
    found = [Button(str(button["text"]), str(button.get("callback_data", ""))) for row in rows for button in row]
    if any(not button.label for button in found):
        raise WrongShape("Bad Request: text buttons are empty")
    if inline and any(not 1 <= len(button.payload.encode()) <= 64 for button in found):
        raise WrongShape("Bad Request: BUTTON_DATA_INVALID")
    return found


def _chat(params: Mapping[str, Any]) -> int:
    chat = str(params.get("chat_id", ""))
    if not chat.isdecimal():
        raise WrongShape("Bad Request: chat_id is empty")
    return int(chat)


def _picture() -> bytes:
    image = Image.linear_gradient("L").resize((320, 240)).convert("RGB")
    stored = io.BytesIO()
    image.save(stored, "JPEG")
    return stored.getvalue()


class TelegramDemo:
    address = ""
    settings: Mapping[str, Any] = {"bot_id": "7700112233", "greeting": ""}
    secrets: Mapping[str, Any] = {"token": TOKEN}
    people = (Person("Ola Wrona", "5180010001"), Person("Piotr Żuk", "5180010002"))
    fields = (
        DemoField(
            "what",
            _("What"),
            (
                ("text", _("Text")),
                ("photo", _("A photo with these words")),
                ("album", _("Two photos at once")),
                ("document", _("A file")),
                ("location", _("Their location")),
                ("contact", _("Their own number")),
                ("edited", _("Text, corrected afterwards")),
                ("blocked", _("They block the bot")),
                ("unblocked", _("They unblock the bot")),
            ),
            "text",
        ),
    )
    permanent_error = _refused(403, "Forbidden: bot was blocked by the user")
    transient_error = _refused(429, "Too Many Requests: retry after 9", parameters={"retry_after": 9})

    def write(self, target: HookTarget, person: Person, text: str, extra: Mapping[str, str]) -> Sequence[HookPost]:
        what = extra.get("what", "text")
        if what in {"blocked", "unblocked"}:
            status = "kicked" if what == "blocked" else "member"
            member = {"user": BOT, "status": status}
            old = {"user": BOT, "status": "member" if what == "blocked" else "kicked"}
            body = {**self._common(person), "old_chat_member": old, "new_chat_member": member}
            return [self._post(target, "my_chat_member", body)]
        said = self._message(person)
        if what == "album":
            group = str(randbelow(10**16))
            two = [self._message(person) | {"media_group_id": group, **self._photo()} for _number in range(2)]
            two[0]["caption"] = text
            return [self._post(target, "message", message) for message in two]
        contents: dict[str, dict[str, Any]] = {
            "photo": {"caption": text, **self._photo()},
            "document": {"caption": text, "document": self._file("paragon.txt", "text/plain", 40)},
            "location": {"location": {"latitude": 52.229676, "longitude": 21.012229}},
            "contact": {
                "contact": {
                    "phone_number": f"4860{person.address[-7:]}",
                    "first_name": person.name,
                    "user_id": int(person.address),
                }
            },
        }
        said |= contents.get(what, {"text": text})
        posts = [self._post(target, "message", said)]
        if what == "edited":
            corrected = {**said, "text": f"{text} *", "edit_date": int(time.time())}
            posts.append(self._post(target, "edited_message", corrected))
        return posts

    def tap(self, target: HookTarget, person: Person, button: Button, under: str) -> Sequence[HookPost]:
        """A tap on a button under the bot's message, which comes with it."""
        common = self._common(person)
        markup = {"inline_keyboard": [[{"text": button.label, "callback_data": button.payload}]]}
        number = int(under) if under.isdecimal() else 1
        message = {"message_id": number, **common, "from": BOT, "text": "…", "reply_markup": markup}
        query = {
            "id": str(10**17 + randbelow(10**17)),
            "from": common["from"],
            "message": message,
            "chat_instance": "1",
            "data": button.payload,
        }
        return [self._post(target, "callback_query", query)]

    def _common(self, person: Person) -> dict[str, Any]:
        first, _space, last = person.name.partition(" ")
        named = {"id": int(person.address), "first_name": first, "last_name": last}
        return {
            "from": {**named, "is_bot": False, "language_code": "pl"},
            "chat": {**named, "type": "private"},
            "date": int(time.time()),
        }

    def _message(self, person: Person) -> dict[str, Any]:
        return {"message_id": 1 + randbelow(2**31 - 2), **self._common(person)}

    def _file(self, name: str, content_type: str, size: int) -> dict[str, Any]:
        file_id = f"demo-{randbelow(10**12)}-{name}"
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "mime_type": content_type} | (
            {"file_name": name} if name != "photo.jpg" else {}
        )

    def _photo(self) -> dict[str, Any]:
        large = self._file("photo.jpg", "image/jpeg", len(_picture()))
        return {"photo": [{**large, "width": 80, "height": 60}, {**large, "width": 320, "height": 240}]}

    def _post(self, target: HookTarget, kind: str, body: Mapping[str, Any]) -> HookPost:
        update = {"update_id": 1 + randbelow(2**31 - 2), kind: body}
        return self.sign(target, json.dumps(update, ensure_ascii=False).encode())

    def sign(self, target: HookTarget, body: bytes, content_type: str = "application/json") -> HookPost:
        return HookPost(body, {"Content-Type": content_type, HEADER: webhook_secret(target.secrets)})

    def api(self, call: ApiCall) -> ApiAnswer:
        found = PATH.match(call.path)
        if found is None:
            raise WrongShape("An address of the Bot API is bot<token>/<method>.")
        if found["token"] != TOKEN:
            return _refused(401, "Unauthorized")
        if found["file"]:
            content = _picture() if found["rest"].endswith(".jpg") else "Kubek lniany 1 szt. 39,00 zł\n".encode()
            return ApiAnswer(200, content, "application/octet-stream")
        if call.method != "POST":
            raise WrongShape("Calls are made with POST here.")
        if found["rest"] == "setWebhook" and not str(_params(call)[0].get("url", "")).startswith(CALLABLE):
            return _refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        return ApiAnswer.of({"ok": True, "result": self._result(found["rest"], call)})

    def _result(self, method: str, call: ApiCall) -> Any:
        params, files = _params(call)
        if method == "getMe":
            return BOT
        if method == "getWebhookInfo":
            return {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        if method == "setWebhook":
            return _set_webhook(params)
        if method == "getFile":
            name = str(params.get("file_id", "")).rpartition("-")[2]
            if not name:
                raise WrongShape("Bad Request: file_id not specified")
            return {"file_id": params["file_id"], "file_unique_id": "x", "file_path": f"photos/{name}"}
        chat = _chat(params)
        if method == "editMessageReplyMarkup":
            if not isinstance(params.get("message_id"), int):
                raise WrongShape("Bad Request: message identifier is not specified")
            _buttons(params)
            return {"message_id": params["message_id"], "date": int(time.time()), "chat": {"id": chat}}
        if method == "sendMessage":
            _words(params, "text", 4096, needed=True)
        elif method in FILE_METHODS:
            _words(params, "caption", 1024)
            if not files.get(FILE_METHODS[method]):
                raise WrongShape(f"Bad Request: there is no {FILE_METHODS[method]} in the request")
        else:
            raise WrongShape(f"Not Found: method {method} not found")
        _buttons(params)
        return {"message_id": 1 + randbelow(2**31 - 2), "date": int(time.time()), "chat": {"id": chat}}

    def heard(self, call: ApiCall) -> Heard | None:
        found = PATH.match(call.path)
        method = found["rest"] if found else ""
        if method != "sendMessage" and method not in FILE_METHODS:
            return None
        params, files = _params(call)
        text = str(params.get("text") or params.get("caption") or "")
        words = shown(text) if params.get("parse_mode") == "HTML" else text
        return Heard(str(params.get("chat_id", "")), words, details=list(files.values()), buttons=_buttons(params))

    def named(self, call: ApiCall, answer: ApiAnswer) -> str:
        result = json.loads(answer.body)["result"]
        return str(result["message_id"]) if isinstance(result, dict) and "message_id" in result else ""

    def closed(self, call: ApiCall) -> str:
        if not call.path.endswith("/editMessageReplyMarkup"):
            return ""
        params, _files = _params(call)
        return "" if _buttons(params) else str(params["message_id"])

    def receipts(self, target: HookTarget, call: ApiCall, answer: ApiAnswer) -> Sequence[HookPost]:
        """Bots never hear whether something was delivered or read."""
        return []


def _params(call: ApiCall) -> tuple[dict[str, Any], dict[str, str]]:
    """The parameters, and the names of the files by field. Raises WrongShape."""
    content_type = call.headers.get("content-type", "")
    if content_type.startswith("multipart/form-data"):
        return read_form(content_type, call.body)
    if not content_type.startswith("application/json"):
        raise WrongShape("Parameters come as JSON or as multipart/form-data.")
    params = call.json()
    if not isinstance(params, dict):
        raise WrongShape("Parameters are an object.")
    return params, {}


def _set_webhook(params: Mapping[str, Any]) -> bool:
    secret = str(params.get("secret_token", ""))
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise WrongShape("Bad Request: secret token contains unallowed characters")
    wanted = params.get("allowed_updates")
    if not isinstance(wanted, list) or not set(wanted) <= UPDATES:
        raise WrongShape("Bad Request: can't parse allowed updates JSON array")
    if not 1 <= int(params.get("max_connections", 40)) <= 100:
        raise WrongShape("Bad Request: max_connections must be between 1 and 100")
    return True


DEMO: ChannelDemo = TelegramDemo()

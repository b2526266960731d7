"""Reading back a form with files, for the stand-in."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import HTTP

from channels_inbox.contract.demo import WrongShape


def read_form(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """The fields, and the names of the files that aren't empty. Raises WrongShape."""
    form = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=HTTP)
    if not form.is_multipart():
        raise WrongShape("This is no form.")
    fields: dict[str, str] = {}
    files: dict[str, str] = {}
    for part in form.iter_parts():
        name = str(part.get_param("name", "", header="content-disposition"))
        content = part.get_payload(decode=True)
        if not name or not isinstance(content, bytes):
            raise WrongShape("A part of the form has no name.")
        if part.get_filename():
            files |= {name: str(part.get_filename())} if content else {}
        else:
            fields[name] = content.decode("utf-8")
    return fields, files

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.cast import Cast, write_in
from tests.pictures import picture
from tickets.actions import IncomingFile
from tickets.actions.pictures import make_thumbnail
from tickets.models import Attachment

Enter = Callable[[User], Client]
PNG = bytes.fromhex("89504e470d0a1a0a")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def url(name: str) -> str:
    return f"/attachments/{Attachment.objects.get(name=name).public_id}/{name}"


def test_files_are_downloads_of_safe_types_for_the_team_only(cast: Cast, enter: Enter) -> None:
    files = [
        IncomingFile("page.html", "text/html", b"<script>alert(1)</script>"),
        IncomingFile("drawing.svg", "image/svg+xml", SVG),
        IncomingFile("photo.png", "image/png", PNG),
    ]
    write_in(cast.mail, files=files)
    iga = enter(cast.iga)
    for name in ("page.html", "drawing.svg"):
        answer = iga.get(url(name), {"inline": "1"})
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    picture = iga.get(url("photo.png"), {"inline": "1"})
    assert picture.headers["Content-Type"] == "image/png" and picture.getvalue() == PNG
    assert not picture.headers["Content-Disposition"].startswith("attachment")
    for outsider in (enter(cast.jan), Client()):
        for name in ("page.html", "photo.png"):
            assert outsider.get(url(name)).status_code == 404


def test_a_picture_inside_a_mail_opens_by_its_own_key_and_nothing_else_does(cast: Cast, enter: Enter) -> None:
    files = [
        IncomingFile("logo.png", "image/png", PNG, content_id="logo@mail", inline=True),
        IncomingFile("other.png", "image/png", PNG),
    ]
    message = write_in(cast.mail, html='<p><img src="cid:logo@mail"></p>', files=files).message
    body = enter(cast.iga).get(f"/messages/{message.public_id}/body/").content.decode()
    found = re.search(r'src="([^"]+)"', body)
    assert found is not None
    link = found[1].replace("&amp;", "&")
    nobody = Client()  # the frame has no origin, so no cookies come along
    assert nobody.get(link).status_code == 200
    key = link.partition("key=")[2]
    assert nobody.get(f"{url('other.png')}?inline=1&key={key}").status_code == 404
    assert nobody.get(f"{url('logo.png')}?inline=1&key={key}x").status_code == 404


OPUS = b"OggS" + bytes(24) + b"OpusHead" + bytes(range(200))


def test_sound_plays_in_parts(cast: Cast, enter: Enter) -> None:
    write_in(cast.mail, files=[IncomingFile("voice.ogg", "audio/ogg; codecs=opus", OPUS)])
    iga, address = enter(cast.iga), url("voice.ogg") + "?inline=1"
    whole = iga.get(address)
    assert (whole.status_code, whole.getvalue()) == (200, OPUS)
    assert whole.headers["Content-Type"] == "audio/ogg"
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Content-Length"] == str(len(OPUS))

    part = iga.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.getvalue()) == (206, OPUS[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(OPUS)}"
    assert part.headers["Content-Length"] == "10"
    rest = iga.get(address, headers={"Range": "bytes=200-"})
    assert (rest.status_code, rest.getvalue()) == (206, OPUS[200:])
    assert iga.get(address, headers={"Range": "bytes=-5"}).getvalue() == OPUS[-5:]

    beyond = iga.get(address, headers={"Range": f"bytes={len(OPUS)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(OPUS)}")
    several = iga.get(address, headers={"Range": "bytes=0-1,5-6"})
    assert (several.status_code, several.getvalue()) == (200, OPUS)
    head = iga.head(address, headers={"Range": "bytes=10-19"})
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(OPUS)))


def test_a_part_of_another_version_is_the_whole_file(cast: Cast, enter: Enter) -> None:
    write_in(cast.mail, files=[IncomingFile("voice.ogg", "audio/ogg", OPUS)])
    iga, address = enter(cast.iga), url("voice.ogg")
    etag = iga.get(address).headers["ETag"]
    asked = {"Range": "bytes=0-3"}
    assert iga.get(address, headers=asked | {"If-Range": etag}).status_code == 206
    assert iga.get(address, headers=asked | {"If-Range": '"other"'}).status_code == 200
    assert iga.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_what_isn_t_what_it_says_is_a_download(cast: Cast, enter: Enter) -> None:
    files = [
        IncomingFile("photo.png", "image/png", b"<html><script>alert(1)</script>"),
        IncomingFile("song.mp3", "audio/mpeg", b"MZ\x90\x00 a program"),
        IncomingFile("call.amr", "audio/amr", b"#!AMR\n no browser plays it"),
    ]
    write_in(cast.mail, files=files)
    for file in files:
        answer = enter(cast.iga).get(url(file.name), {"inline": "1"})
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_small_picture_is_behind_the_same_door(cast: Cast, enter: Enter) -> None:
    write_in(cast.mail, files=[IncomingFile("photo.png", "image/png", picture("PNG"))])
    row = Attachment.objects.get(name="photo.png")
    address = f"/thumbnails/{row.public_id}/"
    iga = enter(cast.iga)
    assert iga.get(address).status_code == 404  # not made yet
    make_thumbnail(row.pk)
    small = iga.get(address)
    assert small.headers["Content-Type"] == "image/webp"
    assert small.headers["X-Content-Type-Options"] == "nosniff"
    assert small.headers["Cache-Control"].startswith("private")
    assert small.getvalue()[8:12] == b"WEBP"
    assert enter(cast.jan).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    page = iga.get(f"/inbox/{row.message.ticket_id}/").content.decode()
    assert f'src="{address}"' in page
    assert f'src="/attachments/{row.public_id}' not in page


def test_a_file_on_its_way_or_lost_is_not_there(cast: Cast, enter: Enter) -> None:
    message = write_in(cast.mail, files=[IncomingFile("a.txt", "text/plain", b"a")]).message
    coming = Attachment.objects.create(message=message, name="b.jpg", state="waiting")
    assert enter(cast.iga).get(f"/attachments/{coming.public_id}/b.jpg").status_code == 404
    lost = Attachment.objects.get(name="a.txt")
    lost.file.storage.delete(str(lost.file.name))
    assert enter(cast.iga).get(url("a.txt")).status_code == 404


TOKEN = "Qm9yc3VrLWktbGlzLXctamVkbmVqLW5vcnplLTEyMzQ"


def _survey_mail(encoding: str, *, linesep: str = "\r\n") -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["X-Link"] = "Jak nam poszło?", "shop@example.com", _survey_link()
    mail.set_content(f"Prosimy o ocenę „żółwia”: {_survey_link()}\n", cte=encoding)
    mail.add_alternative(f'<p>Zażółć</p><a href="{_survey_link()}">5</a>', subtype="html", cte=encoding)
    return mail.as_bytes(policy=mail.policy.clone(linesep=linesep, max_line_length=998))


def _survey_link() -> str:
    return f"{settings.PUBLIC_URL}/s/{TOKEN}/?score=5"


def _read(data: bytes) -> str:
    """All that a mail program would show of a mail, and the bytes themselves."""
    from email import message_from_bytes

    shown = [data.decode("utf-8", "replace")]
    for part in message_from_bytes(data).walk():
        body = part.get_payload(decode=True)
        shown += [body.decode("utf-8", "replace")] if isinstance(body, bytes) else []
    return "\n".join(shown)


@pytest.mark.parametrize("linesep", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
def test_a_forwarded_mail_is_handed_out_without_the_survey_s_link(
    cast: Cast, enter: Enter, encoding: str, linesep: str
) -> None:
    mail = _survey_mail(encoding, linesep=linesep)
    assert TOKEN in _read(mail)
    holding = EmailMessage()
    holding.set_content("See below")
    holding.add_attachment(mail, maintype="application", subtype="octet-stream", filename="inner.eml")
    holding.add_attachment(bytes(range(256)), maintype="image", subtype="png", filename="picture.png")
    files = [
        IncomingFile("survey.eml", "message/rfc822", mail),
        IncomingFile("nested.eml", "application/octet-stream", bytes(holding)),
    ]
    write_in(cast.mail, files=files)
    for file in files:
        answer = enter(cast.iga).get(url(file.name))
        given = answer.getvalue()
        assert TOKEN not in _read(given) and "Zażółć" in _read(given) + _inner_text(given)
        assert TOKEN not in _inner_text(given)
        assert answer.headers["Content-Length"] == str(len(given))
        with Attachment.objects.get(name=file.name).file.open() as kept:
            assert kept.read() == file.content, "what came is kept as the evidence"
    picture_in = [p for p in _parts(enter(cast.iga).get(url("nested.eml")).getvalue()) if p[0] == "picture.png"]
    assert picture_in == [("picture.png", bytes(range(256)))]


def _parts(data: bytes) -> list[tuple[str | None, bytes]]:
    from email import message_from_bytes

    leaves = [part for part in message_from_bytes(data).walk() if not part.is_multipart()]
    return [(part.get_filename(), bytes(part.get_payload(decode=True))) for part in leaves]


def _inner_text(data: bytes) -> str:
    return "\n".join(_read(body) for name, body in _parts(data) if name == "inner.eml")


def test_other_texts_lose_the_link_and_nothing_else(cast: Cast, enter: Enter) -> None:
    text = f"Ocena: {_survey_link()}\r\n\xff"
    invitation = f"Join us: {settings.PUBLIC_URL}/invite/{TOKEN}/ ".encode()
    mine = f"My own shop: https://other.example/s/{TOKEN}/".encode()
    files = [
        IncomingFile("a.txt", "text/plain", text.encode("latin-1")),
        IncomingFile("b.txt", "text/plain", b"\xff\xfe" + text.encode("utf-16-le")),
        IncomingFile("c.html", "text/html", invitation),
        IncomingFile("d.txt", "text/plain", mine),
        IncomingFile("e.png", "image/png", PNG + _survey_link().encode()),
        IncomingFile("f.txt", "text/plain", base64.b64encode(text.encode("latin-1"))),
        IncomingFile("g.txt", "text/plain", b""),
    ]
    write_in(cast.mail, files=files)
    given = {file.name: enter(cast.iga).get(url(file.name)).getvalue() for file in files}
    assert given["a.txt"] == text.replace(TOKEN, "...").encode("latin-1")
    assert given["b.txt"] == b"\xff\xfe" + text.replace(TOKEN, "…").encode("utf-16-le")
    assert given["c.html"] == invitation.replace(TOKEN.encode(), b"...")
    assert [given[name] for name in ("d.txt", "e.png", "f.txt", "g.txt")] == [file.content for file in files[3:]]
    part = enter(cast.iga).get(url("a.txt"), headers={"Range": "bytes=7-15"})
    assert (part.status_code, part.getvalue()) == (206, given["a.txt"][7:16])

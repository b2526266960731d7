from __future__ import annotations

import re
from collections.abc import Callable

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

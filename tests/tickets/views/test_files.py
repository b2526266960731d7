from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client

from accounts.models import User
from tests.cast import Cast, write_in
from tickets.actions import IncomingFile
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

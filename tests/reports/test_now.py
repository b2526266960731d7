"""*Now*: which channels have a row."""

from __future__ import annotations

from django.test import Client

from reports.metrics import now
from tests.cast import Cast, write_in
from tickets.models import Inbox


def test_channels_that_nobody_uses_have_no_row(cast: Cast, client: Client) -> None:
    write_in(cast.mail)
    state = now.read(cast.marek)
    assert [(info.kind, line.open) for info, line in state.channels] == [("email", 1)]
    assert [info.kind for info in state.quiet] == ["webchat"]
    client.force_login(cast.marek)
    page = client.get("/reports/").content.decode()
    assert "?view=open&amp;channel=email" in page
    assert (
        "Nothing open:" in page
        and "?view=resolved&amp;channel=webchat" in page
        and "?view=open&amp;channel=telegram" not in page
    )

    # Put out of use, but somebody still waits there.
    Inbox.objects.update(is_active=False)
    state = now.read(cast.marek)
    assert [info.kind for info, _line in state.channels] == ["email"] and state.quiet == []

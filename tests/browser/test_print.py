"""Every report on paper: what is only for clicking is gone, period and filters stand in words, nothing is cut off."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.cast import Cast
from tests.reports.story import tell
from tickets import work

PAGES = ("/reports/", "/reports/service/?channel=email", "/reports/compare/?channel=email", "/reports/reality/")


def test_reports_on_paper(cast: Cast, enter: Enter) -> None:
    at = timezone.now() - timedelta(days=2)
    tell(cast, at, answered_after=timedelta(minutes=9), resolved_after=timedelta(hours=1))
    work.run_due()
    page = enter(cast.marek, color_scheme="dark")
    for address in PAGES:
        page.emulate_media(media="screen")
        page.goto(address)
        expect(page.locator(".print-head")).to_be_hidden()
        page.evaluate("window.print = () => document.body.dataset.printed = 'yes'")
        page.get_by_role("button", name="Print").press("Enter")
        expect(page.locator("body[data-printed]")).to_have_count(1)
        page.emulate_media(media="print")
        for gone in (".rail", ".tabs", ".page-head .actions", ".toolbar :is(a, button, select, input)"):
            assert not any(one.is_visible() for one in page.locator(gone).all()), (address, gone)
        words = page.locator(".print-head").inner_text()
        assert "as of" in words and ("Channel: E-mail" in words) == ("channel" in address)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)", "light"
        assert page.evaluate("getComputedStyle(document.querySelector('.shell-main')).overflowY") == "visible"

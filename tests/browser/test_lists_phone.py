"""Lists on a phone: rows are cards of two lines, and nothing scrolls sideways."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Enter, serious_problems
from tests.cast import Cast, customer, write_in
from tickets import work

LONG = "A very long subject that would push everything beside it out of sight on a narrow screen"
INNER = "[...document.querySelectorAll('.table-wrap')].filter(e => e.scrollWidth > e.clientWidth).length"


def test_rows_become_cards(cast: Cast, enter: Enter) -> None:
    who = customer("anna.wisniewska.z.bardzo.dlugim.adresem@example.com", "Anna Wiśniewska-Kowalczykiewicz")
    ticket = write_in(cast.mail, identity=who, subject=LONG).ticket
    work.run_due()
    page = enter(cast.marek, viewport={"width": 390, "height": 844})
    for address in ("/customers/", "/reports/tickets/?metric=waiting", "/reports/customers/list/?who=active"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        assert page.evaluate(INNER) == 0, address
        row = page.get_by_role("row").filter(has=page.locator(".is-first"))
        expect(row, address).to_have_count(1)
        box = row.bounding_box()
        assert box is not None and box["height"] < 90, address
        assert serious_problems(page) == [], address
    # The whole card opens it by touch, its link by keyboard.
    page.goto("/reports/tickets/?metric=waiting")
    row = page.get_by_role("row").filter(has=page.locator(".is-first"))
    link = row.get_by_role("link")
    link.focus()
    assert row.evaluate("row => getComputedStyle(row).outlineStyle") == "solid"
    row.click(position={"x": 300, "y": 40})
    expect(page).to_have_url(f"{page.url.split('/inbox')[0]}/inbox/{ticket.number}/")

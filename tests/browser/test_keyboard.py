"""A day without a mouse: what has the focus is seen, Escape leads back to where one was, and nothing holds it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.cast import Cast, customer, write_in

HERE = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  return { main: !!e.closest("main"), seen: style.outlineStyle !== "none" || style.boxShadow !== "none", body: e === document.body };
}"""


def test_an_agent_reads_and_answers_by_keyboard(cast: Cast, enter: Enter) -> None:
    ticket = write_in(cast.mail, identity=customer("anna@example.com", "Anna Kuna")).ticket
    page = enter(cast.iga)
    page.goto("/inbox/")
    row = page.locator(f"#row-{ticket.number}")
    page.keyboard.press("j")
    expect(row).to_be_focused()
    # Searching and thinking better of it, help and its end: back on the row.
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main.thread-pane")).to_be_focused()
    page.keyboard.press("r")
    page.keyboard.type("It leaves today.")
    page.keyboard.press("Escape")
    expect(page.locator("#main.thread-pane")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("details.menu[open]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("summary:focus")).to_have_text("Assign")
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg.out")).to_contain_text("It leaves today.")


def walked(page: Page, most: int = 250) -> list[dict[str, bool]]:
    """What Tab comes by until it leaves the page."""
    steps: list[dict[str, bool]] = []
    for _step in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(HERE)
        if found["body"]:
            return steps
        steps.append(found)
    raise AssertionError("Tab never leaves the page.")


def test_a_manager_walks_through_pages(cast: Cast, enter: Enter) -> None:
    write_in(cast.mail)
    page = enter(cast.marek)
    for address in ("/reports/", "/reports/journey/", "/follow-ups/", "/customers/", "/settings/assignment/capacity/"):
        page.goto(address)
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        steps = walked(page)
        inside = [step for step in steps if step["main"]]
        # A date's own calendar button draws its ring itself.
        dates = page.locator("main input[type=date]").count()
        assert inside and sum(not step["seen"] for step in steps) <= dates, address

"""@ in a note offers colleagues who may see the ticket, by keyboard and by touch; in an answer it is a sign like others."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Enter, serious_problems
from tests.cast import Cast, make_user, write_in
from tests.services.processes import wait_until
from tickets.models import Message


def test_a_colleague_by_keyboard(cast: Cast, enter: Enter) -> None:
    make_user("maria@shop.example", "Maria Łoś", "agent", cast.returns)
    number = write_in(cast.mail).ticket.pk
    page = enter(cast.iga, viewport={"width": 390, "height": 844}, color_scheme="dark")
    page.locator(f"#row-{number}").click()
    box, options = page.locator("#compose-note"), page.locator("#colleagues").get_by_role("option")
    page.locator("#flow").focus()
    page.keyboard.press("n")
    expect(box).to_be_focused()
    page.keyboard.type("mail iga@m")
    expect(page.locator("#colleagues")).to_be_hidden()
    page.keyboard.type(" ask @ma")
    expect(options).to_have_text([re.compile("Marek Manager"), re.compile("Maria Łoś")])
    expect(page.locator("[data-offered]")).to_have_text("2 to choose from")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    assert serious_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value("mail iga@m ask @Maria Łoś ")
    expect(box).to_be_focused()
    expect(page.locator("#colleagues")).to_be_hidden()
    page.keyboard.type("and @marek man")
    expect(options).to_have_count(1)
    options.first.click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".mention")).to_have_text(["@Maria Łoś", "@Marek Manager"])
    wait_until(lambda: Message.objects.filter(kind="note").exists(), 10, "the note")
    assert Message.objects.get(kind="note").envelope["mentions"] == ["Maria Łoś", "Marek Manager"]
    page.keyboard.press("Escape")
    page.locator("[data-kind-choice=reply]").click()
    page.keyboard.type("@ma")
    page.wait_for_timeout(400)
    expect(page.locator("#colleagues")).to_be_hidden()

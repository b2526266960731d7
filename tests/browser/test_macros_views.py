"""Macros by keyboard at a ticket, their texts behind a slash, and a saved view that lives."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Enter, serious_problems
from tests.cast import Cast, customer, write_in
from tests.services.processes import wait_until
from tickets import actions
from tickets.actor import Actor
from tickets.models import Macro, MacroUse, SavedView, Ticket

LIVE_MS = 10_000
REFUND = [{"effect": "priority", "value": 4}, {"effect": "answer", "value": "Dear {first_name},\nit is on its way."}]


def arrive(cast: Cast, name: str) -> int:
    identity = customer(f"{name.lower()}@example.com", f"{name} Nowak")
    return write_in(cast.mail, "Hello", subject=f"From {name}", identity=identity).ticket.pk


def test_a_macro_by_keyboard_keeps_what_is_typed_and_leaves_its_trace(cast: Cast, enter: Enter) -> None:
    number = arrive(cast, "Anna")
    Macro.objects.create(name="Refund", effects=REFUND)
    Macro.objects.create(name="Close kindly", effects=[{"effect": "status", "value": "resolved"}])
    page = enter(cast.iga)
    page.locator(f"#row-{number}").click()
    box = page.locator("#compose-reply")
    box.fill("I looked into it.")
    box.press("Escape")
    page.keyboard.press("m")
    find = page.get_by_role("combobox", name="Find a macro")
    expect(find).to_be_focused()
    options = page.locator("#macros").get_by_role("option")
    expect(options).to_have_count(2)
    assert serious_problems(page) == []
    find.fill("refu")
    expect(page.locator("#macros [aria-selected=true]")).to_contain_text("Dear Anna,")
    expect(options).to_have_count(1)
    find.press("Enter")
    expect(box).to_have_value("I looked into it.\n\nDear Anna,\nit is on its way.")
    expect(box).to_be_focused()
    expect(page.locator(".ev", has_text="Macro applied: Refund").last).to_be_visible(timeout=LIVE_MS)
    assert Ticket.objects.get(pk=number).priority == 4
    page.locator(".ev-why summary").last.click()
    expect(page.locator(".ev-why .trace")).to_contain_text("set the priority to Urgent")


def test_a_slash_puts_a_text_where_it_is_typed(cast: Cast, enter: Enter) -> None:
    number = arrive(cast, "Anna")
    Macro.objects.create(name="Refund", effects=REFUND)
    page = enter(cast.iga, viewport={"width": 390, "height": 844})
    page.locator(f"#row-{number}").click()
    box = page.locator("#compose-reply")
    box.click()
    page.keyboard.type("and/or ")
    expect(page.locator("#canned")).to_be_hidden()
    page.keyboard.type("/ref")
    expect(page.get_by_role("option", name="Refund")).to_be_visible()
    assert serious_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(page.locator("#canned")).to_be_hidden()
    expect(box).to_be_focused()
    page.keyboard.type("u")
    expect(page.get_by_role("option", name="Refund")).to_be_visible()
    page.keyboard.press("Enter")
    expect(box).to_have_value("and/or Dear Anna,\nit is on its way.")
    assert Ticket.objects.get(pk=number).priority == 2, "only its text"
    expect(page.locator("#canned")).to_be_hidden()
    wait_until(lambda: MacroUse.objects.count() == 1, what="the use")


def test_a_list_is_saved_as_a_view_and_rows_come_and_go(cast: Cast, enter: Enter) -> None:
    urgent, calm = arrive(cast, "Anna"), arrive(cast, "Bruno")
    ada = Actor.agent(cast.ada)
    actions.set_priority(ada, urgent, 4)
    page = enter(cast.iga)
    page.goto("/inbox/?view=open&q=priority:urgent")
    page.get_by_label("This list").click()
    page.get_by_role("link", name="Save as a view").click()
    page.fill("[name=name]", "On fire")
    expect(page.get_by_role("button", name="Take off Urgent")).to_be_visible()
    page.get_by_role("button", name="What it would show").click()
    expect(page.get_by_role("heading", name="1 ticket now")).to_be_visible()
    assert serious_problems(page) == []
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/inbox/?view=saved**")
    assert SavedView.objects.get().owner == cast.iga
    here = page.locator("#rail a[aria-current]", has_text="On fire")
    expect(here.locator(".n")).to_have_text("1", timeout=LIVE_MS)
    expect(page.locator("#rows .row")).to_have_count(1)
    actions.set_priority(ada, calm, 4)
    expect(page.locator(f"#row-{calm}")).to_be_visible(timeout=LIVE_MS)
    actions.set_priority(ada, urgent, 1)
    expect(page.locator(f"#row-{urgent}")).to_have_count(0, timeout=LIVE_MS)
    expect(here.locator(".n")).to_have_text("1", timeout=LIVE_MS)

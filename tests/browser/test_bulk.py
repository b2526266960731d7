"""Many tickets at once: by mouse, by keyboard, on a narrow screen, and while the list lives."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter, serious_problems
from tests.cast import Cast, customer, write_in
from tickets import actions
from tickets.actor import Actor
from tickets.models import Macro, Ticket

LIVE_MS = 10_000
NAMES = ("Anna", "Bruno", "Cela", "Dorota")


def arrive(cast: Cast) -> list[int]:
    """Their tickets as the list shows them, the newest first."""
    people = [customer(f"{name.lower()}@example.com", f"{name} Nowak") for name in NAMES]
    return [write_in(cast.mail, "Hello", identity=one).ticket.pk for one in people][::-1]


def count(page: Page, text: str) -> None:
    expect(page.locator("[data-bulk-count]")).to_have_text(text)


def test_a_range_is_picked_and_changed_and_who_leaves_the_list_leaves_the_selection(cast: Cast, enter: Enter) -> None:
    numbers = arrive(cast)
    page = enter(cast.iga, viewport={"width": 1440, "height": 900})
    bar = page.get_by_role("group", name="Selected tickets")
    expect(bar).to_be_hidden()
    top = page.locator(f"#row-{numbers[0]}").bounding_box()
    page.get_by_role("checkbox", name="Select Dorota Nowak").check()
    page.get_by_role("checkbox", name="Select Bruno Nowak").click(modifiers=["Shift"])
    count(page, "3 selected")
    assert page.locator(f"#row-{numbers[0]}").bounding_box() == top, "nothing moves"
    assert serious_problems(page) == []
    bar.locator("summary[aria-label='Add a tag']").click()
    page.fill("#bulk-tag", "lost")
    page.press("#bulk-tag", "Enter")
    expect(page.locator(".toast")).to_contain_text("3 tickets changed.")
    count(page, "3 selected")
    actions.set_status(Actor.agent(cast.ada), numbers[1], "resolved")
    count(page, "2 selected")
    page.locator(".list-head").hover()
    bar.get_by_label("Change status").click()
    page.locator("#bulk").get_by_role("button", name="Resolved").click()
    expect(bar).to_be_hidden()
    page.locator(".list-head h2").hover()
    expect(page.locator("#rows .row")).to_have_count(1, timeout=LIVE_MS)
    assert Ticket.objects.filter(status="resolved", tags__name="lost").count() == 3


def test_by_keyboard_and_what_fails_stays_selected(cast: Cast, enter: Enter) -> None:
    numbers = arrive(cast)
    actions.set_tags(Actor.agent(cast.ada), numbers[1], [f"t{n}" for n in range(30)])
    Macro.objects.create(name="Parcels", effects=[{"effect": "add_tags", "value": ["parcel"]}])
    page = enter(cast.iga, color_scheme="dark")
    page.locator(f"#row-{numbers[0]}").focus()
    for step in "xjx":
        page.keyboard.press(step)
    count(page, "2 selected")
    page.keyboard.press("m")
    expect(page.locator("#bulk").get_by_role("button", name="Parcels")).to_be_focused()
    assert serious_problems(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".toast.error")).to_contain_text(f"#{numbers[1]}")
    count(page, "1 selected")
    assert list(Ticket.objects.filter(tags__name="parcel").values_list("pk", flat=True)) == [numbers[0]]
    page.keyboard.press("Escape")
    expect(page.locator("#bulk")).to_be_hidden()


def test_all_shown_on_a_narrow_screen(cast: Cast, enter: Enter) -> None:
    arrive(cast)
    page = enter(cast.iga, viewport={"width": 390, "height": 844})
    page.get_by_label("This list").click()
    page.get_by_role("button", name="Select all shown").click()
    count(page, "4 selected")
    page.locator("#bulk").get_by_label("Assign").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious_problems(page) == []
    page.locator("#bulk").get_by_role("button", name="Me", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("4 tickets changed.")
    assert Ticket.objects.filter(assignee=cast.iga).count() == 4
    page.get_by_label("Select nothing").click()
    expect(page.locator("#bulk")).to_be_hidden()

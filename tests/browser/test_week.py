"""A week is painted with the mouse: a quick stroke over days and hours, and one that comes back."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.cast import Cast
from tickets.models import Calendar


def at(page: Page, day: int, cell: int) -> tuple[float, float]:
    box = page.locator(f"[data-cells='{day}'] .week-cell").nth(cell).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def days(page: Page) -> list[str]:
    return [page.locator(f"[data-day='{day}']").input_value() for day in range(7)]


def test_painting_a_week(cast: Cast, enter: Enter) -> None:
    page = enter(cast.marek)
    page.goto("/settings/calendars/new/")
    page.get_by_label("Name").fill("Painted")
    for day in range(7):
        page.locator(f"[data-day='{day}']").fill("")
    page.locator("[data-day='6']").fill("22:00–6:00")
    # From Monday 8:00 to Friday 16:00 in one jump.
    page.mouse.move(*at(page, 0, 16))
    page.mouse.down()
    page.mouse.move(*at(page, 4, 31))
    page.mouse.up()
    assert days(page) == ["8:00–16:00"] * 5 + ["", "22:00–6:00"]
    # Down to Sunday by mistake and back: only Monday's noon goes, the night is as it was written.
    page.mouse.move(*at(page, 0, 24))
    page.mouse.down()
    page.mouse.move(*at(page, 6, 40))
    page.mouse.move(*at(page, 0, 25))
    page.mouse.up()
    assert days(page) == ["8:00–12:00, 13:00–16:00", *["8:00–16:00"] * 4, "", "22:00–6:00"]
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Painted")).to_be_visible()
    assert Calendar.objects.get(name="Painted").week[0] == [[480, 720], [780, 960]]

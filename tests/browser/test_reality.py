"""A reviewer scores one interaction by keyboard, on a phone and at a desk; another sees it only after their own."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from reports.models import Criterion, Scorecard
from reports.reality import drawing
from tests.browser.conftest import Enter, serious_problems
from tests.cast import Cast
from tests.reports.reality.resolved import PAST
from tests.reports.reality.test_blind import told

PLACE = f"/reports/reality/{PAST.slug}/1/"


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_one_review_by_keyboard(cast: Cast, enter: Enter) -> None:
    told(cast)
    page = enter(cast.marek)
    page.goto("/reports/reality/")
    page.locator(f"form[action*='{PAST.slug}'] button").press("Enter")
    page.get_by_role("link", name="Review the next").press("Enter")
    page.locator("[data-scorecard]").wait_for()
    assert serious_problems(page) == []
    page.keyboard.press("4")
    page.keyboard.press("5")
    expect(page.locator(".criterion.current")).to_have_attribute("data-criterion", "completeness")
    page.keyboard.press("3")
    # One back: the score that is there is replaced, and the next open one is at hand.
    page.keyboard.press("k")
    page.keyboard.press("2")
    page.keyboard.press("0")
    page.get_by_label("Brand voice: why?").fill("Points 1 and 5")
    page.reload()
    expect(page.get_by_label("Brand voice: why?")).to_have_value("Points 1 and 5")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Something is still missing").wait_for()
    expect(page.locator(".criterion.current")).to_have_attribute("data-criterion", "brand_voice")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Your scorecard is in.").wait_for()
    page.get_by_role("heading", name="Marek Manager").wait_for()
    kept = dict(Scorecard.objects.get(reviewer=cast.marek).scores.values_list("criterion", "value"))
    assert kept == {
        Criterion.TONE: 4, Criterion.CORRECTNESS: 5, Criterion.COMPLETENESS: 2, Criterion.EFFORT: None,
        Criterion.BRAND_VOICE: 1,
    }  # fmt: skip


def test_on_a_phone_and_apart_from_others(cast: Cast, enter: Enter) -> None:
    told(cast)
    drawing.draw(cast.marek, PAST)
    page = enter(cast.ada, viewport={"width": 390, "height": 844})
    page.goto(PLACE)
    assert fits(page) and serious_problems(page) == []
    for name in Criterion.values:
        page.locator(f"[data-criterion={name}] .point").nth(3).click()
    page.get_by_role("button", name="Send the scorecard").click()
    page.get_by_role("heading", name="Ada Owner").wait_for()
    for address in (
        "/reports/reality/",
        f"/reports/reality/{PAST.slug}/",
        "/reports/reality/results/",
        "/reports/scheduled/new/",
    ):
        page.goto(address)
        assert fits(page) and serious_problems(page) == [], address

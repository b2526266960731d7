"""A manager finds where people are treated worse, and opens exactly the tickets that say so; the journey on a phone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Enter, serious_problems
from tests.cast import Cast
from tests.reports.story import unequal


def test_from_the_verdict_to_its_tickets(cast: Cast, enter: Enter) -> None:
    unequal(cast)
    page = enter(cast.marek, viewport={"width": 1440, "height": 900})
    page.goto("/reports/consistency/?days=30")
    expect(page.get_by_role("heading", name="E-mail treats people worse")).to_be_visible()
    assert serious_problems(page) == []
    page.get_by_role("navigation", name="Figures").get_by_role("link", name="CSAT").click()
    mark = page.locator(".span-row.is-worse .span-value")
    expect(mark).to_contain_text("n 10")
    # The drawn mark leads where its number does.
    assert page.locator(".span-row.is-worse .span-drawn").get_attribute("href") == mark.locator("a").get_attribute(
        "href"
    )
    page.locator(".span-row.is-worse circle").click()
    page.wait_for_url("**/reports/answers/**")
    expect(page.locator("[data-answers] > li")).to_have_count(10)

    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/reports/consistency/?days=30", "/reports/journey/?days=30", "/reports/journey/thresholds/"):
        page.goto(address)
        assert serious_problems(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_label("CSAT: red below").fill("95")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Red can't begin above where green does.")).to_be_visible()
    page.get_by_label("CSAT: red below").fill("55")
    page.get_by_label("CSAT: green from").fill("65")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/reports/journey/")
    station = page.get_by_role("listitem").filter(has_text="The resolution").first
    expect(station).to_contain_text("could be better")
    station.get_by_role("link").click()
    page.locator("#resolution").get_by_role("link", name="60 %").click()
    expect(page.locator("[data-answers] > li")).to_have_count(20)

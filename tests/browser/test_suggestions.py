"""An agent answers suggestions on a ticket; a manager switches them on and reads how often they were right."""

from __future__ import annotations

from playwright.sync_api import expect

from automation.models import LearningTarget, Suggestion
from tests.automation.learning_cast import closed_tickets, learn, switch_on
from tests.automation.test_learning import INVOICE
from tests.browser.conftest import Enter, serious_problems
from tests.cast import Cast, write_in
from tickets import work
from tickets.models import Ticket


def test_a_suggestion_comes_live_and_is_applied_or_dismissed(cast: Cast, enter: Enter) -> None:
    closed_tickets(cast)
    switch_on()
    learn()
    number = write_in(cast.mail, INVOICE, language="en").ticket.pk
    page = enter(cast.iga, viewport={"width": 390, "height": 844})
    page.goto(f"/inbox/{number}/")
    page.wait_for_load_state("networkidle")
    work.run_due()
    page.get_by_text("Priority: Urgent").wait_for()
    assert serious_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Apply Priority: Urgent").press("Enter")
    page.get_by_role("button", name="Apply Priority: Urgent").wait_for(state="detached")
    page.get_by_role("button", name="Dismiss Tags: faktura").click()
    page.get_by_role("button", name="Dismiss Tags: faktura").wait_for(state="detached")
    assert Ticket.objects.get(pk=number).priority == 4
    assert set(Suggestion.objects.values_list("target", "state")) == {("priority", "applied"), ("tags", "dismissed")}


def test_a_manager_switches_it_on_and_reads_what_it_learnt(cast: Cast, enter: Enter) -> None:
    closed_tickets(cast)
    page = enter(cast.marek, viewport={"width": 390, "height": 844})
    page.goto("/settings/suggestions/")
    page.get_by_label("Team", exact=True).select_option("apply")
    page.get_by_label("Team: apply from (%)").fill("20")
    page.evaluate("document.querySelector('[name=from_team]').form.noValidate = true")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("greater than or equal to 60").wait_for()
    page.get_by_label("Team: apply from (%)").fill("95")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved. It is learning now.").first.wait_for()
    assert LearningTarget.objects.get(target="team").apply_from == 95
    learn()
    page.reload()
    section = page.get_by_role("region", name="Team", exact=True)
    section.get_by_text("What it learnt").click()
    expect(section.get_by_text("Dostawy")).to_be_visible()
    expect(section.get_by_role("table", name="Test on the newest tickets")).to_be_visible()
    assert serious_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

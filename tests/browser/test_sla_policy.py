"""An SLA policy made in a real browser: whom it is for and what escalates, on a phone as well, in light and dark."""

from __future__ import annotations

import os

import pytest

from automation.models import EscalationStep
from tests.browser.conftest import Enter, serious_problems
from tests.cast import Cast
from tickets.models import SLAPolicy
from tickets.vocabulary import describe


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_a_policy_with_a_step(cast: Cast, enter: Enter, width: int, scheme: str) -> None:
    page = enter(cast.ada, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto("/settings/sla/")
    page.get_by_role("link", name="New policy").click()
    page.fill("[name=name]", "Chats")
    chosen = page.get_by_role("group", name="For tickets where")
    chosen.get_by_role("button", name="Add a condition").click()
    chosen.get_by_label("What it is about").select_option("unanswered")
    page.get_by_text("Add an escalation step").click()
    page.get_by_label("At so much of the target (%)").fill("80")
    then = page.get_by_role("group", name="Then").get_by_role("group", name="Step 1")
    then.get_by_label("What is done").select_option("note")
    then.get_by_role("textbox").fill("Soon late: {subject}")
    assert serious_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/policy-{width}.png", full_page=True)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/settings/sla/")
    policy = SLAPolicy.objects.get(name="Chats")
    assert [describe(item) for item in policy.conditions["items"]] == ["not answered yet"]
    assert EscalationStep.objects.get().effects == [{"effect": "note", "value": "Soon late: {subject}"}]
    assert serious_problems(page) == []
    if folder:
        page.screenshot(path=f"{folder}/list-{width}.png", full_page=True)

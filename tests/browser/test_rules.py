"""A manager puts a rule together with the keyboard, tries it, keeps it and puts it in order."""

from __future__ import annotations

from playwright.sync_api import expect

from automation.models import Rule
from tests.browser.conftest import Enter, serious_problems
from tests.cast import Cast, write_in
from tickets import work


def test_a_rule_is_put_together_as_a_sentence(cast: Cast, enter: Enter) -> None:
    write_in(cast.mail, "Gdzie jest moja paczka?")
    page = enter(cast.marek, viewport={"width": 390, "height": 844})
    page.goto("/settings/rules/new/?kind=routing")
    page.fill("[name=name]", "Parcels")
    page.get_by_role("button", name="Add a condition").press("Enter")
    first = page.get_by_role("group", name="Condition 1")
    first.get_by_label("What it is about").select_option("words")
    words = first.get_by_label("words in subject or message: Value")
    words.fill("paczka")
    words.press("Enter")
    words.fill("paczki,")
    page.get_by_role("button", name="Add a condition").press("Enter")
    second = page.get_by_role("group", name="Condition 2")
    second.get_by_label("What it is about").select_option("channel")
    second.locator("summary").press("Enter")
    second.get_by_role("checkbox", name="E-mail").press("Space")
    second.get_by_role("checkbox", name="Chat").press("Space")
    page.keyboard.press("Escape")
    assert second.get_by_role("button", name="Take off E-mail").is_visible()
    second.get_by_role("button", name="Take off Chat").press("Enter")
    step = page.get_by_role("group", name="Step 1")
    step.get_by_label("What is done").select_option("team")
    # Nothing chosen yet: refused beside the step, and all that was chosen stays.
    page.get_by_role("button", name="Save").click()
    step = page.get_by_role("group", name="Step 1")
    step.get_by_text("Choose a value.").wait_for()
    assert page.get_by_role("button", name="Take off paczki").is_visible()
    assert serious_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    step.get_by_label("set the team to: Value").select_option(label="Dostawy")
    page.get_by_role("button", name="Try it").click()
    page.get_by_role("heading", name="It would have touched 1 of the last 1 tickets").wait_for()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/settings/rules/?kind=routing**")
    assert "then set the team to Dostawy." in page.locator(".rules .sentence").inner_text()
    assert serious_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    made = Rule.objects.get()
    assert made.effects == [{"effect": "team", "value": cast.delivery.pk}]
    assert made.conditions["items"] == [
        {"field": "words", "op": "any", "value": ["paczka", "paczki"]},
        {"field": "channel", "op": "any", "value": ["email"]},
    ]


def test_rules_are_put_in_order_by_dragging_and_switched(cast: Cast, enter: Enter) -> None:
    for position, name in enumerate("ABC"):
        Rule.objects.create(name=name, position=position, effects=[{"effect": "priority", "value": 4}])
    page = enter(cast.ada)
    page.goto("/settings/rules/")
    page.wait_for_load_state("networkidle")
    grip, top = page.locator("[data-grip]").nth(2).bounding_box(), page.locator("[data-rule]").first.bounding_box()
    assert grip and top
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(top["x"] + 20, top["y"] + 30, steps=4)
    page.mouse.move(top["x"] + 20, top["y"] + 4, steps=4)
    page.mouse.up()
    page.wait_for_url("**#rule-*")
    expect(page.locator("[data-rule] h2")).to_have_text(["C", "A", "B"])
    page.get_by_role("switch", name="A is switched on").click()
    page.locator(".rule.off").wait_for()
    assert not Rule.objects.get(name="A").is_active


def test_every_rule_that_ran_can_be_asked_why(cast: Cast, enter: Enter) -> None:
    for name, effect in (
        ("First", {"effect": "raise", "value": 3}),
        ("Second", {"effect": "add_tags", "value": ["x"]}),
    ):
        Rule.objects.create(name=name, conditions={"match": "all", "items": []}, effects=[effect])
    number = write_in(cast.mail).ticket.pk
    work.run_due()
    page = enter(cast.iga)
    page.locator(f"#row-{number}").click()
    asked = page.locator(".ev-why summary")
    expect(asked).to_have_count(2)
    for place, did in enumerate(("raise the priority to at least High", "add the tags x")):
        # In one line with what came after it, the question would be gone.
        expect(asked.nth(place)).to_be_visible()
        asked.nth(place).click()
        expect(page.locator(".ev-why .trace").nth(place)).to_contain_text(did)

"""The mood of messages as a condition of rules."""

from __future__ import annotations

from automation.models import RuleRun
from tests.automation.test_engine import do, rule
from tests.cast import Cast, customer, write_in
from tickets import work
from tickets.models import Priority
from tickets.vocabulary import check, describe


def test_a_rule_follows_the_mood_of_the_newest_words(cast: Cast) -> None:
    item = check({"match": "all", "items": [{"field": "mood", "op": "any", "value": ["angry"]}]})["items"][0]
    assert describe(item) == "mood of the message is angry"
    rule("Calm", do("priority", Priority.URGENT), kind="event", triggers=["received"], items=[item])
    calm = write_in(cast.mail, "Kiedy dotrze paczka?")
    work.run_due()
    assert not RuleRun.objects.exists()
    write_in(cast.mail, "To skandal!", identity=calm.message.identity, ticket_number=calm.ticket.pk)
    write_in(cast.mail, "Wspaniale, polecam!", identity=customer("ela@example.com"))
    work.run_due()
    assert list(RuleRun.objects.values_list("ticket", flat=True)) == [calm.ticket.pk]

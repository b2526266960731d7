from __future__ import annotations

from django.db.models import Q

from tests.cast import Cast, customer, write_in
from tickets import actions, counts
from tickets.actor import Actor
from tickets.models import CountBase, CountDelta, Status


def test_kept_counts_follow_the_actions_and_survive_folding(cast: Cast) -> None:
    actor = Actor.agent(cast.iga)
    for n in range(5):
        ticket = write_in(cast.mail, identity=customer(f"c{n}@example.com")).ticket
    actions.set_assignee(actor, ticket.number, cast.iga)
    actions.set_status(actor, ticket.number, Status.RESOLVED)
    expected = {("new",): 4, ("resolved",): 1}
    read = {key: n for key, n in counts.read(by=("status",)).items() if n}
    assert read == expected
    assert counts.fold() > 0 and CountDelta.objects.count() == 0
    assert {key: n for key, n in counts.read(by=("status",)).items() if n} == expected
    assert counts.read(Q(assignee_id=cast.iga.pk)) == {(): 1}
    assert counts.recount() == 0


def test_the_recount_puts_a_wrong_bucket_right(cast: Cast) -> None:
    write_in(cast.mail)
    counts.fold()
    CountBase.objects.update(n=7)
    assert counts.recount() > 0
    assert counts.read() == {(): 1}

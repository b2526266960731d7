"""Skills that an answer needs: at the ticket and through the API."""

from __future__ import annotations

from django.test import Client

from accounts.models import ApiToken, Skill
from tests.cast import Cast, write_in
from tickets.models import Ticket


def needed(number: int) -> list[str]:
    return list(Ticket.objects.get(pk=number).needs.values_list("name", flat=True))


def test_at_the_ticket(cast: Cast, client: Client) -> None:
    number = write_in(cast.mail, "Dzień dobry").ticket.pk
    Skill.objects.create(name="<b>Płatności</b>")
    client.force_login(cast.iga)
    page = client.get(f"/inbox/{number}/").content.decode()
    assert "&lt;b&gt;Płatności" in page and "<b>Płatności" not in page
    address = f"/inbox/{number}/change/"
    answer = client.post(address, {"add_need": " <B>płatności</b> "})
    assert answer.status_code == 200 and needed(number) == ["<b>Płatności</b>"]
    assert "<b>Płatności" not in answer.content.decode()
    assert client.post(address, {"add_need": "Szycie"}).status_code == 422 and len(needed(number)) == 1
    assert client.post(address, {"remove_need": "<b>Płatności</b>"}).status_code == 200 and needed(number) == []


def test_through_the_api(cast: Cast, client: Client) -> None:
    number = write_in(cast.mail, "Dzień dobry").ticket.pk
    Skill.objects.create(name="Zwroty")
    token = ApiToken.issue(cast.iga)

    def patch(needs: list[str]) -> tuple[int, dict[str, object]]:
        answer = client.patch(
            f"/api/v1/tickets/{number}/", {"needs": needs}, "application/json",
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip
        return answer.status_code, answer.json()

    code, body = patch(["Zwroty"])
    assert (code, body["needs"]) == (200, ["Zwroty"]) and needed(number) == ["Zwroty"]
    assert patch(["Szycie"])[0] == 400 and needed(number) == ["Zwroty"]
    assert patch([])[1]["needs"] == [] and needed(number) == []

"""What people see when there is nothing to see: our page, in their language, without a word about the inside."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import defaults

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def polish(cast: Cast) -> Client:
    return Client(headers={"accept-language": "pl"}, enforce_csrf_checks=True, raise_request_exception=False)


def test_an_unknown_address(polish: Client) -> None:
    answer = polish.get("/nope/")
    assert answer.status_code == 404
    assert "Nic tu nie ma" in answer.content.decode()


def test_a_form_that_is_out_of_date(polish: Client) -> None:
    answer = polish.post("/accounts/login/", {"login": "a@b.example", "password": "x"})
    assert answer.status_code == 403
    assert "Ta strona jest nieaktualna" in answer.content.decode()


def test_no_access(polish: Client, cast: Cast) -> None:
    polish.force_login(cast.iga)
    answer = polish.get("/settings/agents/")
    assert answer.status_code == 403
    assert "Ask an admin" in answer.content.decode()  # Iga reads English


def test_our_own_mistake() -> None:
    request = RequestFactory().get("/")
    with translation.override("pl"):
        assert "Coś poszło nie tak" in defaults.server_error(request).content.decode()

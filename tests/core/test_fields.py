"""Encrypted columns, written and read through a real table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, models

from core.fields import DecryptionError, EncryptedJSONField, EncryptedTextField, decrypt, encrypt


class Secret(models.Model):
    text = EncryptedTextField(null=True)
    data = EncryptedJSONField(null=True)

    objects: models.Manager[Secret] = models.Manager()

    class Meta:
        app_label = "core"
        managed = False
        db_table = "core_test_secret"

    def __str__(self) -> str:
        return "secret"


@pytest.fixture
def table(db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE core_test_secret (id bigserial PRIMARY KEY, text text, data text)")
    yield


def stored() -> tuple[str | None, str | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, data FROM core_test_secret ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    assert row is not None
    return row


def test_only_ciphertext_is_stored(table: None) -> None:
    made = Secret.objects.create(text="hasło ż", data={"token": "s3cret-ż", "list": [1, None, True]})
    text, data = stored()
    assert text and "has" not in text
    assert data and "s3cret" not in data
    found = Secret.objects.get(pk=made.pk)
    assert found.text == "hasło ż"
    assert found.data == {"token": "s3cret-ż", "list": [1, None, True]}
    Secret.objects.filter(pk=made.pk).update(text="new", data="a string")
    found.refresh_from_db()
    assert (found.text, found.data) == ("new", "a string")


def test_nothing_stays_null_and_empty_stays_empty(table: None) -> None:
    made = Secret.objects.create()
    assert stored() == (None, None)
    assert Secret.objects.filter(text__isnull=True).get() == made
    Secret.objects.create(text="", data={})
    found = Secret.objects.latest("pk")
    assert (found.text, found.data) == ("", {})


def test_searching_is_refused(table: None) -> None:
    for lookup in ({"text": "x"}, {"text__contains": "x"}, {"data__token": "x"}):
        with pytest.raises(FieldError):
            Secret.objects.filter(**lookup).exists()


def test_keys_rotate(table: None, settings: Any) -> None:
    settings.FIELD_KEYS = ["old"]
    made = Secret.objects.create(text="x")
    settings.FIELD_KEYS = ["new", "old"]
    made.refresh_from_db()
    assert made.text == "x"
    made.save()
    settings.FIELD_KEYS = ["new"]
    made.refresh_from_db()
    assert made.text == "x"
    settings.FIELD_KEYS = ["other"]
    with pytest.raises(DecryptionError, match="FIELD_KEYS has changed"):
        made.refresh_from_db()


def test_no_key_is_a_clear_error(settings: Any) -> None:
    settings.FIELD_KEYS = []
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        encrypt("x")


def test_the_same_text_looks_different_each_time() -> None:
    assert encrypt("x") != encrypt("x")
    assert decrypt(encrypt("x")) == "x"
    with pytest.raises(DecryptionError):
        decrypt("not ours")

"""Model fields whose column holds only ciphertext.

`settings.FIELD_KEYS` is a list of secrets (any strings): the first one encrypts, all of them decrypt. To rotate, put
a new one in front, save every row again, then drop the old one.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django import forms
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class DecryptionError(Exception):
    """A stored secret can't be read with any of the keys in FIELD_KEYS."""


@lru_cache(maxsize=8)
def _cipher(secrets: tuple[str, ...]) -> MultiFernet:
    fernets = []
    for secret in secrets:
        hkdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"helpdesk.fields")
        fernets.append(Fernet(urlsafe_b64encode(hkdf.derive(secret.encode()))))
    return MultiFernet(fernets)


def _current_cipher() -> MultiFernet:
    keys = tuple(key for key in getattr(settings, "FIELD_KEYS", ()) if key)
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS is empty: give at least one secret to encrypt stored credentials with.")
    return _cipher(keys)


def encrypt(text: str) -> str:
    """Ciphertext (Fernet, ASCII) under the first key."""
    return _current_cipher().encrypt(text.encode()).decode("ascii")


def decrypt(ciphertext: str) -> str:
    """The text behind a value of `encrypt`. Raises `DecryptionError` when no key fits."""
    try:
        return _current_cipher().decrypt(ciphertext.encode()).decode()
    except InvalidToken as error:
        raise DecryptionError(
            "A stored secret can't be decrypted: FIELD_KEYS has changed. "
            "Put the old key back (last in the list) or enter the secret again."
        ) from error


class _EncryptedField(models.TextField):
    """Common part: text in the database, no lookups but isnull (equal texts have different ciphertexts)."""

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted and can't be searched with {lookup_name!r}.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is encrypted and has no transforms.")


class EncryptedTextField(_EncryptedField):
    """A text that is stored encrypted; in Python it is a plain `str`."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value is None else encrypt(value)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return None if value is None else decrypt(value)


class EncryptedJSONField(_EncryptedField):
    """JSON that is stored encrypted as one text; in Python it is the decoded value. None is SQL NULL."""

    # For django-stubs: attributes of this field are JSON, not text.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else encrypt(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return None if value is None else json.loads(decrypt(value))

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> Any:
        return self.value_from_object(obj)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("widget", None)
        return models.Field.formfield(self, **{"form_class": forms.JSONField, **kwargs})

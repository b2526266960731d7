"""One spelling per address, so that the same person isn't two."""

from __future__ import annotations

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from core.text import clean_line
from customers.models import IdentityKind

DEFAULT_REGION = "PL"


def normalise(kind: str, address: str) -> str:
    """A mail address in lower case, a phone in E.164 (a number without a country code is Polish), else one clean line.

    ValueError with a sentence when it can't be one.
    """
    address = clean_line(address, 320).strip()
    if kind == IdentityKind.EMAIL:
        try:
            validate_email(address)
        except ValidationError as error:
            raise ValueError(_("This is not an e-mail address.")) from error
        return address.lower()
    if kind == IdentityKind.PHONE:
        try:
            number = phonenumbers.parse(address, DEFAULT_REGION)
        except phonenumbers.NumberParseException as error:
            raise ValueError(_("This is not a phone number.")) from error
        if not phonenumbers.is_possible_number(number):
            raise ValueError(_("This is not a phone number."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not address:
        raise ValueError(_("An address is needed."))
    return address


def national(number: str) -> str:
    """An E.164 number without its country's code, digits only; "" when it isn't one."""
    try:
        return phonenumbers.national_significant_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ""

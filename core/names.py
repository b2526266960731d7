"""Names that only one thing may have, where two people save the same at once: the form's own check can't see that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.utils.functional import Promise

# https://www.postgresql.org/docs/current/errcodes-appendix.html
UNIQUE_VIOLATION = "23505"


@contextmanager
def told_when_taken(form: BaseForm, message: str | Promise, field: str = "name") -> Iterator[None]:
    """Save in one transaction; a name that somebody else took in the meantime becomes a sentence beside the field."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != UNIQUE_VIOLATION:
            raise
        form.add_error(field, str(message))

"""What every API list shares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request


class KeysetPagination(CursorPagination):
    """`next` and `previous` links; no counts, since counting a million rows helps nobody."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        return tuple(view.keyset_ordering)


@contextmanager
def sentences_as_400(field: str = "detail") -> Iterator[None]:
    """An action's ValueError is a sentence for the caller."""
    try:
        yield
    except ValueError as error:
        raise ValidationError({field: [str(error)]}) from error

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func


class Words(Func):
    """SQL: the words of a folded text as a tsvector, told apart at spaces and ASCII signs, each as it stands.

    PostgreSQL's own parser keeps an address in one piece; people look for its parts. Only code points are compared, so that the result
    doesn't depend on the database's locale and may stand in an index.
    """

    template = (
        "array_to_tsvector(array_remove(regexp_split_to_array(%(expressions)s, '[ -/:-@[-`{-~\\s]+'::text), ''::text))"
    )
    output_field = SearchVectorField()

    def __init__(self, expression: Any, **extra: Any) -> None:
        super().__init__(expression, **extra)

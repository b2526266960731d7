"""Rows for COPY, made from the models, so that a new column with a default needs no change here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

import psycopg
from django.db import models
from django.db.models.fields import NOT_PROVIDED


class Table:
    """Collects rows of one model and writes them by COPY, some thousand at a time."""

    def __init__(self, connection: psycopg.Connection, model: type[models.Model], batch: int = 5000) -> None:
        self.connection = connection
        self.fields = [field for field in model._meta.concrete_fields if not field.generated]
        names = ", ".join(f'"{field.column}"' for field in self.fields)
        self.statement = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
        self.table = model._meta.db_table
        self.key = model._meta.pk.column
        self.batch = batch
        self.plan = [
            (field.attname, field.primary_key, isinstance(field, models.JSONField), _default_of(field))
            for field in self.fields
        ]
        self.rows: list[list[Any]] = []
        self.last = 0

    def add(self, **values: Any) -> int:
        """The new row's id; names are attnames (`ticket_id`)."""
        self.last += 1
        row = []
        for name, is_key, is_json, default in self.plan:
            if name in values:
                value = values.pop(name)
            elif is_key:
                value = self.last
            else:
                value = default()
            row.append(json.dumps(value) if is_json else value)
        if values:
            raise TypeError(f"{self.table} has no {', '.join(values)}")
        self.rows.append(row)
        if len(self.rows) >= self.batch:
            self.flush()
        return self.last

    def flush(self) -> None:
        if self.rows:
            with self.connection.cursor() as cursor, cursor.copy(self.statement) as copy:
                for row in self.rows:
                    copy.write_row(row)
            self.rows.clear()

    def close(self) -> None:
        """The rest, and the sequence behind the last id, where ids come from one."""
        self.flush()
        if not isinstance(self.fields[0], models.AutoField):
            return
        self.connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{self.table}', '{self.key}'), greatest(%s, 1))", [self.last]
        )


def _default_of(field: Any) -> Callable[[], Any]:
    """What a row has that says nothing of this column."""
    if callable(field.default) and field.default is not NOT_PROVIDED:
        return cast(Callable[[], Any], field.get_default)
    fixed = field.default if field.default is not NOT_PROVIDED else None if field.null else ""
    return lambda: fixed

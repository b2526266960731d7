"""Worlds that take long to tell: written once for the tests that follow each other with them, and undone by a rollback behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, TypeVar

import pytest
from django.db import connections, transaction
from pytest_django import DjangoDbBlocker

from tests.cast import Cast, make_cast, make_policy

T = TypeVar("T")

_builders: dict[tuple[str, str], Callable[[Cast], Any]] = {}


def world(build: Callable[[Cast], T]) -> Callable[..., T]:
    """Makes a fixture of a function that goes on from the cast. Its rows stand in a transaction around the tests of its module that
    ask for it; each test works in a savepoint of its own and gets a copy of what the function gave: none sees what another did."""
    key = (build.__module__, build.__name__)
    _builders[key] = build

    @pytest.fixture(name=build.__name__)
    def given(db: None) -> T:
        copy: T = deepcopy(_open.value(key))
        return copy

    return given


class Open:
    """The one world that stands at a time."""

    def __init__(self) -> None:
        self.key: tuple[str, str] | None = None
        self.atomic: transaction.Atomic | None = None
        self.made: Any = None
        self.wrapper: Any = None

    def change(self, key: tuple[str, str] | None) -> None:
        """The world that the next test needs, None for one that needs none."""
        if key == self.key:
            return
        self.close()
        if key is not None:
            self.atomic, self.wrapper = transaction.atomic(), connections["default"]
            self.atomic.__enter__()
            try:
                make_policy()
                self.made = _builders[key](make_cast())
            except BaseException:
                self.close()
                raise
            self.key = key

    def value(self, key: tuple[str, str]) -> Any:
        assert self.key == key, f"{key[1]} was not made before the test's own transaction began"
        return self.made

    def close(self) -> None:
        atomic, self.atomic, self.key, self.made = self.atomic, None, None, None
        if atomic is None:
            return
        wrapper = self.wrapper
        if wrapper is connections["default"]:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            return
        # A browser was started meanwhile: its event loop has another connection, on which the block's own end would act.
        wrapper.in_atomic_block, wrapper.needs_rollback = False, False
        wrapper.savepoint_ids, wrapper.atomic_blocks = [], []
        wrapper.rollback()
        wrapper.set_autocommit(True)


_open = Open()
close = _open.close


@pytest.fixture
def _its_world(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    keys = [key for name in request.fixturenames if (key := (request.module.__name__, name)) in _builders]
    assert len(keys) <= 1, f"two worlds at once: {keys}"
    with django_db_blocker.unblock():
        _open.change(keys[0] if keys else None)


@pytest.fixture
def _django_db_helper(_its_world: None, _django_db_helper: None) -> Iterator[None]:
    """pytest-django's, which begins the test's own transaction, once the world stands."""
    yield

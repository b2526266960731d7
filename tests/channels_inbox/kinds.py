"""Every channel that the contract test runs over: those of the registry, and the toy beside them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string

from channels_inbox import registry
from channels_inbox.contract.demo import ChannelDemo
from tests.channels_inbox.toy.adapter import INFO as TOY_INFO
from tickets import channel_info

TOY = "tests.channels_inbox.toy.adapter.ToyAdapter"
PATHS = {**registry.ADAPTERS, "toy": TOY}
KINDS = sorted(PATHS)


def package(kind: str) -> str:
    return PATHS[kind].rsplit(".", 2)[0]


def folder(kind: str) -> Path:
    return Path(str(import_module(package(kind)).__file__)).parent


def player(kind: str) -> ChannelDemo | None:
    """Known before the toy is registered: pytest asks when it collects."""
    found: Any = import_module(f"{package(kind)}.demo").DEMO if find_spec(f"{package(kind)}.demo") else None
    return found


def _has(kind: str, *names: str) -> bool:
    return any(hasattr(import_string(PATHS[kind]), name) for name in names)


PLAYED = [kind for kind in KINDS if player(kind) is not None]
HOOKED = [kind for kind in PLAYED if _has(kind, "verify")]
SENDING = [kind for kind in PLAYED if (p := player(kind)) is not None and p.permanent_error is not None]
IN_PARTS = [kind for kind in SENDING if _has(kind, "parts")]


@contextmanager
def toy_registered() -> Iterator[None]:
    """The registry's one line for the toy, and what the registry does with every line at start."""
    registry.ADAPTERS["toy"] = TOY
    channel_info.register(TOY_INFO)
    try:
        yield
    finally:
        del registry.ADAPTERS["toy"], channel_info._channels["toy"]
        registry.adapter.cache_clear()

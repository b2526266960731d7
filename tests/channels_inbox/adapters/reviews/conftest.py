from __future__ import annotations

from collections.abc import Iterator

import pytest

from channels_inbox.adapters.reviews import api
from channels_inbox.adapters.reviews.demo import ReviewsDemo


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Neither tokens nor the stand-in's reviews of the test before."""
    api.forget_tokens()
    for name, _row in ReviewsDemo.store.items():
        ReviewsDemo.store.remove(name)
    yield
    api.forget_tokens()

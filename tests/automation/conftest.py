from __future__ import annotations

import pytest

from tests.cast import Cast, make_cast, make_policy


@pytest.fixture
def cast(db: None) -> Cast:
    make_policy()
    return make_cast()

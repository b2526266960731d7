from __future__ import annotations

import pytest

from tests.cast import Cast, make_cast, make_policy


@pytest.fixture
def cast(db: None) -> Cast:
    make_policy()
    return make_cast()


@pytest.fixture
def live_cast(transactional_db: None) -> Cast:
    """The cast, committed: other processes and threads see it."""
    make_policy()
    return make_cast()

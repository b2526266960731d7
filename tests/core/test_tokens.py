from __future__ import annotations

import pytest
import time_machine

from core.tokens import BadToken, ExpiredToken, hash_token, make_token, random_token, read_token


def test_token_round_trip_and_purpose() -> None:
    token = make_token("survey", {"ticket": 7, "name": "Żaneta"})
    assert read_token("survey", token, 60) == {"ticket": 7, "name": "Żaneta"}
    with pytest.raises(BadToken):
        read_token("invite", token, 60)


@pytest.mark.parametrize("token", ["", "x", "a:b:c", ":::", "\ud800", "ż" * 50, "." * 500, "\x00"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(BadToken):
        read_token("survey", token, 60)


def test_an_altered_token_is_refused() -> None:
    token = make_token("survey", [1])
    for index in range(0, len(token), 3):
        changed = token[:index] + ("A" if token[index] != "A" else "B") + token[index + 1 :]
        with pytest.raises(BadToken):
            read_token("survey", changed, 60)


def test_an_old_token_is_refused() -> None:
    with time_machine.travel("2026-01-01 10:00:00+00:00", tick=False) as clock:
        token = make_token("survey", 1)
        clock.shift(59)
        assert read_token("survey", token, 60) == 1
        clock.shift(2)
        with pytest.raises(ExpiredToken):
            read_token("survey", token, 60)


def test_random_tokens_and_their_hash() -> None:
    tokens = {random_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 43 for token in tokens)
    assert hash_token("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

"""Whether the From address is proven: by what our own mail server wrote into Authentication-Results (RFC 8601).

Anybody can write such a field, so it counts only when its authserv-id is the one the owner named for the inbox, and
only the topmost of them: the server that took the mail in puts its own above whatever came with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .headers import Headers

_RESULT = re.compile(r"^\s*([a-z0-9-]{2,20})\s*(?:/\s*\d+)?\s*=\s*([a-z]{2,12})", re.IGNORECASE)
_PROPERTY = re.compile(
    r"\b(smtp|header|policy|body)\s*\.\s*([a-z0-9-]{1,30})\s*=\s*\"?([^\s;\"]{1,320})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class AuthResult:
    """`proven` for the From domain, and the methods that said pass or fail, for people who look closer."""

    proven: bool = False
    failed: bool = False
    methods: tuple[str, ...] = ()


def authentication(
    headers: Headers, from_address: str, trusted: Iterable[str], *, single_from: bool = True
) -> AuthResult:
    """Read the trusted Authentication-Results of a mail; nothing is proven when no authserv-id is trusted."""
    ids = {item.strip().lower().rstrip(".") for item in trusted if item.strip()}
    domain = from_address.rpartition("@")[2]
    if not ids or not domain:
        return AuthResult()
    for value in headers.get_all("authentication-results"):
        pieces = _without_comments(value).split(";")
        words = pieces[0].split()
        if words and words[0].strip('"').lower().rstrip(".") in ids:
            return _judge(pieces[1:100], domain, single_from)
    return AuthResult()


def _judge(pieces: list[str], domain: str, single_from: bool) -> AuthResult:
    proven = False
    dmarc = ""
    methods: list[str] = []
    for piece in pieces:
        match = _RESULT.match(piece)
        if not match:
            continue
        method, result = match.group(1).lower(), match.group(2).lower()
        methods.append(f"{method}={result}")
        found: dict[str, str] = {}
        for scope, name, value in _PROPERTY.findall(piece):
            found[f"{scope.lower()}.{name.lower()}"] = value.lower().strip("<>.")
        if method == "dmarc":
            dmarc = dmarc or result
            if result == "pass" and found.get("header.from", domain).rpartition("@")[2] == domain:
                proven = True
        elif method == "dkim" and result == "pass":
            signer = found.get("header.d") or found.get("header.i", "").rpartition("@")[2]
            proven = proven or _aligned(signer, domain)
        elif method == "spf" and result == "pass":
            proven = proven or _aligned(found.get("smtp.mailfrom", "").rpartition("@")[2], domain)
    failed = dmarc in {"fail", "permerror"} or (
        not proven and any(item in methods for item in ("spf=fail", "dkim=fail"))
    )
    return AuthResult(proven and single_from and dmarc != "fail", failed, tuple(methods))


def _aligned(signer: str, domain: str) -> bool:
    """The From domain itself or a parent of it. Looser alignment needs the public suffix list: DMARC did that."""
    return bool(signer) and signer.count(".") >= 1 and (domain == signer or domain.endswith(f".{signer}"))


def _without_comments(value: str) -> str:
    out: list[str] = []
    depth = 0
    for char in value:
        if char == "(":
            depth += 1
        elif char == ")" and depth:
            depth -= 1
        elif not depth:
            out.append(char)
    return "".join(out)

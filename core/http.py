"""Requests to addresses that people or providers gave us: they can't reach our own network.

A name is resolved once, every address it has is checked, and the connection goes to the checked address itself (the
Host header and TLS server name stay those of the URL), so a second answer of the DNS changes nothing. Redirects are
checked anew.
"""

from __future__ import annotations

import ipaddress
import json as jsonlib
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import httpx

MAX_REDIRECTS = 3
MAX_ADDRESSES = 3
MAX_BYTES = 10_000_000
_REDIRECTS = {301, 302, 303, 307, 308}
_SECRET_HEADERS = {"authorization", "cookie", "proxy-authorization"}
# Reserved for carriers, translation and tests: `is_global` already refuses most, these carry or hide a private address.
_REFUSED_NETWORKS = [
    ipaddress.ip_network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10", "192.88.99.0/24", "::/96")
]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class HttpError(Exception):
    """The request failed or was refused. `status` is the answer's, if there was one; `retryable` says whether later
    may go better, `sent` whether the request may have reached the server all the same.
    """

    def __init__(self, message: str, status: int | None = None, retryable: bool = False, *, sent: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.retryable = retryable
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer, whatever its status. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""

    def json(self) -> Any:
        """The decoded body. Raises `HttpError` when it isn't JSON."""
        try:
            return jsonlib.loads(self.content)
        except ValueError as error:
            raise HttpError("The answer is not JSON.", self.status) from error

    def raise_for_status(self) -> Response:
        """Itself below 400, else `HttpError`; 408, 425, 429 and 5xx are retryable."""
        if self.status < 400:
            return self
        raise HttpError(
            f"The server answered {self.status}.", self.status, self.status in (408, 425, 429) or self.status >= 500
        )


def is_public_address(address: str | Address) -> bool:
    """Whether an IP address is a host on the open internet: not private, loopback, link-local, multicast, reserved or
    a wrapped one.
    """
    ip = ipaddress.ip_address(address) if isinstance(address, str) else address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public_address(ip.ipv4_mapped)
        if ip.scope_id is not None:
            return False
    if any(ip in network for network in _REFUSED_NETWORKS if network.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_loopback or ip.is_link_local)


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host. Raises `HttpError` (retryable) when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HttpError(f"The address of {host} can't be found.", retryable=True) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _checked_addresses(url: httpx.URL, allow_private: bool) -> list[str]:
    if url.scheme not in ("http", "https"):
        raise HttpError("Only http and https addresses are allowed.")
    if not url.host:
        raise HttpError("The address has no host.")
    if url.userinfo:
        raise HttpError("An address with a user name in it is not allowed.")
    addresses = resolve(_ascii_host(url), url.port or (443 if url.scheme == "https" else 80))
    if not addresses:
        raise HttpError(f"The address of {url.host} can't be found.", retryable=True)
    # One private answer among public ones is refused too: it is a trick or a mistake, never a service.
    if not allow_private and not all(is_public_address(address) for address in addresses):
        raise HttpError(f"{url.host} is in a private network, which is not allowed.")
    return addresses[:MAX_ADDRESSES]


def _ascii_host(url: httpx.URL) -> str:
    return url.raw_host.decode("ascii")


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def guarded_request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    data: Mapping[str, Any] | None = None,
    json: Any = None,
    timeout: float = 10.0,
    max_bytes: int = MAX_BYTES,
    allow_private: bool = False,
) -> Response:
    """One HTTP request, at most `timeout` seconds and `max_bytes` of body in all, following up to three
    redirects.

    Answers of any status are returned (see `Response.raise_for_status`). Raises `HttpError` for a refused address, a
    body that is too large, a time-out or a broken connection. `allow_private` is for addresses that the owner of the
    installation typed in.
    """
    deadline = time.monotonic() + timeout
    body: dict[str, Any] = {"content": content, "data": data, "json": json}
    sent = {name: value for name, value in (headers or {}).items() if name.lower() != "host"}
    current = _parsed(url)
    for _ in range(MAX_REDIRECTS + 1):
        response = _send_once(method, current, sent, body, deadline, max_bytes, allow_private)
        location = response.headers.get("location")
        if response.status not in _REDIRECTS or not location:
            return response
        target = _parsed(urljoin(str(current), location))
        if current.scheme == "https" and target.scheme == "http":
            raise HttpError("The server redirects to an unencrypted address, which is not followed.", response.status)
        if _origin(target) != _origin(current):
            sent = {name: value for name, value in sent.items() if name.lower() not in _SECRET_HEADERS}
            # RFC 9110, 15.4.8: 307 and 308 repeat the body; strangers don't get it.
            if response.status in (307, 308) and method not in ("GET", "HEAD"):
                raise HttpError(
                    "The server redirects this request to another host, which is not followed.", response.status
                )
        # RFC 9110, 15.4: after 303, and by custom after 301 and 302, a POST goes on as a GET without its body.
        if response.status == 303 or (response.status in (301, 302) and method == "POST"):
            method, body = ("HEAD" if method == "HEAD" else "GET"), {}
            sent = {name: value for name, value in sent.items() if not name.lower().startswith("content-")}
        current = target
    raise HttpError("The server redirects too often.")


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, TypeError, ValueError) as error:
        raise HttpError("This is not a valid address.") from error


def _send_once(
    method: str,
    url: httpx.URL,
    headers: Mapping[str, str],
    body: Mapping[str, Any],
    deadline: float,
    max_bytes: int,
    allow_private: bool,
) -> Response:
    addresses = _checked_addresses(url, allow_private)
    for index, address in enumerate(addresses):
        try:
            return _send_to(address, method, url, headers, body, deadline, max_bytes)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            # Nothing was sent yet, so the next address of the same host may be tried.
            if index == len(addresses) - 1:
                raise HttpError(f"{url.host} can't be reached.", retryable=True) from error
        except httpx.TimeoutException as error:
            raise HttpError("The server took too long to answer.", retryable=True, sent=True) from error
        except httpx.TransportError as error:
            raise HttpError(f"The connection failed: {error}", retryable=True, sent=True) from error
        except (httpx.InvalidURL, ValueError) as error:
            raise HttpError("The request can't be sent: a header or the address is not valid.") from error
    raise HttpError(f"{url.host} can't be reached.", retryable=True)


def _send_to(
    address: str,
    method: str,
    url: httpx.URL,
    headers: Mapping[str, str],
    body: Mapping[str, Any],
    deadline: float,
    max_bytes: int,
) -> Response:
    # trust_env=False: a proxy from the environment would resolve the name itself, past the check.
    with (
        httpx.Client(trust_env=False, follow_redirects=False, timeout=_left(deadline)) as client,
        client.stream(
            method,
            url.copy_with(host=address),
            headers={
                "User-Agent": "helpdesk/1",
                **headers,
                "Accept-Encoding": "identity",
                "Host": url.netloc.decode("ascii"),
            },
            extensions={"sni_hostname": _ascii_host(url)},
            **body,
        ) as answer,
    ):
        chunks: list[bytes] = []
        size = 0
        # Compressed answers were not asked for: what unpacks to gigabytes is not unpacked.
        if answer.headers.get("content-encoding", "identity").lower() != "identity":
            raise HttpError("The answer can't be read.", answer.status_code, sent=True)
        # No chunk size: pieces come as they arrive, so that a server that drips can't outlast the deadline.
        for chunk in answer.iter_raw():
            size += len(chunk)
            if size > max_bytes:
                raise HttpError("The answer is too large.", answer.status_code, sent=True)
            _left(deadline)
            chunks.append(chunk)
        return Response(answer.status_code, dict(answer.headers.items()), b"".join(chunks))


def _left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise HttpError("The server took too long to answer.", retryable=True, sent=True)
    return seconds

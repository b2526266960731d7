"""The Content-Security-Policies: one for our pages, one for a customer's mail inside its frame."""

from __future__ import annotations

from typing import Any

from csp.constants import NONCE, NONE, SELF

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        # 'self' covers ws: and wss: of the same host in every browser we support (CSP 3, 6.7.2.8).
        "connect-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}


def mail_body_policy(*, remote_images: bool = False) -> dict[str, list[str]]:
    """Directives for the page that shows a mail's sanitised HTML in a frame: `@csp_override(…)` or `response._csp_config`.

    Sandboxed without scripts, forms or an origin of its own; links open in a new window; remote pictures only after being asked for.
    """
    return {
        "default-src": [NONE],
        "img-src": [SELF, "data:", *(["https:"] if remote_images else [])],
        "style-src": [SELF],
        "base-uri": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }

"""What the pages with a scan box have in common: whether a text is a number, and a policy that lets the camera's reader run."""

from __future__ import annotations

from flask import Response, g, make_response

from rules.badge import normalise_number

# As everywhere (web/__init__.py), and WebAssembly for the reader of codes: on these pages alone.
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def is_number(text: str) -> bool:
    """Whether somebody typed the number of a card instead of scanning its code."""
    return normalise_number(text) is not None


def with_camera(page: str | Response) -> Response:
    """The page, with leave to read codes from the camera."""
    answer = make_response(page)
    answer.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    answer.headers["Content-Security-Policy"] = POLICY.format(nonce=g.get("csp_nonce", ""))
    return answer

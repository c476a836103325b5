"""What somebody looked at before agreeing, sealed into the form: nothing else is done under that agreement."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from services import guard


def seal(text: str, state: Iterable) -> str:
    """What a preview leaves in its form: that this person saw what this text does to things as they stand."""
    return _sealing().dumps(_seen(text, state))


def is_sealed(text: str, state: Iterable, given: str) -> bool:
    """Whether this person looked at exactly this text, and things stand as they stood."""
    try:
        return _sealing().loads(given) == _seen(text, state)
    except BadData:
        return False


def _seen(text: str, state: Iterable) -> list:
    plain = text.replace("\r\n", "\n").strip()  # a form changes the ends of lines
    return [guard.actor().user_id, " ".join(map(str, state)), hashlib.sha256(plain.encode()).hexdigest()]


def _sealing() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="looked-at")

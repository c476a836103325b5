"""What the tests of badges share: keys in a folder of their own, and cards that need no database."""

from __future__ import annotations

import datetime as dt
import secrets

import pytest
from flask import Flask
from flask_babel import Babel

from rules import badge as rules
from services.badge import card, keys, token
from tests.servers import browser

collect_ignore = ["test_public_check.py"] if browser.missing() else []

EXPIRES_ON = dt.date(2028, 11, 20)
ADDRESS = "https://v.police.gov.ml/"


@pytest.fixture
def signer(tmp_path):
    """An application context with a card key and a list key, and nothing else."""
    app = Flask("signer", instance_path=str(tmp_path))
    app.config.update(BADGE_PASSPHRASE=b"tests only", BABEL_DEFAULT_LOCALE="fr")
    Babel(app)
    with app.app_context():
        keys.new_key()
        yield app


@pytest.fixture
def claims(signer):
    """The claims of some badge."""
    number = rules.make_number(secrets.randbelow)
    cti = rules.make_cti(secrets.randbelow(rules.SLOTS), secrets.token_bytes(13))
    return token.Claims(keys.current_key(), number, cti, rules.expiry_moment(EXPIRES_ON))


@pytest.fixture
def face(signer, claims):
    """face(last_name="…"): a card to print, with a genuine token."""

    def made(**shown) -> card.CardFace:
        cti = rules.make_cti(secrets.randbelow(rules.SLOTS), secrets.token_bytes(13))
        digits = rules.to_digits(token.make(token.Claims(claims.kid, claims.number, cti, claims.expires_at), keys.sign))
        values = {"agency": "Police nationale", "rank": "Sergent-chef", "last_name": "Traoré", "first_names": "Daouda"}
        address = shown.pop("page", ADDRESS) + "#" + digits
        return card.CardFace(number=claims.number, expires_on=EXPIRES_ON, address=address, **values | shown)

    return made

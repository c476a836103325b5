"""What the tests of badges share: keys in a folder of their own, and cards that need no database."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import Babel

from jobs import periodic
from models import Agency, Badge, BadgeKind, CardLanguage, db
from rules import badge as rules
from services import guard
from services.badge import keys, token
from services.badge.printing.faces import CardFace
from services.badge.printing.looks import Look
from tests import force
from tests.badge import cards
from tests.servers import browser

collect_ignore = ["test_public_check.py"] if browser.missing() else []

EXPIRES_ON = dt.date(2028, 11, 20)
ADDRESS = "https://v.police.gov.ml/"
LOOK = Look(
    language=CardLanguage.EN, stripes="#14b53a,#fcd116,#ce1126", state_name="REPUBLIC OF MALI", title="PROFESSIONAL CARD",
    authority="The issuing authority", statement="The holder belongs to the agency named above and acts in its name.",
    finder_note="Card found: please hand it in at any police station.", legal_note="This card belongs to the State.",
)  # fmt: skip


@pytest.fixture
def signer(tmp_path):
    """An application context with a card key and a list key, and nothing else."""
    app = Flask("signer", instance_path=str(tmp_path))
    app.config.update(BADGE_PASSPHRASE=b"tests only", VERIFY_URL=ADDRESS, BABEL_DEFAULT_LOCALE="fr")
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

    def made(**shown) -> CardFace:
        cti = rules.make_cti(secrets.randbelow(rules.SLOTS), secrets.token_bytes(13))
        digits = rules.to_digits(token.make(token.Claims(claims.kid, claims.number, cti, claims.expires_at), keys.sign))
        values = {"agency": "Police nationale", "rank": "Sergent-chef", "last_name": "Traoré", "first_names": "Daouda"}
        address = shown.pop("page", ADDRESS) + "#" + digits
        look = shown.pop("look", None) or replace(LOOK, kind=shown.pop("kind", BadgeKind.IDENTITY))
        return CardFace(number=claims.number, expires_on=EXPIRES_ON, address=address, look=look, **values | shown)

    return made


@pytest.fixture
def office(in_app, people):
    """The people; keys are made and the system acts."""
    guard.act_as(guard.SYSTEM)
    cards.made_keys()
    db.session.commit()
    return people


@pytest.fixture
def two(office):
    """A badge officer and an HR manager of the police, who acts second; a photo of Daouda."""
    police = force.of_code(Agency, "PN")
    force.user("fatim", "badge_officer", agency=police)
    force.user("drissa", "hr_manager", agency=police)
    cards.photo(office.daouda.officer_id)
    db.session.commit()
    return cards.actor_named("fatim"), cards.actor_named("drissa")


@pytest.fixture
def place(app, tmp_path, monkeypatch):
    """The public folder, with nothing in it yet."""
    monkeypatch.setitem(app.config, "PUBLIC_FOLDER", tmp_path / "public")
    return tmp_path / "public"


@pytest.fixture
def worker(app, place):
    """worker(): what the worker does with cards."""

    def minute() -> None:
        with app.app_context():
            periodic.follow_cards()
            periodic.keep_cards()
            periodic.publish_cards()

    with app.app_context():
        cards.made_keys()
    return minute


@pytest.fixture
def stored_card(app, people):
    """stored_card(build): the number of a committed card of Daouda."""

    def make(build: Callable[[int], Badge]) -> int:
        with app.app_context():
            guard.act_as(guard.SYSTEM)
            number = build(people.daouda.officer_id).id
            db.session.commit()
        return number

    return make

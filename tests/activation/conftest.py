"""What the tests of letters share: somebody who prints, the letters read as a printer gets them, and the code used."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pypdf
import pytest

from models import Activation, Officer, Unit, User, db
from services import account, activation, guard
from services.activation import Wanted
from tests import force

NEW = "quatre mots bien ordinaires"
CODE = re.compile(r"\b(?:[A-HJKMNP-Z2-9]{4} ){3}[A-HJKMNP-Z2-9]{4}\b")


@dataclass(frozen=True)
class Letter:
    """A printed page."""

    text: str
    username: str
    code: str


def read(pdf: bytes) -> list[Letter]:
    """The pages of a file, each with the user name and the code that stand in it."""
    return [_read_page(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def _read_page(text: str) -> Letter:
    lines = [line.strip() for line in text.splitlines()]
    place = next(number for number, line in enumerate(lines) if line.startswith("2. T"))
    return Letter(text, lines[place + 1], CODE.search(text).group())


def act_as(username: str) -> None:
    with guard.unscoped("the test"):
        guard.act_as(account.actor_of(db.session.query(User).filter_by(username=username).one()))


def _fetched(name: str) -> bytes:
    pdf = activation.fetch(name, by=guard.actor())
    db.session.commit()
    return pdf


def number_of(person) -> int:
    return person if isinstance(person, int) else person.officer_id


@pytest.fixture
def renew(app, people):
    """renew(officer, by="aminata", kind="Carte", signs="4521"): the letter of one officer, committed and fetched."""

    def made(person, by: str = "aminata", kind: str = "Carte", signs: str = "4521") -> Letter:
        with app.app_context():
            act_as(by)
            with guard.unscoped("the test"):
                officer = db.session.get(Officer, number_of(person))
            name = activation.renew(officer, kind=kind, last_signs=signs, by=guard.actor())
            db.session.commit()
            return read(_fetched(name))[0]

    return made


@pytest.fixture
def of_unit(app, people):
    """of_unit(by="boubacar", with_open=…): the letters of the first unit, committed and fetched."""

    def made(by: str = "boubacar", unit: int = people.unit_id, **wanted) -> list[Letter]:
        with app.app_context():
            act_as(by)
            name, _letters = activation.print_letters(Wanted(unit, **wanted), by=guard.actor())
            db.session.commit()
            return read(_fetched(name))

    return made


@pytest.fixture
def use(app):
    """use(letter, username=…): the page /activate, as a stranger sends it."""

    def sent(letter: Letter, client=None, **changed):
        values = {"username": letter.username, "code": letter.code, "wished": NEW, "again": NEW}
        return (client or app.test_client()).post("/activate", data=values | changed)

    return sent


@pytest.fixture
def newcomers(app, people):
    """newcomers(3): officers of the first unit without an account; their numbers."""

    def made(count: int) -> list[int]:
        with app.app_context(), guard.unscoped("the test"):
            unit = db.session.get(Unit, people.unit_id)
            found = [force.officer("Coulibaly", f"Aïssata {number}", unit, service_number=f"PN 70{number}").id for number in range(count)]
            db.session.commit()
        return found

    return made


@pytest.fixture
def look(app):
    """look(lambda: …): something read beyond every scope."""

    def seen(question):
        with app.app_context(), guard.unscoped("the test looks"):
            return question()

    return seen


@pytest.fixture
def account_of(app):
    """account_of(officer, active=False): changes the account of an officer; without changes its present standing."""

    def found(person, **changes) -> dict:
        with app.app_context(), guard.unscoped("the test"):
            user = db.session.query(User).filter_by(officer_id=number_of(person)).one_or_none()
            for name, value in changes.items():
                setattr(user, name, value)
            db.session.commit()
            names = ("id", "username", "role", "active", "password", "must_change_password", "agency_id", "unit_id")
            return {name: getattr(user, name) for name in names} if user else {}

    return found


def letters_of(user_id: int) -> list[Activation]:
    return db.session.query(Activation).filter_by(user_id=user_id).order_by(Activation.id).all()


"""The correction requests of the demo force, in every state, made as people make them: through services.correction.

Who asks for what follows from the accounts, so that the same seed gives the same requests. Nobody's career changes by
them: what is accepted adds a language or a diploma. Their moments are counted back from the day on which the force is
made, so that a deadline is always near, and one is always over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import select

from models import (
    Agency,
    AwardKind,
    CorrectionRequest,
    CorrectionVerdict,
    Document,
    DocumentKind,
    Language,
    LanguageSkill,
    Officer,
    Posting,
    User,
    db,
)
from rules.access import Actor
from services import account, correction, guard, storage
from services.personnel import holds

from .lists import REFERENCE_ON

CLERK = "rh"
DIPLOMA = {"level": "BACHELOR", "title": "Licence en sciences juridiques", "school": "Université de Bamako", "obtained_on": "12/07/2012"}
KIN = {"name": "COULIBALY Nana", "kinship": "SIBLING", "phone": "+223 01 00 12 34", "is_first": "yes"}


@dataclass(frozen=True)
class Upload:
    """A file as a form brings it."""

    stream: BinaryIO
    filename: str


@dataclass(frozen=True)
class Person:
    """An account of the demo, with the officer whose it is."""

    actor: Actor
    officer: Officer


def create() -> None:
    """Make them, once there are accounts. What has happened to some of them is told by the day on which it did."""
    for made, days in _requests():
        if made is not None and days:
            _put_back(made, dt.timedelta(days=days))
    correction.watch()


def _requests() -> Iterator[tuple[CorrectionRequest | None, int]]:
    """Each request, and how many days ago all of it happened."""
    yield _accepted("agent"), 21
    yield _waiting("agent"), 4
    yield _draft("chef"), 1
    yield _overdue("chef"), 37
    yield _piece_asked("formation"), 12
    yield _proposed("mission", 26), 0
    yield _partly("recrutement"), 15
    yield _refused("badge"), 30
    yield _appealed("commission"), 18
    yield _on_paper(), 6


# --- each of them --------------------------------------------------------------------------------


def _accepted(username: str) -> CorrectionRequest | None:
    """A language that the file did not have."""
    known = select(LanguageSkill.language_id).join(Officer).join(User, User.officer_id == Officer.id).where(User.username == username)
    language = db.session.scalar(select(Language.id).where(Language.id.not_in(known)).order_by(Language.code).limit(1))
    wished = {"language": str(language), "spoken": "WORKING", "written": "BASIC"}
    made = _sent(username, wished, "Je la parle avec la population depuis mon affectation.", missing="language_skill")
    return _decided(made, CorrectionVerdict.ACCEPTED, "")


def _waiting(username: str) -> CorrectionRequest | None:
    """The function of the posting of today, with the paper."""
    return _sent(username, {"function": "Adjoint au chef de section"}, "Ma décision d’affectation porte une autre fonction.", piece="DIPL", **_posting(username))


def _draft(username: str) -> CorrectionRequest | None:
    who = _person(username)
    return _written(who, {"birth_place": "Kati"}, "", record=who.officer, field="birth_place") if who else None


def _overdue(username: str) -> CorrectionRequest | None:
    wished = {"unit": "Commissariat de Kati", "function": "Stagiaire", "starts_on": "01/02/2011", "act_kind": "Décision"}
    return _sent(username, wished, "Mon premier stage n’est pas inscrit.", missing="posting")


def _piece_asked(username: str) -> CorrectionRequest | None:
    made = _sent(username, DIPLOMA, "Ce diplôme a été obtenu avant mon entrée.", missing="education")
    if made is not None:
        with acting(CLERK) as clerk:
            correction.ask_piece(made, "Joignez une photo du diplôme ou de son attestation.", by=clerk)
    return made


def _proposed(username: str, days: int) -> CorrectionRequest | None:
    """A date of birth, which two people decide; sent so many days ago, proposed today: a proposal holds for a request as it stands."""
    who = _person(username)
    if who is None:
        return None
    stands = who.officer.counts_as_born_on
    day = dt.date(stands.year, 3, 15 if (stands.month, stands.day) == (3, 14) else 14)
    made = _sent(username, {"birth_on": f"{day:%d/%m/%Y}"}, "Le jugement supplétif porte cette date.", piece="NAIS", record=who.officer, field="birth_on")
    _put_back(made, dt.timedelta(days=days))
    return _decided(made, CorrectionVerdict.ACCEPTED, "Conforme au jugement supplétif.")


def _partly(username: str) -> CorrectionRequest | None:
    made = _sent(username, DIPLOMA, "Mon diplôme manque au dossier.", missing="education", piece="DIPL")
    granted = DIPLOMA | {"obtained_on": "25/09/2012"}
    return _decided(made, CorrectionVerdict.PARTLY, "Inscrit, avec la date du diplôme lui-même.", granted)


def _refused(username: str) -> CorrectionRequest | None:
    made = _sent(username, {"function": "Chef de brigade"}, "J’ai commandé la brigade par intérim.", **_posting(username))
    return _decided(made, CorrectionVerdict.REFUSED, "Un intérim ne change pas la fonction de l’affectation : aucune décision ne la porte.")


def _appealed(username: str) -> CorrectionRequest | None:
    kind = db.session.scalar(select(AwardKind.id).where(AwardKind.code == "LF"))
    wished = {"kind": str(kind), "grounds": "Sécurisation des examens nationaux", "starts_on": "10/07/2024", "act_kind": "Décision"}
    made = _decided(_sent(username, wished, "La lettre m’a été remise au rassemblement.", missing="award"), CorrectionVerdict.REFUSED, "Aucune copie de la lettre n’est jointe.")
    if made is not None:
        with acting(username) as officer:
            correction.appeal(made, "La lettre est affichée au service ; l’officier peut en témoigner.", by=officer)
    return made


def _on_paper() -> CorrectionRequest | None:
    """Somebody without access signed a form, which the clerk filed."""
    has_access = select(User.officer_id).where(User.officer_id.is_not(None))
    wanted = (Officer.home_agency_id == _police(), Officer.id.not_in(has_access), Officer.unit_id.is_not(None))
    officer = db.session.scalar(select(Officer).where(*wanted).order_by(Officer.id).offset(3).limit(1))
    with acting(CLERK) as clerk:
        made = _written(Person(clerk, officer), KIN, "Mon frère est à prévenir en premier.", missing="emergency_contact")
        correction.send(made, signed_form=_scan("NAIS", storage.keep_document), by=clerk)
    return made


# --- how people make them ------------------------------------------------------------------------


def _sent(username: str, wished: dict[str, str], reason: str, piece: str = "", **about) -> CorrectionRequest | None:
    """A request that the officer wrote and sent; None where the force is too small for such an officer."""
    who = _person(username)
    if who is None:
        return None
    made = _written(who, wished, reason, **about)
    with acting(username) as officer:
        if piece:
            _scan(piece, lambda stream, name: correction.add_piece(made, Upload(stream, name), "Copie", by=officer))
        correction.send(made, by=officer)
    return made


def _written(who: Person, wished: dict[str, str], reason: str, **about) -> CorrectionRequest:
    made = correction.begin(who.officer, by=who.actor, **about)
    correction.write(made, wished, reason, by=who.actor)
    return made


def _decided(made: CorrectionRequest | None, verdict: CorrectionVerdict, reason: str, granted: dict[str, str] | None = None) -> CorrectionRequest | None:
    if made is not None:
        with acting(CLERK) as clerk:
            correction.take(made, by=clerk)
            correction.decide(made, verdict, granted=granted, reason=reason, seen=correction.situation(made).seen, by=clerk)
    return made


def _person(username: str) -> Person | None:
    """Whose account it is; None where another agency keeps the file, whose clerk the demo does not have."""
    user = db.session.query(User).filter_by(username=username).one()
    officer = db.session.get(Officer, user.officer_id)
    return Person(account.actor_of(user, "portal"), officer) if officer.home_agency_id == _police() else None


def _police() -> int:
    return db.session.scalar(select(Agency.id).where(Agency.code == "PN"))


def _posting(username: str) -> dict[str, object]:
    """The function of the posting of today."""
    user = db.session.query(User).filter_by(username=username).one()
    today = select(Posting).where(Posting.officer_id == user.officer_id, holds(Posting, REFERENCE_ON))
    return {"record": db.session.scalars(today.order_by(Posting.id)).first(), "field": "function"}


def _scan(code: str, keep: Callable[[BinaryIO, str], object]) -> object:
    """What `keep` makes of a specimen of the demo force."""
    name = db.session.scalar(select(Document.file).join(DocumentKind).where(DocumentKind.code == code).order_by(Document.id).limit(1))
    with storage.path(storage.DOCUMENTS, name).open("rb") as stream:
        return keep(stream, name)


@contextmanager
def acting(username: str) -> Iterator[Actor]:
    """As this account; then the demo is made on as before."""
    before = guard.actor()
    who = account.actor_of(db.session.query(User).filter_by(username=username).one(), "portal" if username != CLERK else "admin")
    guard.act_as(who)
    try:
        yield who
    finally:
        guard.act_as(before)


# --- when it happened ----------------------------------------------------------------------------


def _put_back(made: CorrectionRequest, by: dt.timedelta) -> None:
    """All of it happened so many days earlier."""
    _earlier(made, by, "written_at", "sent_at", "due_on", "closed_at", "appealed_at")
    for one in made.decisions:
        _earlier(one, by, "decided_at", "took_effect_at")
    for one in made.pieces:
        _earlier(one, by, "added_at")
    for one in made.steps:
        _earlier(one, by, "at")
    db.session.flush()


def _earlier(record, by: dt.timedelta, *names: str) -> None:
    for name in names:
        if (value := getattr(record, name)) is not None:
            setattr(record, name, value - by)

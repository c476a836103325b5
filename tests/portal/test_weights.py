"""The pages of one's own file stay light on a slow line, also for a long career: 60 kB at first, 15 kB after."""

from __future__ import annotations

import re

from models import CorrectionKind, CorrectionRequest, CorrectionState, Officer, Posting, Unit, db, now
from portal.my.sections import SECTIONS
from rules.access import Actor
from services import audit, guard
from tests import force

from .test_sections import long_file

FIRST_BYTES, NEXT_BYTES = 60_000, 15_000
LOADED = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"#]+)')
KEPT = "immutable"


def travelled(visitor, path: str):
    """An answer as it goes over the wire, and its length, head included."""
    answer = visitor.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, path
    return answer, len(answer.data) + len(str(answer.headers))


def weights(visitor, path: str) -> tuple[int, int]:
    """(first visit, later visit) in bytes: later, what the browser keeps for ever is not asked for again."""
    _page, own = travelled(visitor, path)
    parts = set(LOADED.findall(visitor.get(path).text))
    loaded = [travelled(visitor, part.replace("&amp;", "&")) for part in parts]
    again = sum(size for answer, size in loaded if KEPT not in answer.headers.get("Cache-Control", ""))
    return own + sum(size for _answer, size in loaded), own + again


def test_every_page_of_a_long_file_is_within_the_limits(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test makes a long career"):
        long_file(db.session.get(Officer, people.daouda.officer_id))
        db.session.commit()
    pages = ["/my/", *(f"/my/{section.name}/" for section in SECTIONS if section.endpoint.startswith("my."))]
    assert too_heavy(signed_in("daouda"), pages) == {}


def too_heavy(visitor, pages: list[str]) -> dict[str, tuple[int, int]]:
    """The pages that are beyond the limits, with their weights."""
    found = {path: weights(visitor, path) for path in pages}
    return {path: size for path, size in found.items() if size[0] > FIRST_BYTES or size[1] > NEXT_BYTES}


def request(people, record_id: int) -> CorrectionRequest:
    """One that was answered."""
    about = {"kind": CorrectionKind.CHANGE, "about_type": "posting", "about_id": record_id, "about_area": "personnel", "field": "function"}
    closed = {"state": CorrectionState.REFUSED, "sent_at": now(), "closed_at": now(), "due_on": now().date()}
    return CorrectionRequest(officer_id=people.daouda.officer_id, writer_id=people.daouda.user_id, reason="Voir l’acte.", **about, **closed)


def note_looks(people) -> None:
    """Forty people looked today, each for a reason of his or her own."""
    file = {"record_type": "officer", "record_id": people.daouda.officer_id, "officer_id": people.daouda.officer_id}
    for number in range(40):
        guard.act_as(Actor(name=f"Aminata Bazoumana {number}", role="auditor", user_id=10_000 + number))
        audit.note("view", purpose=f"Plainte n° {number} de l’inspection des services de sécurité", **file)


def test_requests_looks_and_taking_away_are_within_the_limits_however_much_was_asked_and_looked_at(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test asks for much"):
        line = db.session.query(Posting).filter_by(officer_id=people.daouda.officer_id).one()
        db.session.add_all([request(people, line.id) for _each in range(60)])
        note_looks(people)
        db.session.commit()
        about = f"/my/corrections/new?about=posting:{line.id}"
    daouda = signed_in("daouda")
    birth = f"/my/corrections/new?about=officer:{people.daouda.officer_id}&field=birth_on"
    draft = daouda.post(birth, data={"wished-birth_on": "24/12/1991", "reason": "Acte de naissance", "act": "go-on"}).location
    pages = [
        "/my/corrections/", "/my/corrections/?page=2", "/my/corrections/new", "/my/corrections/new?missing=posting", draft, f"{draft}write",
        about, "/my/looks/", "/my/take-away/",
    ]  # fmt: skip
    assert too_heavy(daouda, pages) == {}


def test_what_a_stranger_sees_first_is_within_the_limits(client):
    assert too_heavy(client, ["/login", "/activate"]) == {}


def test_ones_own_password_is_changed_within_the_limits(people, signed_in):
    assert too_heavy(signed_in("daouda"), ["/password"]) == {}


def test_the_people_of_a_commander_are_within_the_limits(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test fills the unit"):
        unit = db.session.get(Unit, people.unit_id)
        for number in range(60):
            force.officer("Sidi Baba-Cissé", f"Abdoulaye Ag Mohamed {number}", unit)
        long_file(db.session.get(Officer, people.daouda.officer_id))
        db.session.commit()
    assert too_heavy(signed_in("coumba"), ["/my/people/", "/my/people/?page=2", f"/my/people/{people.daouda.officer_id}/"]) == {}

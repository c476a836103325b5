"""The list of one's own correction requests: in pages, called by what they are about, at a price that does not grow."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import pytest

from models import (
    Absence,
    AbsenceKind,
    CorrectionKind,
    CorrectionRequest,
    CorrectionState,
    EmergencyContact,
    Kinship,
    Officer,
    Posting,
    RankLine,
    User,
    db,
    now,
)
from services import account, deleting, guard, notices
from services.correction.reading import ON_A_PAGE
from tests import force

from .test_sections import statements

LIST = "/my/corrections/"


@pytest.fixture
def daouda(signed_in):
    return signed_in("daouda")


@pytest.fixture
def given(app, people):
    """given(numbers): for each of these numbers four records in Daouda's file, and an answered request about each."""

    def made(numbers: Iterable[int]) -> None:
        with app.app_context(), guard.unscoped("the test asks for much"):
            for number in numbers:
                for record, field in _records(people, number):
                    db.session.add(record)
                    db.session.flush()
                    db.session.add(answered(people, record, field))
            db.session.commit()

    return made


def _records(people, number: int) -> list[tuple]:
    """Each names something of its own."""
    owner, day = {"officer_id": people.daouda.officer_id}, dt.date(1990 + number, 1, 1)
    over = {"starts_on": day, "ends_on": day + dt.timedelta(days=9), "act_kind": "Décision"}
    kind = AbsenceKind(code=f"K{number}", name=f"Motif {number}")
    return [
        (Posting(unit=force.unit(f"Poste {number}"), **owner, **over), "function"),
        (RankLine(rank_id=db.session.get(Officer, people.daouda.officer_id).rank_id, step=1, **owner, **over), "step"),
        (Absence(kind=kind, starts_on=day, last_day_on=day, act_kind="Décision", **owner), "last_day_on"),
        (EmergencyContact(name=f"Oumar {number}", kinship=Kinship.SIBLING, phone="+223 70 00 00 01", **owner), "phone"),
    ]


def answered(people, record, field: str) -> CorrectionRequest:
    about = {"about_type": record.__tablename__, "about_id": record.id, "about_area": type(record).__area__, "field": field}
    closed = {"state": CorrectionState.REFUSED, "sent_at": now(), "closed_at": now(), "due_on": now().date()}
    return CorrectionRequest(
        kind=CorrectionKind.CHANGE, officer_id=people.daouda.officer_id, writer_id=people.daouda.user_id, reason="Voir l’acte.", **about, **closed
    )


def called(visitor, page: int = 1) -> list[str]:
    return re.findall(rf'<a href="{LIST}\d+/">([^<]+)</a>', visitor.get(LIST, query_string={"page": page}).text)


def test_many_requests_cost_no_more_statements_than_few(app, daouda, given):
    given(range(1))
    few = [statements(app, daouda, LIST) for _again in range(2)][-1]
    given(range(1, 5))
    assert len(called(daouda)) == 20
    assert statements(app, daouda, LIST) <= few


def test_a_request_is_called_by_its_record_also_when_that_was_deleted(app, daouda, given, people):
    given(range(1))
    assert any("Oumar 0" in one for one in called(daouda)) and any("01/01/1990" in one for one in called(daouda))
    with app.app_context(), guard.unscoped("the test deletes a contact"):
        by = account.actor_of(db.session.get(User, people.boubacar.user_id), "admin")
        deleting.delete(db.session.query(EmergencyContact).one(), reason="Saisi deux fois", by=by)
        db.session.commit()
    assert any("Oumar 0" in one for one in called(daouda))


def test_a_long_list_comes_in_pages_and_beyond_the_last_is_the_last(daouda, given):
    given(range(6))
    first, second = called(daouda), called(daouda, 2)
    assert (len(first), len(second)) == (ON_A_PAGE, 4) and not set(first) & set(second)
    assert called(daouda, 10**9) == second and called(daouda, -1) == first
    assert f"{LIST}?page=2" in daouda.get(LIST).text and f"{LIST}?page=1" in daouda.get(f"{LIST}?page=2").text


def test_a_new_form_says_after_which_request_about_the_same_it_comes(app, daouda, given, people):
    given(range(1))
    with app.app_context(), guard.unscoped("the test looks"):
        asked = db.session.query(CorrectionRequest).filter_by(about_type="posting").one()
        place, number = f"{LIST}new?about=posting:{asked.about_id}&field=", asked.id
    assert f'data-version="after {number}"' in daouda.get(f"{place}function").text
    assert 'data-version="after 0"' in daouda.get(f"{place}starts_on").text


# --- what waits, and what is under way -----------------------------------------------------------


@pytest.fixture
def birth(app, people):
    """birth(state): a request about the place of birth in this state; its number."""

    def made(state: CorrectionState) -> int:
        about = {"about_type": "officer", "about_id": people.daouda.officer_id, "field": "birth_place"}
        closed = now() if state.is_decided else None
        with app.app_context(), guard.unscoped("the test asks"):
            asked = CorrectionRequest(
                kind=CorrectionKind.CHANGE, officer_id=people.daouda.officer_id, writer_id=people.daouda.user_id, state=state, reason="Acte.",
                sent_at=now(), closed_at=closed, due_on=now().date(), **about,
            )  # fmt: skip
            db.session.add(asked)
            db.session.flush()
            notices.tell([people.daouda.user_id], "correction.refused", f"{LIST}{asked.id}/", reference=str(asked))
            db.session.commit()
            return asked.id

    return made


def waits(visitor, address: str) -> bool:
    return f'href="{address}"' in visitor.get("/my/").text


def test_an_answer_waits_until_it_is_read_and_a_draft_until_it_is_sent(daouda, birth):
    answered, draft = birth(CorrectionState.REFUSED), birth(CorrectionState.DRAFT)
    assert waits(daouda, f"{LIST}{answered}/") and waits(daouda, f"{LIST}{draft}/write")
    assert daouda.get(f"{LIST}{answered}/").status_code == 200
    assert not waits(daouda, f"{LIST}{answered}/") and waits(daouda, f"{LIST}{draft}/write")


def test_an_open_request_is_shown_beside_its_field(daouda, birth):
    refused, waiting = birth(CorrectionState.REFUSED), birth(CorrectionState.WAITING)
    page = daouda.get("/my/identity/").text
    assert page.count(f'class="asked" href="{LIST}{waiting}/"') == 1 and f"{LIST}{refused}/" not in page


def test_an_open_request_is_shown_beside_its_line(app, daouda, given, people):
    given(range(1))
    with app.app_context(), guard.unscoped("the test opens it again"):
        asked = db.session.query(CorrectionRequest).filter_by(about_type="emergency_contact").one()
        asked.state, number = CorrectionState.WAITING, asked.id
        db.session.commit()
    assert f'class="asked" href="{LIST}{number}/"' in daouda.get("/my/family/").text

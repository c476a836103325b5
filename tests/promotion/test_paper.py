"""A sealed list on paper: in the official order, with its board; its code is read back, calls it genuine, and says which list it is."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from pypdf import PdfReader

from models import AuditEvent, ExceptionalGround, ExceptionalPromotion, ExceptionalState, PromotionRound, SignedPaper, db, now
from services import badge, guard
from tests import force, scanning
from tests.promotion import sealed as sealing, walking


@pytest.fixture
def sealed(app, people, tmp_path, monkeypatch) -> int:
    """The number of a sealed round, committed."""
    monkeypatch.setattr(app, "instance_path", str(tmp_path / "instance"))
    monkeypatch.setitem(app.extensions, "badge_keys", {})
    with app.app_context():
        made = sealing.made(people)
        with guard.unscoped("an exceptional promotion of the year, and one of another"):
            for name, year in (("Coulibaly", made.round.reference_on.year), ("Sidibé", 2019)):
                db.session.add(exceptional(made, name, year))
        number = made.round.id
        db.session.commit()
    return number


def exceptional(made: sealing.Sealed, name: str, year: int) -> ExceptionalPromotion:
    return ExceptionalPromotion(
        officer=made.officers[name], rule=made.round.rule, ground=ExceptionalGround.WOUNDED,
        legal_text=f"Article 61, {name}", facts="Blessé en mission.", evidence="rapport.pdf",
        happened_on=dt.date(year, 1, 2), state=ExceptionalState.SIGNED, proposed_at=now(), signed_at=dt.datetime(year, 3, 1, tzinfo=dt.UTC),
    )  # fmt: skip


@pytest.fixture
def printed(app, sealed):
    """printed(): the answer to whoever may seal."""
    manager = app.test_client().sign_in(walking.MANAGER, force.PASSWORD)
    return lambda: post(manager, sealed)


def post(client, number: int):
    return client.post("/admin/promotion-round/paper/", data={"id": number})


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize("resolution", [300, 150])
def test_the_code_of_the_list_is_read_back_and_genuine_and_the_paper_says_its_words(app, printed, sealed, resolution):
    answer = printed()
    assert answer.mimetype == "application/pdf"
    told = " ".join(pages(answer.data))
    assert "CISSÉ Awa" in told and force.CANARY not in told and "TABLEAU D’AVANCEMENT" in told
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        code, *others = scanning.codes(answer.data, resolution)
        assert set(others) <= {code}
        [paper] = db.session.query(SignedPaper)
        assert badge.verify(code)["valid"] and paper.text in told
        assert db.session.get(PromotionRound, sealed).digest[:12] in paper.text


def test_those_by_choice_come_first_then_those_by_seniority_and_exceptional_ones_apart(printed):
    told = " ".join(pages(printed().data))
    order = [told.index(words) for words in ("CISSÉ Awa", "DEMBÉLÉ Awa *", "MAÏGA Awa", "Article 61, Coulibaly", "Fanta")]
    assert order == sorted(order)
    assert "Article 61, Sidibé" not in told and "KONÉ" not in told


def test_those_who_are_listed_are_numbered_through_and_keep_their_computed_place(printed):
    told = " ".join(pages(printed().data))
    numbered = re.findall(r"(\d) [0-9a-f]{8} (\w+) Awa", told)
    assert [number for number, _name in numbered] == ["1", "2", "3", "4"]


def test_each_member_of_the_board_has_a_line_and_its_decisions_have_a_page_of_their_own(printed):
    *body, last = pages(printed().data)
    assert all(name in " ".join(body) for name in ("Fanta", "Hawa", "Issa"))
    assert sealing.REASON in last and "DEMBÉLÉ Awa" in last


def test_the_list_that_is_asked_for_again_on_the_same_day_is_the_same_paper(printed):
    assert scanning.codes(printed().data, 150) == scanning.codes(printed().data, 150)


def test_printing_a_list_is_noted_in_the_trail(app, printed):
    printed()
    with app.app_context(), guard.unscoped("the test looks"):
        noted = db.session.query(AuditEvent).filter_by(action="export", record_type="promotion_round").one()
        assert noted.changes["number"].startswith("MP") and noted.changes["rows"] == 5


def test_a_list_that_is_not_sealed_is_no_signed_paper(app, people):
    with app.app_context():
        with guard.unscoped("a round for tests"):
            number = walking.a_round().id
            walking.the_manager()
        db.session.commit()
    assert post(app.test_client().sign_in(walking.MANAGER, force.PASSWORD), number).status_code == 302
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(SignedPaper).count() == 0


@pytest.mark.parametrize(("name", "status"), [("boubacar", 403), ("daouda", 403), ("coumba", 404)])
def test_only_who_may_seal_takes_the_paper(signed_in, sealed, name, status):
    assert post(signed_in(name), sealed).status_code in (status, 403)

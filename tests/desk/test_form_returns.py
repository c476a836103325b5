"""A form that outlives its session or its token comes back filled, to whoever typed it and to nobody else."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest

from models import BadgeKind, Draft, Encrypted, Officer, Region, SignIn, Submission, db, now
from services import badge, drafts, guard
from tests import force
from tests.badge import cards
from tests.desk.forms import form_of

NEW = "/admin/region/new/"


@pytest.fixture
def end_sessions(app):
    """end_sessions(): as if everybody had been away for too long."""

    def end():
        with app.app_context(), guard.unscoped("the test lets time pass"):
            for sign_in in db.session.query(SignIn):
                sign_in.ended_at = now()
            db.session.commit()

    return end


@pytest.fixture
def typed(signed_in, end_sessions):
    """Aminata's browser after a form was sent too late, and what it answered."""
    aminata = signed_in("aminata")
    values = form_of(aminata.get(NEW)) | {"code": "TAO", "name": "Taoudénit-Est", "sort_order": "4"}
    end_sessions()
    answer = aminata.post(NEW, data=values | {"csrf_token": aminata.csrf_token()}, csrf=False)
    return aminata, answer


def kept(app) -> list[Draft]:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.query(Draft).all()


def come_back(client, username: str, answer):
    """Sign in where one was sent to; the page one comes to."""
    return client.post(answer.location, data={"username": username, "password": force.PASSWORD})


def test_where_nothing_was_typed_nothing_is_said_to_wait(signed_in, end_sessions):
    aminata = signed_in("aminata")
    end_sessions()
    sent = {"csrf_token": aminata.csrf_token(), "act": "add", "piece": (io.BytesIO(b"%PDF"), "acte.pdf")}
    answer = aminata.post(NEW, data=sent, csrf=False)
    assert "vous attend" not in aminata.get(answer.location).text
    page = aminata.get(come_back(aminata, "aminata", answer).location).text
    assert page.count("acte.pdf") == 1 and "est de retour" not in page and "avait expiré" not in page


def test_it_comes_back_filled_after_signing_in_and_is_not_sent_by_itself(app, typed):
    aminata, answer = typed
    assert answer.status_code == 302 and answer.location.startswith("/login")
    assert "votre saisie vous attend" in aminata.get(answer.location).text
    back = come_back(aminata, "aminata", answer)
    assert back.location.startswith(NEW + "?kept=")
    page = aminata.get(back.location)
    form = form_of(page)
    assert (form["code"], form["name"], form["sort_order"]) == ("TAO", "Taoudénit-Est", "4")
    assert aminata.post(NEW, data=form).status_code == 302
    with app.app_context():
        assert db.session.query(Region).filter_by(code="TAO").count() == 1


def test_somebody_else_at_that_browser_never_sees_it(typed):
    aminata, answer = typed
    back = come_back(aminata, "boubacar", answer)
    assert "kept" not in back.location
    assert "Taoudénit-Est" not in aminata.get(back.location, follow_redirects=True).text


def test_the_key_of_somebody_elses_form_opens_nothing(app, typed, signed_in):
    (draft,) = kept(app)
    for name in ("boubacar", "daouda"):
        assert signed_in(name).get(f"{NEW}?kept={draft.key}").status_code in (403, 404)
    other_administrator = signed_in("aminata")
    assert other_administrator.get(f"{NEW}?kept={draft.key}").status_code == 200, "the same account, elsewhere, does"
    assert other_administrator.get(f"/admin/unit/new/?kept={draft.key}").status_code == 404, "not at another address"
    assert other_administrator.get(f"{NEW}?kept=forged").status_code == 404


def test_it_lies_encrypted_and_without_token_or_password(app, typed):
    with app.app_context():
        raw = db.session.connection().exec_driver_sql("SELECT content FROM draft").scalar_one()
        assert "Taoud" not in raw
    with app.app_context(), guard.unscoped("the test looks"):
        names = {name for name, _value in drafts.read(db.session.query(Draft).one())}
    assert "name" in names and not {"csrf_token", "_submission"} & names


def test_a_token_that_is_over_gives_the_form_back_at_once(app, signed_in):
    aminata = signed_in("aminata")
    old = form_of(aminata.get(NEW)) | {"name": "Deux fois", "csrf_token": aminata.csrf_token()}
    with aminata.session_transaction() as session:
        session["csrf_token"] = "1.renewed"
    answer = aminata.post(NEW, data=old, csrf=False)
    assert answer.location.startswith(NEW + "?kept=")
    assert form_of(aminata.get(answer.location))["name"] == "Deux fois"


def test_a_page_of_somebody_who_left_is_kept_for_him_and_not_shown_to_who_sits_there_now(app, people, signed_in):
    aminata = signed_in("aminata")
    old = form_of(aminata.get(NEW)) | {"name": "D’Aminata", "csrf_token": aminata.csrf_token()}
    aminata.post("/logout")
    aminata.sign_in("boubacar", force.PASSWORD)
    answer = aminata.post(NEW, data=old, csrf=False)
    assert "kept" not in answer.location and "D’Aminata" not in aminata.get(answer.location, follow_redirects=True).text
    assert [draft.owner_id for draft in kept(app)] == [people.aminata.user_id]


def test_nothing_is_kept_without_a_token_of_ours(app, signed_in, client):
    aminata = signed_in("aminata")
    assert aminata.post(NEW, data={"name": "Forgé"}, csrf=False).status_code == 400
    assert aminata.post(NEW, data={"name": "Forgé", "csrf_token": "1.abc"}, csrf=False).status_code == 400
    client.get("/login")
    client.post(NEW, data={"name": "Forgé", "csrf_token": client.csrf_token()}, csrf=False)
    assert kept(app) == []


def test_neither_passwords_nor_endless_forms_are_kept(app, signed_in, end_sessions):
    aminata = signed_in("aminata")
    token = aminata.csrf_token()
    end_sessions()
    aminata.post("/password", data={"present": "secret", "csrf_token": token}, csrf=False)
    with aminata.session_transaction() as session:
        session.clear()
    aminata.post(NEW, data={"name": "x" * 300_000, "csrf_token": token}, csrf=False)
    assert kept(app) == []
    aminata.post(NEW, data={"name": "x" * 200_000, "csrf_token": token}, csrf=False)
    assert len(kept(app)) == 1


@pytest.mark.parametrize("sender", ["https://evil.example/admin/region/new/", "http://localhost//evil.example", "http://localhost/nowhere"])
def test_it_never_leads_to_another_place(app, signed_in, end_sessions, sender):
    aminata = signed_in("aminata")
    token = aminata.csrf_token()
    end_sessions()
    answer = aminata.post(NEW, data={"name": "Ailleurs", "csrf_token": token}, csrf=False, headers={"Referer": sender})
    assert answer.location.startswith("/login?next=")
    assert [draft.page for draft in kept(app)] == [NEW]


def test_a_form_drawn_by_hand_comes_back_filled_too(app, people, signed_in, end_sessions):
    with app.app_context(), guard.unscoped("the test makes ready"):
        cards.photo(people.daouda.officer_id)
        asker = replace(cards.MAKER, user_id=people.boubacar.user_id)
        number = badge.request([db.session.get(Officer, people.daouda.officer_id)], BadgeKind.IDENTITY, "Première carte", by=asker).proposal.id
        db.session.commit()
    aminata = signed_in("aminata")
    page, token = f"/admin/proposal/details/?id={number}", aminata.csrf_token()
    end_sessions()
    values = {"id": page.split("id=")[1], "reason": "Perdue à <Gao> & ailleurs", "csrf_token": token}
    answer = aminata.post("/admin/proposal/reject/", data=values, csrf=False, headers={"Referer": f"http://localhost{page}"})
    back = come_back(aminata, "aminata", answer)
    assert back.location.startswith(page)
    assert "Perdue à &lt;Gao&gt; &amp; ailleurs" in aminata.get(back.location).text


def test_all_that_is_over_is_forgotten_at_once_and_unread(app, people, monkeypatch):
    with app.app_context(), guard.unscoped("the test lets time pass"):
        over, later = now() - dt.timedelta(hours=1), now() + dt.timedelta(hours=1)
        for number in range(1200):
            moment = over if number else later
            db.session.add(Submission(key=f"k{number}", owner_id=people.aminata.user_id, leads_to="/", expires_at=moment))
        drafts.keep([("a", "b")], page="/", target="/", owner_id=people.aminata.user_id).expires_at = over
        db.session.commit()
        monkeypatch.setattr(drafts.json, "loads", lambda _text: pytest.fail("a draft was read"))
        monkeypatch.setattr(Encrypted, "process_result_value", lambda *_: pytest.fail("a draft was decrypted"))
        assert drafts.forget() == 1200
        db.session.commit()
        assert [left.key for left in db.session.query(Submission)] == ["k0"]


def test_what_is_over_is_forgotten(app, typed):
    with app.app_context(), guard.unscoped("the test lets time pass"):
        draft = db.session.query(Draft).one()
        draft.expires_at = now()
        db.session.commit()
        key = draft.key
    aminata, answer = typed
    assert "kept" not in come_back(aminata, "aminata", answer).location
    assert aminata.get(f"{NEW}?kept={key}").status_code == 404
    with app.app_context():
        assert drafts.forget() >= 1
        db.session.commit()
    assert kept(app) == []

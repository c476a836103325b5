"""A code becomes a password: once, in time, by the newest letter only, and a guesser learns nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Activation, AuditEvent, FailedTry, SignIn, User, db, now
from services import approval, guard, standing
from tests import force

from .conftest import NEW, Letter, act_as, letters_of


def test_the_code_of_the_letter_opens_the_account_with_the_password_chosen(app, people, renew, use, account_of):
    letter = renew(people.colleague_id)
    assert account_of(people.colleague_id)["password"] is None
    answer = use(letter)
    assert answer.status_code == 302 and answer.location == "/login"
    moussa = app.test_client().sign_in(letter.username, NEW)
    assert "Moussa" in moussa.get("/my/").text
    assert account_of(people.colleague_id)["must_change_password"] is False


def test_before_the_letter_is_used_no_password_opens_the_account(people, renew, client):
    letter = renew(people.colleague_id)
    for password in ("", letter.code, force.PASSWORD):
        assert client.post("/login", data={"username": letter.username, "password": password}).status_code == 401


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace(" ", ""), lambda code: code.replace(" ", "-"), lambda code: f"  {code} "])
def test_case_and_spaces_of_the_code_are_forgiven(people, renew, use, typed):
    letter = renew(people.colleague_id)
    assert use(letter, code=typed(letter.code), username=letter.username.upper() + " ").status_code == 302


def test_a_used_code_never_serves_again(app, people, renew, use):
    letter = renew(people.colleague_id)
    assert use(letter).status_code == 302
    other = "cinq autres mots du dimanche"
    assert use(letter, wished=other, again=other).status_code == 401
    assert app.test_client().post("/login", data={"username": letter.username, "password": other}).status_code == 401
    app.test_client().sign_in(letter.username, NEW)


def test_unknown_wrong_used_withdrawn_and_lapsed_get_the_same_answer(app, people, renew, use, newcomers):
    used, withdrawn, lapsed, wrong, disabled = (renew(number) for number in newcomers(5))
    use(used)
    with app.app_context(), guard.unscoped("the test"):
        by_name = {one.user.username: one for one in db.session.query(Activation)}
        by_name[withdrawn.username].withdrawn_at = now()
        by_name[lapsed.username].expires_at = now() - dt.timedelta(seconds=1)
        by_name[disabled.username].user.active = False
        db.session.commit()
    nobody = Letter("", "personne", wrong.code)
    answers = [use(nobody), use(wrong, code="ABCD EFGH JKMN PQRS"), *(use(one) for one in (used, withdrawn, lapsed, disabled))]
    assert {answer.status_code for answer in answers} == {401}
    tries = (nobody, Letter("", wrong.username, "ABCD EFGH JKMN PQRS"), used, withdrawn, lapsed, disabled)
    assert len({plain(answer.text, one) for answer, one in zip(answers, tries, strict=True)}) == 1
    assert use(wrong).status_code == 302


def plain(page: str, letter: Letter) -> str:
    """The page without what was typed and without its random keys."""
    typed = page.replace(f'value="{letter.username}"', "").replace(f'value="{letter.code}"', "")
    return "\n".join(line for line in typed.splitlines() if "csrf_token" not in line and "_submission" not in line)


def test_a_newer_letter_withdraws_the_older_one(people, renew, use, look, account_of):
    older, newer = renew(people.colleague_id), renew(people.colleague_id)
    assert use(older).status_code == 401
    assert use(newer).status_code == 302
    stood = look(lambda: [(one.withdrawn_at is not None, one.used_at is not None) for one in letters_of(account_of(people.colleague_id)["id"])])
    assert stood == [(True, False), (False, True)]


def test_the_code_of_one_does_not_open_the_account_of_another(people, renew, use, newcomers):
    mine, yours = (renew(number) for number in newcomers(2))
    assert use(mine, username=yours.username).status_code == 401
    assert use(yours).status_code == 302


def test_a_weak_password_is_refused_and_the_code_serves_again(people, renew, use):
    letter = renew(people.colleague_id)
    assert "15" in use(letter, wished="court", again="court").text
    named = "Keïta Moussa Keïta Moussa"
    assert use(letter, wished=named, again=named).status_code == 401
    assert use(letter, again="autre chose encore").status_code == 401
    assert use(letter).status_code == 302


def test_a_weak_password_does_not_tell_whether_the_code_is_right(people, renew, use):
    letter = renew(people.colleague_id)
    wrong = Letter("", letter.username, "ABCD EFGH JKMN PQRS")
    right, false = (use(one, wished="court", again="court") for one in (letter, wrong))
    assert plain(right.text, letter) == plain(false.text, wrong)


def test_wrong_codes_make_one_wait_even_with_the_right_one(people, renew, use, look):
    letter = renew(people.colleague_id)
    for _try in range(5):
        use(letter, code="ABCD EFGH JKMN PQRS")
    answer = use(letter)
    assert answer.status_code == 401 and "secondes" in answer.text
    assert look(lambda: db.session.query(FailedTry).filter(FailedTry.subject.startswith("address:")).count()) == 5


def test_wrong_passwords_keep_nobody_from_the_first_access(people, renew, use, client):
    letter = renew(people.colleague_id)
    for _try in range(6):
        client.post("/login", data={"username": letter.username, "password": "pas le bon"})
    assert use(letter).status_code == 302


def test_wrong_codes_keep_nobody_from_signing_in(people, use, client):
    for _try in range(6):
        use(Letter("", "daouda", "ABCD EFGH JKMN PQRS"))
    assert client.post("/login", data={"username": "daouda", "password": force.PASSWORD}).status_code == 302


def test_an_address_that_guesses_codes_still_signs_in(people, use, client):
    for number in range(41):
        use(Letter("", f"agent-{number}", "ABCD EFGH JKMN PQRS"))
    assert client.post("/login", data={"username": "daouda", "password": force.PASSWORD}).status_code == 302


def test_guessing_at_many_accounts_makes_the_address_wait(people, renew, use):
    letter = renew(people.colleague_id)
    for number in range(41):
        use(letter, username=f"agent-{number}")
    assert "secondes" in use(letter).text


def test_using_a_letter_ends_every_open_session(app, people, of_unit, use, look, signed_in):
    daouda = signed_in("daouda")
    letter = next(one for one in of_unit(with_open=True, identity="carte professionnelle") if one.username == "daouda")
    assert daouda.get("/my/").status_code == 200
    assert use(letter).status_code == 302
    assert daouda.get("/my/").location.startswith("/login")
    assert look(lambda: db.session.query(SignIn).filter_by(user_id=people.daouda.user_id, ended_at=None).count()) == 0


def test_the_trail_says_who_used_it_and_never_the_code(people, renew, use, look):
    letter = renew(people.colleague_id)
    use(letter, code="ABCD EFGH JKMN PQRS")
    use(letter)
    events = look(lambda: [(e.action, e.record_type, e.user_name, str(e.changes), str(e.record_name)) for e in db.session.query(AuditEvent)])
    assert ("create", "activation", "Aminata") in [event[:3] for event in events]
    assert any(action == "edit" and kind == "activation" and "used_at" in told for action, kind, _by, told, _name in events)
    assert any(action == "sign-in refused" and kind == "activation" for action, kind, *_rest in events)
    written = " ".join(f"{told} {name}" for *_rest, told, name in events)
    assert letter.code not in written and letter.code.replace(" ", "") not in written


def test_the_table_keeps_no_code(people, renew, look):
    letter = renew(people.colleague_id)
    kept = look(lambda: " ".join(str(vars(one)) for one in db.session.query(Activation)))
    assert letter.code.replace(" ", "") not in kept and len(look(lambda: db.session.query(Activation.code_digest).scalar())) == 64


def test_the_page_needs_no_script_and_weighs_little(client):
    answer = client.get("/activate")
    assert answer.status_code == 200 and "<script" not in answer.text
    assert len(answer.data) < 12_000
    assert 'href="/activate"' in client.get("/login").text


def test_a_role_given_after_printing_closes_the_letter(people, renew, use, account_of):
    letter = renew(people.colleague_id)
    account_of(people.colleague_id, role="hr_manager")
    assert use(letter).status_code == 401


def test_more_rights_end_the_password_that_came_by_a_letter(app, people, renew, use):
    assert use(renew(people.colleague_id)).status_code == 302
    with app.app_context():
        act_as("aminata")
        user = db.session.query(User).filter_by(officer_id=people.colleague_id).one()
        user.role = "hr_clerk"
        proposal = standing.hold_back(user, by=guard.actor(), reason="Nommé au bureau du personnel")
        force.user("adama", "administrator")
        act_as("adama")
        approval.approve(proposal, by=guard.actor(), digest=proposal.digest)
        assert (user.role, user.password) == ("hr_clerk", None)

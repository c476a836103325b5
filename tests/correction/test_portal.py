"""The officer's side of correction requests: only the own file, only the whitelist, and nothing typed is lost."""

from __future__ import annotations

import gzip
import re
import secrets
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from models import (
    CorrectionPiece,
    CorrectionRequest,
    CorrectionState,
    CorrectionStep,
    CorrectionVerdict,
    EmergencyContact,
    Kinship,
    Officer,
    Posting,
    SignIn,
    User,
    db,
    now,
)
from rules import correction as rules
from services import account, correction, guard
from tests import force

LIST = "/my/corrections/"
# What static/portal.js may weigh on a slow line.
MOST_BYTES = 3 * 1024


def birth(people) -> str:
    return f"/my/corrections/new?about=officer:{people.daouda.officer_id}&field=birth_on"


def typed(wished: str = "24/12/1991", reason: str = "Voir mon acte de naissance.", act: str = "go-on") -> dict:
    return {"wished-birth_on": wished, "reason": reason, "act": act}


def photo(name: str = "acte.jpg", size=(40, 30), kind: str = "JPEG"):
    stream = BytesIO()
    Image.new("RGB", size, "white").save(stream, kind)
    stream.seek(0)
    return stream, name


@pytest.fixture
def looked_at(app):
    """looked_at(model, **which): the records as the database has them."""

    def look(model, **which):
        with app.app_context(), guard.unscoped("the test looks"):
            return db.session.query(model).filter_by(**which).order_by(model.id).all()

    return look


@pytest.fixture
def draft(signed_in, people, looked_at):
    """Daouda's browser and the number of his draft about his date of birth."""
    daouda = signed_in("daouda")
    answer = daouda.post(birth(people), data=typed())
    (made,) = looked_at(CorrectionRequest)
    assert answer.location == f"{LIST}{made.id}/"
    return daouda, made.id


@pytest.fixture
def sent(draft):
    """Daouda's browser and the number of a request that he sent with a photo."""
    daouda, number = draft
    assert daouda.post(f"{LIST}{number}/", data={"act": "send", "piece": photo(), "title": "Acte"}).status_code == 302
    return daouda, number


@pytest.fixture
def decided(app):
    """decided(number, verdict): Boubacar decides."""

    def decide(number: int, verdict: str, reason: str = "Le papier ne le montre pas.") -> None:
        with app.app_context():
            with guard.unscoped("the test takes a place"):
                user = db.session.query(User).filter_by(username="boubacar").one()
                found = db.session.get(CorrectionRequest, number)
                who = account.actor_of(user)
            guard.act_as(who)
            seen = correction.situation(found).seen
            correction.decide(found, CorrectionVerdict(verdict), reason=reason, seen=seen, by=who)
            db.session.commit()

    return decide


# --- the way ---------------------------------------------------------------------------------------


def test_an_error_is_reported_with_its_photo_and_can_be_followed(sent, looked_at, people):
    daouda, number = sent
    (request,) = looked_at(CorrectionRequest)
    assert request.state is CorrectionState.WAITING and request.officer_id == people.daouda.officer_id
    page = daouda.get(f"{LIST}{number}/").text
    assert "24/12/1991" in page and "Voir mon acte de naissance." in page and request.reference in page
    assert request.due_on.strftime("%d/%m/%Y") in page, "until when"
    (piece,) = looked_at(CorrectionPiece)
    opened = daouda.get(f"{LIST}{number}/pieces/{piece.id}/")
    assert opened.mimetype == "image/jpeg" and "sandbox" in opened.headers["Content-Security-Policy"]
    assert opened.headers["Cache-Control"] == "no-store"
    assert request.reference in daouda.get(LIST).text


def test_asking_for_a_page_writes_nothing(signed_in, people, looked_at):
    daouda = signed_in("daouda")
    for address in (LIST, "/my/corrections/new", birth(people), "/my/corrections/new?missing=posting", "/my/corrections/new?about=other"):
        assert daouda.get(address).status_code == 200, address
    assert looked_at(CorrectionRequest) == []


def test_what_is_wrong_can_be_chosen_step_by_step(signed_in, people, looked_at):
    daouda = signed_in("daouda")
    (posting,) = looked_at(Posting, officer_id=people.daouda.officer_id)
    assert f"about=posting:{posting.id}" in daouda.get("/my/corrections/new").text
    fields = daouda.get(f"/my/corrections/new?about=posting:{posting.id}").text
    assert all(f"field={name}" in fields for name in rules.CORRECTABLE["posting"])
    assert "Commissariat du 1er arrondissement" in fields, "what stands is read before one chooses"


@pytest.mark.parametrize("table", rules.CAN_BE_MISSING)
def test_a_record_that_is_missing_has_a_box_for_each_field(signed_in, table):
    page = signed_in("daouda").get(f"/my/corrections/new?missing={table}").text
    assert re.findall(r'name="wished-(\w+)"', page) == list(rules.CORRECTABLE[table])


def test_something_can_be_told_in_words(signed_in, looked_at):
    daouda = signed_in("daouda")
    answer = daouda.post("/my/corrections/new?about=other", data={"reason": "Mon dossier porte deux matricules.", "act": "go-on"})
    assert daouda.post(answer.location, data={"act": "send"}).status_code == 302
    (request,) = looked_at(CorrectionRequest)
    assert (request.state, request.field, request.about_type) == (CorrectionState.WAITING, None, None)


# --- nothing typed is lost ---------------------------------------------------------------------------


def test_what_is_wrong_is_said_beside_its_field_and_everything_typed_stays(signed_in, people, looked_at):
    daouda = signed_in("daouda")
    answer = daouda.post(birth(people), data=typed("31/02/1991", "Voir l’acte."))
    assert answer.status_code == 422
    assert 'id="wished-birth_on-wrong"' in answer.text and 'href="#wished-birth_on"' in answer.text
    assert 'value="31/02/1991"' in answer.text and "Voir l’acte." in answer.text
    (kept,) = looked_at(CorrectionRequest)
    assert 'value="31/02/1991"' in daouda.get(f"{LIST}{kept.id}/write").text, "a draft may be wrong"
    assert daouda.post(f"{LIST}{kept.id}/", data={"act": "send"}).status_code == 422
    assert looked_at(CorrectionRequest)[0].state is CorrectionState.DRAFT


def test_a_request_without_a_reason_is_not_sent(signed_in, people, looked_at):
    daouda = signed_in("daouda")
    answer = daouda.post(birth(people), data=typed(reason=" "))
    assert answer.status_code == 422 and 'id="reason-wrong"' in answer.text
    number = looked_at(CorrectionRequest)[0].id
    assert daouda.post(f"{LIST}{number}/", data={"act": "send"}).status_code == 422


def test_a_draft_is_found_again_and_not_begun_twice(draft, people, looked_at):
    daouda, number = draft
    assert daouda.get(birth(people)).location == f"{LIST}{number}/write"
    daouda.post(birth(people), data=typed("25/12/1991", act="save"))
    assert 'value="25/12/1991"' in daouda.get(f"{LIST}{number}/write").text
    assert len(looked_at(CorrectionRequest)) == 1


def test_the_page_saves_by_itself_what_is_being_typed(signed_in, people, looked_at):
    daouda = signed_in("daouda")
    address = birth(people).replace("/new", "/draft")
    told = daouda.post(address, data=typed("24/12/19", "")).get_json()
    (made,) = looked_at(CorrectionRequest)
    assert re.search(r"\d\d( h |:)\d\d", told["text"]) and told["draft"] == f"{LIST}{made.id}/draft"
    assert f'data-version="{told["version"]}"' in daouda.get(f"{LIST}{made.id}/write").text
    again = daouda.post(told["draft"], data=typed("24/12/1991", "")).get_json()
    assert again["version"] != told["version"], "a phone that kept the older state knows"
    assert len(looked_at(CorrectionRequest)) == 1


def test_a_form_sent_after_the_session_ended_comes_back_filled(app, signed_in, people, looked_at):
    daouda = signed_in("daouda")
    token = daouda.csrf_token()
    with app.app_context(), guard.unscoped("the test lets time pass"):
        for sign_in in db.session.query(SignIn):
            sign_in.ended_at = now()
        db.session.commit()
    answer = daouda.post(birth(people), data=typed() | {"csrf_token": token}, csrf=False)
    assert answer.location.startswith("/login") and looked_at(CorrectionRequest) == []
    back = daouda.post(answer.location, data={"username": "daouda", "password": force.PASSWORD})
    page = daouda.get(back.location).text
    assert 'value="24/12/1991"' in page and "Voir mon acte de naissance." in page
    assert looked_at(CorrectionRequest) == [], "it is not sent by itself"


def test_what_comes_back_is_shown_upon_a_draft_that_had_saved_itself(app, signed_in, people):
    daouda = signed_in("daouda")
    daouda.post(birth(people).replace("/new", "/draft"), data=typed("24/12/19"))
    token = daouda.csrf_token()
    with app.app_context(), guard.unscoped("the test lets time pass"):
        for sign_in in db.session.query(SignIn):
            sign_in.ended_at = now()
        db.session.commit()
    answer = daouda.post(birth(people), data=typed() | {"csrf_token": token}, csrf=False)
    back = daouda.post(answer.location, data={"username": "daouda", "password": force.PASSWORD})
    assert 'value="24/12/1991"' in daouda.get(back.location).text


def test_a_form_sent_twice_is_one_request_one_piece_one_sending(signed_in, people, looked_at):
    daouda = signed_in("daouda")
    key = {"_submission": secrets.token_urlsafe(24)}
    first, second = (daouda.post(birth(people), data=typed() | key) for _time in range(2))
    assert first.location == second.location
    key = {"_submission": secrets.token_urlsafe(24)}
    for _time in range(2):
        answer = daouda.post(first.location, data={"act": "send", "piece": photo()} | key)
        assert (answer.status_code, answer.location) == (302, first.location)
    assert len(looked_at(CorrectionRequest)) == len(looked_at(CorrectionPiece)) == len(looked_at(CorrectionStep)) == 1


# --- pieces ------------------------------------------------------------------------------------------


def test_pieces_are_added_and_removed_until_the_request_is_sent(draft, looked_at):
    daouda, number = draft
    for name in ("un.jpg", "deux.jpg"):
        daouda.post(f"{LIST}{number}/", data={"act": "add", "piece": photo(name)})
    first, second = looked_at(CorrectionPiece)
    assert daouda.post(f"{LIST}{number}/pieces/{first.id}/remove").status_code == 302
    assert [one.id for one in looked_at(CorrectionPiece)] == [second.id]
    daouda.post(f"{LIST}{number}/", data={"act": "send"})
    assert daouda.post(f"{LIST}{number}/pieces/{second.id}/remove").status_code == 422
    assert [one.id for one in looked_at(CorrectionPiece)] == [second.id]


@pytest.mark.parametrize(
    "file",
    [
        (b"\x00\x00\x00\x18ftypheic" + bytes(400), "IMG_0001.HEIC"),
        (b"MZ" + bytes(400), "acte.jpg"),
        (b"\xff\xd8\xff" + bytes(13 * 1024 * 1024), "grande.jpg"),
    ],
    ids=["HEIC", "no picture", "too large"],
)
def test_a_file_that_cannot_be_taken_is_refused_in_words_beside_its_box(draft, looked_at, file):
    daouda, number = draft
    content, name = file
    answer = daouda.post(f"{LIST}{number}/", data={"act": "send", "piece": (BytesIO(content), name)})
    assert answer.status_code == 422 and 'id="piece-wrong"' in answer.text
    assert looked_at(CorrectionPiece) == [] and looked_at(CorrectionRequest)[0].state is CorrectionState.DRAFT


def test_a_photo_is_kept_when_the_sending_is_refused(signed_in, people, looked_at):
    daouda = signed_in("daouda")
    daouda.post(birth(people), data=typed(reason="", act="save"))
    number = looked_at(CorrectionRequest)[0].id
    answer = daouda.post(f"{LIST}{number}/", data={"act": "send", "piece": photo()})
    assert answer.status_code == 422 and len(looked_at(CorrectionPiece)) == 1
    assert f"{LIST}{number}/write" in answer.text, "the way to what is missing"


def test_a_large_photo_of_a_phone_is_taken(draft, looked_at):
    daouda, number = draft
    assert daouda.post(f"{LIST}{number}/", data={"act": "add", "piece": photo(size=(4624, 3468))}).status_code == 302
    assert len(looked_at(CorrectionPiece)) == 1


# --- afterwards --------------------------------------------------------------------------------------


def test_what_is_sent_is_read_and_not_written_any_more(sent, looked_at):
    daouda, number = sent
    assert daouda.get(f"{LIST}{number}/write").location == f"{LIST}{number}/"
    daouda.post(f"{LIST}{number}/write", data=typed("01/01/1980"))
    assert daouda.post(f"{LIST}{number}/draft", data=typed("01/01/1980")).status_code == 404
    assert "01/01/1980" not in daouda.get(f"{LIST}{number}/").text


def test_a_request_can_be_withdrawn_and_written_anew(sent, people, looked_at):
    daouda, number = sent
    assert daouda.get(birth(people)).location == f"{LIST}{number}/write", "the same is not asked for twice"
    daouda.post(f"{LIST}{number}/withdraw")
    assert looked_at(CorrectionRequest)[0].state is CorrectionState.WITHDRAWN
    assert daouda.get(birth(people)).status_code == 200
    assert daouda.post(birth(people), data=typed()).location != f"{LIST}{number}/"


def test_a_refusal_is_read_with_its_reason_and_appealed_once(sent, decided, looked_at):
    daouda, number = sent
    decided(number, "refused")
    page = daouda.get(f"{LIST}{number}/").text
    assert "Le papier ne le montre pas." in page and f"{LIST}{number}/appeal" in page
    empty = daouda.post(f"{LIST}{number}/appeal", data={"reason": ""})
    assert empty.status_code == 422 and 'id="appeal-wrong"' in empty.text
    assert daouda.post(f"{LIST}{number}/appeal", data={"reason": "Le jugement est joint."}).status_code == 302
    page = daouda.get(f"{LIST}{number}/").text
    assert "Le jugement est joint." in page and f"{LIST}{number}/appeal" not in page
    assert daouda.post(f"{LIST}{number}/appeal", data={"reason": "Encore."}).status_code in (403, 422)
    assert looked_at(CorrectionRequest)[0].state is CorrectionState.WAITING


def test_who_is_asked_for_a_sixth_piece_finds_where_to_give_it(app, signed_in, draft, people, looked_at):
    daouda, number = draft
    for place in range(rules.MOST_PIECES):
        daouda.post(f"{LIST}{number}/", data={"act": "add", "piece": photo(f"{place}.jpg")})
    daouda.post(f"{LIST}{number}/", data={"act": "send"})
    assert 'name="piece"' not in daouda.get(f"{LIST}{number}/").text
    signed_in("boubacar").post(f"/admin/correction-request/ask-piece/?id={number}", data={"words": "Le jugement"})
    assert looked_at(CorrectionRequest)[0].state is CorrectionState.PIECE_ASKED
    assert 'name="piece"' in daouda.get(f"{LIST}{number}/").text
    assert daouda.post(f"{LIST}{number}/", data={"act": "add", "piece": photo()}).status_code == 302
    assert looked_at(CorrectionRequest)[0].state is CorrectionState.WAITING and len(looked_at(CorrectionPiece)) == rules.MOST_PIECES + 1


def test_a_pill_is_tinted_alike_for_the_officer_and_at_the_desk(signed_in, sent):
    daouda, number = sent
    desk = f"/admin/correction-request/details/?id={number}"
    boubacar = signed_in("boubacar")
    for words, tone in (("Attend une décision", "info"), ("Une pièce est demandée", "warn")):
        pill = f'<span class="pill pill-{tone}">{words}</span>'
        assert pill in daouda.get(f"{LIST}{number}/").text and pill in daouda.get(LIST).text and pill in boubacar.get(desk).text
        boubacar.post(f"/admin/correction-request/ask-piece/?id={number}", data={"words": "Le jugement"})


def test_a_withdrawn_appeal_leaves_the_decision(sent, decided, looked_at):
    daouda, number = sent
    decided(number, "refused")
    daouda.post(f"{LIST}{number}/appeal", data={"reason": "Le jugement est joint."})
    daouda.post(f"{LIST}{number}/withdraw")
    assert looked_at(CorrectionRequest)[0].state is CorrectionState.REFUSED
    page = daouda.get(f"{LIST}{number}/").text
    assert 'class="pill pill-bad"' in page and f"{LIST}{number}/withdraw" not in page and f"{LIST}{number}/appeal" not in page


def test_no_more_can_be_open_than_the_rule_says_and_what_was_typed_stays(signed_in, people, looked_at):
    daouda = signed_in("daouda")
    for table in rules.CAN_BE_MISSING[: rules.MOST_OPEN]:
        daouda.post(f"/my/corrections/new?missing={table}", data={"reason": "Il manque.", "act": "save"})
    assert len(looked_at(CorrectionRequest)) == rules.MOST_OPEN
    answer = daouda.post(birth(people), data=typed())
    assert answer.status_code == 422 and 'value="24/12/1991"' in answer.text and str(rules.MOST_OPEN) in answer.text
    assert daouda.post(birth(people).replace("/new", "/draft"), data=typed()).status_code == 409
    assert "/my/corrections/new" not in daouda.get(LIST).text
    assert len(looked_at(CorrectionRequest)) == rules.MOST_OPEN
    daouda.post(f"{LIST}{looked_at(CorrectionRequest)[0].id}/discard")
    assert daouda.post(birth(people), data=typed()).status_code == 302


# --- nothing else can be reached ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "about=officer:{own}&field=rank", "about=officer:{own}&field=officer_id", "about=officer:{own}&field=home_agency",
        "about=officer:{other}&field=birth_on", "about=officer:{canary}&field=birth_on", "about=account:1&field=role",
        "about=posting:{theirs}&field=unit", "about=posting:{theirs}", "about=posting:999999&field=unit",
        "about=posting:99999999999999999999&field=unit", "about=posting:&field=unit", "about=posting:x&field=unit",
        "about=posting:²&field=unit", "missing=sanction", "missing=evaluation_mark", "missing=account", "about=other&field=birth_on",
        "field=birth_on", "about=officer:{own}&missing=posting", "about=officer:{other}&missing=posting", "field=unit&missing=posting",
    ],
)  # fmt: skip
def test_nothing_outside_the_whitelist_and_the_own_file_can_be_reached(signed_in, people, looked_at, asked):
    theirs = looked_at(Posting, officer_id=people.coumba.officer_id)[0].id
    known = {"own": people.daouda.officer_id, "other": people.coumba.officer_id, "canary": people.canary_id, "theirs": theirs}
    daouda, query = signed_in("daouda"), asked.format(**known)
    assert daouda.get(f"/my/corrections/new?{query}").status_code == 404
    assert daouda.post(f"/my/corrections/new?{query}", data=typed()).status_code == 404
    assert daouda.post(f"/my/corrections/draft?{query}", data=typed()).status_code == 404
    assert looked_at(CorrectionRequest) == []


def test_a_posted_field_that_was_not_asked_for_is_never_written(draft, looked_at, people):
    daouda, number = draft
    others = {f"wished-{name}": "1" for name in ("rank", "unit", "state", "officer_id", "nina")} | {"state": "accepted", "officer_id": "1"}
    daouda.post(f"{LIST}{number}/write", data=typed() | others)
    (request,) = looked_at(CorrectionRequest)
    assert re.findall(r'"(\w+)":', request.wished) == ["birth_on"]
    assert (request.state, request.officer_id) == (CorrectionState.DRAFT, people.daouda.officer_id)


def own_routes(app):
    """Every address below /my/corrections that names a request."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("correction.") and "request_id" in rule.arguments:
            yield rule.rule, rule.methods & {"GET", "POST"}


def test_no_request_of_somebody_else_opens_on_any_route(app, signed_in, sent, looked_at, people):
    _daouda, number = sent
    piece = looked_at(CorrectionPiece)[0].id
    before = looked_at(CorrectionRequest)[0].version
    strangers = [signed_in("coumba"), signed_in("boubacar"), signed_in("aminata")]
    routes = list(own_routes(app))
    assert len(routes) >= 7
    for rule, methods in routes:
        address = re.sub(r"<[^>]*piece_id>", str(piece), re.sub(r"<[^>]*request_id>", str(number), rule))
        for client in strangers:
            for method in methods:
                data = typed() | {"act": "send"} if method == "POST" else None
                assert client.open(address, method=method, data=data).status_code == 404, f"{method} {address}"
        assert app.test_client().get(address).status_code in (302, 405)
    assert looked_at(CorrectionRequest)[0].version == before and len(looked_at(CorrectionPiece)) == 1


def test_a_piece_opens_only_with_the_request_it_belongs_to(sent, looked_at):
    daouda, number = sent
    answer = daouda.post("/my/corrections/new?about=other", data={"reason": "Autre.", "act": "go-on"})
    piece = looked_at(CorrectionPiece)[0].id
    assert daouda.get(f"{answer.location}pieces/{piece}/").status_code == 404


def test_a_contact_is_corrected_like_any_record(app, signed_in, people):
    with app.app_context(), guard.unscoped("the test"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        contact = EmergencyContact(officer=officer, name="Awa", kinship=Kinship.SPOUSE, phone="70000000")
        db.session.add(contact)
        db.session.commit()
        number = contact.id
    daouda = signed_in("daouda")
    page = daouda.get(f"/my/corrections/new?about=emergency_contact:{number}&field=kinship").text
    assert "<select" in page and 'value="CHILD"' in page


def test_the_script_weighs_little(app):
    content = (Path(app.static_folder) / "portal.js").read_bytes()
    assert len(gzip.compress(content)) <= MOST_BYTES

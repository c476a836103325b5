"""The keys of an installation, and what is encrypted with them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import Officer, db
from services import guard, keys

NINA = "2" + "0" * 13 + "B"


def test_keys_are_made_once_and_for_their_owner_only(tmp_path):
    assert set(keys.make(tmp_path / "keys")) == set(keys.SIZES)
    before = {name: keys.read(tmp_path / "keys", name) for name in keys.SIZES}
    assert keys.make(tmp_path / "keys") == []
    assert before == {name: keys.read(tmp_path / "keys", name) for name in keys.SIZES}
    assert all((tmp_path / "keys" / name).stat().st_mode & 0o077 == 0 for name in keys.SIZES)


def test_a_key_that_others_can_read_is_refused(tmp_path):
    keys.make(tmp_path)
    (tmp_path / "data.key").chmod(0o644)
    with pytest.raises(keys.KeyProblem, match="chmod 600"):
        keys.read(tmp_path, "data.key")


def test_without_keys_the_application_does_not_start(tmp_path):
    from app import create_app

    with pytest.raises(keys.KeyProblem, match="flask init"):
        create_app({"INSTANCE_FOLDER": tmp_path})


def test_a_truncated_key_is_refused(tmp_path):
    keys.make(tmp_path)
    (tmp_path / "audit.key").write_text("AAAA")
    with pytest.raises(keys.KeyProblem, match="too short"):
        keys.read(tmp_path, "audit.key")


def test_a_value_moved_to_another_column_does_not_open(tmp_path):
    keys.make(tmp_path)
    cipher = keys.Cipher(keys.read(tmp_path, "data.key"))
    with pytest.raises(keys.KeyProblem):
        cipher.open(cipher.seal("secret", "officer.phone"), "officer.nina")


def test_the_nina_is_found_by_its_exact_value_and_not_readable_in_the_database(app, people):
    with app.app_context(), guard.unscoped("the test looks"):
        db.session.get(Officer, people.daouda.officer_id).nina = NINA
        db.session.commit()
        found = db.session.scalar(select(Officer).where(Officer.nina == NINA))
        assert found.id == people.daouda.officer_id
        column = Officer.__table__.c.nina
        raw = db.session.connection().exec_driver_sql("SELECT nina FROM officer WHERE nina IS NOT NULL").scalar()
        assert NINA not in raw and column.type.context == "officer.nina"


def test_a_clerk_sees_two_characters_of_the_nina_and_its_owner_all(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test writes"):
        db.session.get(Officer, people.daouda.officer_id).nina = NINA
        db.session.commit()
    address = f"/admin/officer/details/?id={people.daouda.officer_id}"
    page = signed_in("boubacar").get(address).text
    assert NINA not in page and "0B" in page
    assert NINA in signed_in("aminata").get(address).text


def test_a_clerk_cannot_post_the_nina_that_is_not_in_his_form(app, people, signed_in):
    form = {"last_name": "Traoré", "first_names": "Daouda", "entered_on": "2015-10-01", "home_agency": "1", "nina": NINA}
    signed_in("boubacar").change(f"/admin/officer/edit/?id={people.daouda.officer_id}", data=form)
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.get(Officer, people.daouda.officer_id).nina is None
